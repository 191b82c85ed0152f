//! A deploy's plan where nothing has changed.

use super::official::run;
use super::shop::{PROJECT, Shop};
use super::table::{Figure, Row};
use super::turns::in_turn;

const GOAL: Figure = Figure::millis(15);

/// The services of a small project, and of projects that are larger than most.
const MANY: [(usize, Figure); 3] = [(1, GOAL), (10, GOAL), (100, Figure::millis(100))];

pub(crate) fn rows(shop: &Shop) -> Vec<Row> {
    let mut rows = of(
        "a deploy that changes nothing, since Compose's up",
        GOAL,
        shop,
    );
    shop.deploy();
    rows.extend(of(
        "a deploy that changes nothing, since Hailer's own",
        GOAL,
        shop,
    ));
    for (services, goal) in MANY {
        let what = format!("plan of {services} services, nothing changed");
        rows.extend(of(&what, goal, &many(services)));
    }
    rows
}

/// Services that all run the image of the shop's `web`.
fn many(services: usize) -> Shop {
    let service =
        |number| format!("  s{number}:\n    image: {PROJECT}-web\n    command: [serve, \"80\"]\n");
    let services: String = (0..services).map(service).collect();
    Shop::of(
        &format!("{PROJECT}-many"),
        &format!("services:\n{services}"),
    )
}

fn of(what: &str, goal: Figure, shop: &Shop) -> Vec<Row> {
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
    let row = Row::new(what, ours).under(goal);
    vec![
        row.beside("docker-compose up -d", up),
        row.beside("docker-compose config", config),
    ]
}
