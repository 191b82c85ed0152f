//! Instances: each operation through Hailer, beside the Docker CLI as a process and beside the bare Engine API.

mod bare;
mod house;

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::official::{run, said};
use super::table::{Figure, Row};
use super::turns::{in_turn, median};
use bare::Bare;
use house::House;

/// How often what takes a second is done.
const ROUNDS: usize = 11;

/// Side by side.
const TOGETHER: usize = 10;

/// How many are there while they are listed.
const LISTED: usize = 10;

/// Who goes round and round at a time.
const WORKERS: usize = 6;

/// How long they do.
const STEADILY: Duration = Duration::from_mins(1);

pub(crate) fn rows() -> Vec<Row> {
    let house = House::new();
    let bare = Bare::new(&house);
    let mut rows = looking(&house, &bare);
    rows.extend(making(&house, &bare));
    rows.extend(together(&house, &bare));
    rows.extend(steadily(&house));
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
    let mut rows = vec![postgres];
    rows.extend(compared(
        "a small container, from create to ready",
        "docker run, and docker exec of its check",
        created.map(median),
    ));
    rows.extend(compared(
        "its destruction",
        "docker rm --force",
        destroyed.map(median),
    ));
    rows
}

/// Ten side by side, which is to take little longer than the slowest.
fn together(house: &House, bare: &Bare) -> Vec<Row> {
    let ten = ["quick"; TOGETHER].join(" ");
    let mut times = [const { Vec::new() }; 3];
    for round in 0..=ROUNDS / 2 {
        let begun = Instant::now();
        let names = house.creates_all(&ten);
        let ours = begun.elapsed();
        let destroy = format!("/docker-destroy {}", names.join(" "));
        house.asks(&destroy);
        let begun = Instant::now();
        let names = std::thread::scope(|scope| {
            let all: Vec<_> = (0..TOGETHER)
                .map(|_| scope.spawn(Bare::creates_by_cli))
                .collect();
            all.into_iter()
                .map(|one| one.join().unwrap())
                .collect::<Vec<_>>()
        });
        let theirs = begun.elapsed();
        for name in names {
            said(&["rm", "--force", "--volumes", &name]);
        }
        let begun = Instant::now();
        let ids = house
            .runtime
            .block_on(join_all((0..TOGETHER).map(|_| bare.creates())));
        let alone = begun.elapsed();
        for id in ids {
            house.runtime.block_on(bare.removes(&id));
        }
        if round > 0 {
            for (times, took) in times.iter_mut().zip([ours, theirs, alone]) {
                times.push(took);
            }
        }
    }
    let what = format!("{TOGETHER} side by side, from create to ready");
    compared(&what, "docker run, as many", times.map(median)).into()
}

/// One operation after the other for a minute, by several at once.
fn steadily(house: &House) -> Vec<Row> {
    let begun = Instant::now();
    let work = (0..WORKERS).map(|_| async {
        let (mut done, mut failed) = (0_u64, 0_u64);
        while begun.elapsed() < STEADILY {
            let (fine, wrong) = house.goes_round().await;
            done += fine;
            failed += wrong;
        }
        (done, failed)
    });
    let all = house.runtime.block_on(join_all(work));
    let took = begun.elapsed();
    let done: u64 = all.iter().map(|(done, _)| done).sum();
    let failed: u64 = all.iter().map(|(_, failed)| failed).sum();
    let in_a_minute = done * 60_000 / u64::try_from(took.as_millis()).unwrap();
    println!("{done} operations on instances in {took:?}, of which {failed} failed");
    vec![
        Row::new(
            format!("operations on instances in a minute, {WORKERS} at a time"),
            Figure::Count(in_a_minute),
        )
        .beside("the bar that others set", Figure::Count(100)),
        Row::new("of which failed", Figure::Count(failed)).under(Figure::Count(1)),
    ]
}
