//! A restart of a service, until it is healthy again.

use super::official::run;
use super::shop::Shop;
use super::table::{Figure, Row};
use super::turns::in_turn;

pub(crate) fn rows(shop: &Shop) -> Vec<Row> {
    // Compose says that it has restarted one before that answers; Hailer when it is healthy.
    let [ours, theirs] = in_turn([
        &mut || shop.ask_and_confirm("/docker-restart api"),
        &mut || {
            run(shop.compose().args(["restart", "api"]));
            run(shop
                .compose()
                .args(["up", "--detach", "--wait", "--no-recreate", "api"]));
        },
    ])
    .map(Figure::Time);
    let row = Row::new("restart of a service, until it is healthy", ours);
    vec![row.beside("docker-compose restart, and up --wait", theirs)]
}
