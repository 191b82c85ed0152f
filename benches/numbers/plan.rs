//! A deploy's plan where nothing has changed.

use super::official::run;
use super::shop::Shop;
use super::table::{Figure, Row};
use super::turns::in_turn;

const GOAL: Figure = Figure::millis(15);

pub(crate) fn rows(shop: &Shop) -> Vec<Row> {
    let mut rows = of("plan, nothing changed since Compose's up", shop);
    shop.deploy();
    rows.extend(of("plan, nothing changed since Hailer's deploy", shop));
    rows
}

fn of(what: &str, shop: &Shop) -> Vec<Row> {
    // Files that are younger than two seconds prove nothing, so that nothing of them is remembered.
    std::thread::sleep(std::time::Duration::from_secs(3));
    let [ours, config, up] = in_turn([
        &mut || {
            let reply = shop.ask("/docker-deploy --dry-run");
            assert!(reply.headline.contains("nothing to change"), "{reply:#?}");
        },
        &mut || run(shop.compose().arg("config")),
        &mut || run(shop.compose().args(["up", "--detach"])),
    ])
    .map(Figure::Time);
    let row = Row::new(what, ours).under(GOAL);
    vec![
        row.beside("docker-compose up -d", up),
        row.beside("docker-compose config", config),
    ]
}
