//! Telegram, by its stand-in: what stands between an update and its answer, and fifty people who deploy at once.

use std::fs;
use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::bot::Bot;
use super::crowd::{Crowd, Member};
use super::official::run;
use super::shop::Shop;
use super::table::{Figure, Row};
use super::telegram::Person;
use super::turns::{ROUNDS, at, in_turn};

/// From the update to the message.
const STATUS: Figure = Figure::millis(25);
/// Of the process that serves fifty people.
const MEMORY: Figure = Figure::Size(64_000_000);
const PEOPLE: usize = 50;
/// How often each of them asks, and how long after the time before.
const QUESTIONS: usize = 20;
const PACE: Duration = Duration::from_secs(2);

/// Statuses that are asked for on Telegram.
pub(crate) fn rows_of_status(shop: &Shop) -> Vec<Row> {
    let mut bot = Bot::new(shop.variables());
    // Nobody may be written to more than once a second, so each question that follows another is somebody else's.
    let [readers, askers] = [("Reader", ROUNDS + 1), ("Asker", PEOPLE)].map(|(name, people)| {
        let people = 0..people;
        let people = people.map(|number| bot.telegram.person(&format!("{name} {number}")));
        people.collect::<Vec<_>>()
    });
    for person in readers.iter().chain(&askers) {
        shop.ask(&format!("/grant telegram:{} viewer shop", person.id));
    }
    bot.serves();
    let mut rows = status(shop, &readers);
    rows.extend(commands(shop, &askers));
    rows
}

/// One after the other.
fn status(shop: &Shop, people: &[Person]) -> Vec<Row> {
    let mut asking = people.iter();
    let [ours, compose] = in_turn([
        &mut || {
            let person = asking.next().unwrap();
            let chat = person.private();
            person.says(&chat, "/status");
            let status = shop.runtime.block_on(chat.next_message());
            assert!(status.text().contains("3 of 3"), "{}", status.drawn());
        },
        &mut || run(shop.compose().arg("ps")),
    ])
    .map(Figure::Time);
    let row = Row::new("status of 3 services on Telegram, update to message", ours);
    vec![row.under(STATUS).beside("docker-compose ps", compose)]
}

/// A thousand questions of fifty people, each in a chat of their own.
fn commands(shop: &Shop, people: &[Person]) -> Vec<Row> {
    let each = people.iter().zip(0..).map(async |(person, number)| {
        let chat = person.private();
        // Nobody asks before they may be written to again, and not all at once.
        let mut turn = tokio::time::interval_at(
            tokio::time::Instant::now() + PACE / u32::try_from(PEOPLE).unwrap() * number,
            PACE,
        );
        let mut took = Vec::new();
        for _ in 0..QUESTIONS {
            turn.tick().await;
            let begun = Instant::now();
            person.says(&chat, "/status");
            let status = chat.next_message().await;
            took.push(begun.elapsed());
            assert!(status.text().contains("3 of 3"), "{}", status.drawn());
        }
        took
    });
    let mut took = shop.runtime.block_on(join_all(each)).concat();
    took.sort_unstable();
    let asked = took.len();
    [50, 95, 99]
        .map(|percent| {
            let what =
                format!("{asked} statuses from {PEOPLE} chats, update to message, p{percent}");
            Row::new(what, at(percent, &took))
        })
        .into()
}

/// Fifty people deploy a project each, with a build each, at once.
pub(crate) fn rows() -> Vec<Row> {
    let crowd = Crowd::of(PEOPLE);
    let runtime = super::official::runtime();
    let took = runtime.block_on(deploys(&crowd.members));
    assert_eq!(crowd.running(), PEOPLE);
    assert_eq!(crowd.bot.telegram.violations(), [""; 0]);
    vec![
        Row::new(
            format!("{PEOPLE} chats deploy at once, peak memory (RSS)"),
            Figure::Size(peak_memory(crowd.bot.process())),
        )
        .under(MEMORY),
        Row::new(
            format!("{PEOPLE} chats deploy at once, from the first word to the last answer"),
            Figure::Time(took),
        ),
    ]
}

async fn deploys(members: &[Member]) -> Duration {
    let begun = Instant::now();
    join_all(members.iter().map(async |member| {
        member.deploys().await;
        let done = member.chat.next_message().await;
        assert!(done.text().contains("deployed"), "{}", done.drawn());
    }))
    .await;
    begun.elapsed()
}

/// The most that was resident at a time, in bytes (proc(5), `VmHWM`).
fn peak_memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
    kibibytes.unwrap().parse::<u64>().unwrap() * 1024
}
