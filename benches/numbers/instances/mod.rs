//! Instances: each operation through Hailer, beside the Docker CLI as a process and beside the bare Engine API.

mod bare;
mod house;
mod together;

use std::time::{Duration, Instant};

use super::official::{run, said};
use super::table::{Figure, Row};
use super::turns::{in_turn, median};
use bare::Bare;
use house::House;

/// How often what takes a second is done.
const ROUNDS: usize = 11;

/// How many are there while they are listed.
const LISTED: usize = 10;

pub(crate) fn rows() -> Vec<Row> {
    let house = House::new();
    let bare = Bare::new(&house);
    let mut rows = looking(&house, &bare);
    rows.extend(making(&house, &bare));
    rows.extend(together::rows(&house, &bare));
    rows
}

/// What only looks.
fn looking(house: &House, bare: &Bare) -> Vec<Row> {
    let names: Vec<_> = (0..LISTED).map(|_| house.creates("quick", "")).collect();
    let one = &names[0];
    let label = format!("label=hailer.house={}", house.id);
    let filter = ["ps", "--all", "--filter", &label];
    let list = in_turn([
        &mut || {
            let reply = house.asks("/docker-instances");
            assert_eq!(
                reply.data["instances"].as_array().map(Vec::len),
                Some(LISTED)
            );
        },
        &mut || run(std::process::Command::new("docker").args(filter)),
        &mut || assert_eq!(bare.list(&label), LISTED),
    ]);
    let inspect = in_turn([
        &mut || drop(house.asks(&format!("/docker-inspect {one}"))),
        &mut || run(std::process::Command::new("docker").args(["inspect", one])),
        &mut || bare.inspect(one),
    ]);
    let logs = in_turn([
        &mut || drop(house.asks(&format!("/docker-logs {one} 100"))),
        &mut || run(std::process::Command::new("docker").args(["logs", "--tail", "100", one])),
        &mut || bare.logs(one),
    ]);
    for name in &names {
        house.asks(&format!("/docker-destroy {name}"));
    }
    let rows = [
        (format!("list of {LISTED} instances"), list, "docker ps"),
        (
            "inspect of an instance".to_owned(),
            inspect,
            "docker inspect",
        ),
        (
            "the last 100 lines of its log".to_owned(),
            logs,
            "docker logs",
        ),
    ];
    rows.into_iter()
        .flat_map(|(what, times, cli)| compared(&what, cli, times))
        .collect()
}

/// A row beside the command line, and one beside the Engine API alone.
fn compared(what: &str, cli: &str, [ours, theirs, bare]: [Duration; 3]) -> [Row; 2] {
    let row = Row::new(what, Figure::Time(ours));
    [
        row.beside(cli, Figure::Time(theirs)),
        row.beside("the Engine API alone", Figure::Time(bare)),
    ]
}

/// Creating until ready, and destroying.
fn making(house: &House, bare: &Bare) -> Vec<Row> {
    let mut created = [const { Vec::new() }; 3];
    let mut destroyed = [const { Vec::new() }; 3];
    let mut databases = [const { Vec::new() }; 2];
    for round in 0..=ROUNDS {
        let time = |times: &mut Vec<Duration>, begun: Instant| {
            if round > 0 {
                times.push(begun.elapsed());
            }
        };
        let begun = Instant::now();
        let name = house.creates("quick", "");
        time(&mut created[0], begun);
        let begun = Instant::now();
        house.asks(&format!("/docker-destroy {name}"));
        time(&mut destroyed[0], begun);
        let begun = Instant::now();
        let name = Bare::creates_by_cli();
        time(&mut created[1], begun);
        let begun = Instant::now();
        said(&["rm", "--force", "--volumes", &name]);
        time(&mut destroyed[1], begun);
        let begun = Instant::now();
        let id = house.runtime.block_on(bare.creates());
        time(&mut created[2], begun);
        let begun = Instant::now();
        house.runtime.block_on(bare.removes(&id));
        time(&mut destroyed[2], begun);
        let begun = Instant::now();
        let name = house.creates("postgres", "");
        time(&mut databases[0], begun);
        house.destroys_with_its_data(&name);
        let begun = Instant::now();
        let name = Bare::postgres_by_cli();
        time(&mut databases[1], begun);
        said(&["rm", "--force", "--volumes", &name]);
    }
    let [ours, theirs] = databases.map(median);
    let postgres = Row::new("postgres, from create to ready", Figure::Time(ours))
        .under(Figure::millis(5000))
        .beside(
            "docker run, and docker exec pg_isready until it is",
            Figure::Time(theirs),
        );
    let created = created.map(median);
    let added = Row::new(
        "of which Hailer adds to the Engine API",
        Figure::Time(created[0].saturating_sub(created[2])),
    );
    let mut rows = vec![postgres];
    rows.extend(compared(
        "a small container, from create to ready",
        "docker run, and docker exec of its check",
        created,
    ));
    rows.push(added.under(Figure::millis(30)));
    rows.extend(
        compared(
            "its destruction",
            "docker rm --force",
            destroyed.map(median),
        )
        .map(|row| row.under(Figure::millis(3000))),
    );
    rows
}
