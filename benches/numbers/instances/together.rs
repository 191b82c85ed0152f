//! Several instances side by side, and one operation after the other for a minute.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::bare::Bare;
use super::compared;
use super::house::House;
use crate::official::said;
use crate::table::{Figure, Row};
use crate::turns::median;

/// How often several are made.
const ROUNDS: usize = 11;

/// Side by side.
const TOGETHER: usize = 10;

/// Three that differ; the first takes longest.
const THREE: &str = "postgres redis quick";

/// Who goes round and round at a time.
const WORKERS: usize = 6;

/// How long they do.
const STEADILY: Duration = Duration::from_mins(1);

pub(super) fn rows(house: &House, bare: &Bare) -> Vec<Row> {
    let mut rows = ten(house, bare);
    rows.push(three(house));
    rows.extend(steadily(house, bare));
    rows
}

/// Three that differ, which are to take at most 1.3 times as long as the slowest alone.
fn three(house: &House) -> Row {
    let mut times = [const { Vec::new() }; 2];
    for round in 0..=ROUNDS {
        for (presets, times) in [THREE, "postgres"].iter().zip(&mut times) {
            let begun = Instant::now();
            let names = house.creates_all(presets);
            if round > 0 {
                times.push(begun.elapsed());
            }
            house.destroys_with_its_data(&names.join(" "));
        }
    }
    let [three, slowest] = times.map(median);
    Row::new(
        format!("{THREE} side by side, until all are ready"),
        Figure::Time(three),
    )
    .under(Figure::Time(slowest.mul_f64(1.3)))
    .beside("the slowest of them alone", Figure::Time(slowest))
}

/// Ten alike.
fn ten(house: &House, bare: &Bare) -> Vec<Row> {
    let ten = ["quick"; TOGETHER].join(" ");
    let mut times = [const { Vec::new() }; 3];
    for round in 0..=ROUNDS {
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
fn steadily(house: &House, bare: &Bare) -> Vec<Row> {
    let (ours, failed) = house
        .runtime
        .block_on(rounds(|worker| house.goes_round(worker)));
    let (alone, _) = house.runtime.block_on(rounds(|_| bare.goes_round()));
    let row = Row::new(
        format!("operations on instances in a minute, {WORKERS} at a time"),
        Figure::Count(ours),
    );
    vec![
        row.beside("the Engine API alone", Figure::Count(alone)),
        row.beside("the bar that others set", Figure::Count(100)),
        Row::new("of which failed", Figure::Count(failed)).under(Figure::Count(1)),
    ]
}

/// How many operations are done in a minute, and how many failed.
async fn rounds<R: Future<Output = (u64, u64)>>(round: impl Fn(usize) -> R) -> (u64, u64) {
    let begun = Instant::now();
    let round = &round;
    let work = (0..WORKERS).map(|worker| async move {
        let (mut done, mut failed) = (0_u64, 0_u64);
        while begun.elapsed() < STEADILY {
            let (fine, wrong) = round(worker).await;
            done += fine;
            failed += wrong;
        }
        (done, failed)
    });
    let all = join_all(work).await;
    let took = u64::try_from(begun.elapsed().as_millis()).unwrap();
    let done: u64 = all.iter().map(|(done, _)| done).sum();
    (
        done * 60_000 / took,
        all.iter().map(|(_, failed)| failed).sum(),
    )
}
