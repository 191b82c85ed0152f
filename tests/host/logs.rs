//! What it wrote.

use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt as _;
use hailer::domain::log::{LogQuery, Stream};
use hailer::host::HostError;
use regex::Regex;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};

use crate::world::{SOON, Soon as _, World};

#[tokio::test]
async fn both_streams_are_told_in_order_with_their_times_and_bytes_that_are_no_text_replaced() {
    let world = World::new().await;
    let process = world
        .run(
            "echo one; read -r _ < \"$GO\"; printf 'tw\\377o\\n' >&2; read -r _ < \"$GO\"; printf 'thr'; printf 'ee\\r\\n\\nhalf'",
        )
        .await;
    world.lines(1).await;
    world.let_go_on();
    world.lines(2).await;
    world.let_go_on();
    assert_eq!(world.exit_code().await, 0);
    let lines = world
        .host
        .logs(&world.folder(), &LogQuery::last(10))
        .await
        .unwrap();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line.stream, line.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Stream::Stdout, "one"),
            (Stream::Stderr, "tw\u{fffd}o"),
            (Stream::Stdout, "three"),
            (Stream::Stdout, ""),
            (Stream::Stdout, "half"),
        ]
    );
    assert!(lines.is_sorted_by_key(|line| line.at));
    assert!(
        lines
            .iter()
            .all(|line| line.at >= process.started - chrono::TimeDelta::seconds(1))
    );
}

#[tokio::test]
async fn lines_are_searched_and_bounded_by_time() {
    let world = World::new().await;
    world
        .run("for n in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $n; done")
        .await;
    assert_eq!(world.exit_code().await, 0);
    let texts = async |query: LogQuery| {
        let lines = world.host.logs(&world.folder(), &query).await.unwrap();
        lines.into_iter().map(|line| line.text).collect::<Vec<_>>()
    };
    let grep = LogQuery {
        grep: Some(Regex::new("1[0-9]$").unwrap()),
        ..LogQuery::last(2)
    };
    assert_eq!(texts(grep).await, ["line 11", "line 12"]);
    let ended = match world.ended().await {
        hailer::host::Life::Ended(end) => end.at,
        life => panic!("{life:?}"),
    };
    let later = LogQuery {
        since: Some(ended),
        ..LogQuery::last(20)
    };
    assert_eq!(texts(later).await, [""; 0]);
    let before = LogQuery {
        until: Some(ended),
        ..LogQuery::last(20)
    };
    assert_eq!(texts(before).await.len(), 12);
}

#[tokio::test]
async fn it_is_followed_until_it_ends_also_where_its_log_is_put_aside() {
    let world = World::new().await;
    world
        .run("echo first; read -r _ < \"$GO\"; i=0; x=$(printf '%01000d' 0); while [ $i -lt 9000 ]; do echo $i $x; i=$((i+1)); done; echo last")
        .await;
    let followed = world
        .host
        .follow(&world.folder(), &LogQuery::last(10))
        .await
        .unwrap();
    world.let_go_on();
    let texts = followed.map(|line| line.unwrap().text).collect::<Vec<_>>();
    let texts = tokio::time::timeout(SOON, texts).await.expect_soon();
    assert_eq!(texts.first().unwrap(), "first");
    assert_eq!(texts.last().unwrap(), "last");
    let numbers: Vec<u32> = texts[1..texts.len() - 1]
        .iter()
        .map(|text| text.split(' ').next().unwrap().parse().unwrap())
        .collect();
    assert!(numbers.is_sorted() && numbers.contains(&8999));
    let files = ["log", "log.1"].map(|name| world.folder().join(name).metadata().unwrap().len());
    assert!(files.iter().all(|size| *size <= 4 << 20), "{files:?}");
}

#[tokio::test]
async fn it_is_followed_to_its_end_also_where_its_supervisor_cant_be_asked_for_a_moment() {
    let world = World::new().await;
    world
        .run("echo first; read -r _ < \"$GO\"; echo last")
        .await;
    world.lines(1).await;
    let unheard = world.unheard();
    let (folder, query) = (world.folder(), LogQuery::last(10));
    let followed = world.host.follow(&folder, &query).await.unwrap();
    let mut texts = pin!(followed.map(|line| line.unwrap().text));
    assert_eq!(texts.next().await.as_deref(), Some("first"));
    let nothing = tokio::time::timeout(Duration::from_millis(200), texts.next()).await;
    assert!(nothing.is_err(), "it goes on: {nothing:?}");
    world.heard(unheard);
    world.let_go_on();
    let texts = tokio::time::timeout(SOON, texts.collect::<Vec<_>>()).await;
    assert_eq!(texts.expect_soon(), ["last"]);
}

#[tokio::test]
async fn a_log_that_cant_be_put_aside_stays_bounded_and_there_to_read() {
    let world = World::new().await;
    let process = world
        .run("much() { i=0; while [ $i -lt 6000 ]; do echo $1 $x; i=$((i+1)); done; }; x=$(printf '%01000d' 0); echo up; read -r _ < \"$GO\"; much a; : > done; read -r _ < \"$GO\"; much b; echo last")
        .await;
    world.lines(1).await;
    let supervisor = Pid::from_raw(process.supervisor);
    let none = Rlimit {
        current: Some(0),
        ..getrlimit(Resource::Nofile)
    };
    // As where too many files are open: no more can be.
    let before = prlimit(supervisor, Resource::Nofile, none).unwrap();
    world.let_go_on();
    let done = async {
        while !world.folder().join("work/done").exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(SOON, done).await.expect_soon();
    let size = |name| world.folder().join(name).metadata().unwrap().len();
    let last = async || {
        let query = LogQuery::last(1);
        let lines = world.host.logs(&world.folder(), &query).await.unwrap();
        lines[0].text.clone()
    };
    assert!(last().await.starts_with("a 0"));
    assert!(size("log") <= 4 << 20);
    prlimit(supervisor, Resource::Nofile, before).unwrap();
    world.let_go_on();
    assert_eq!(world.exit_code().await, 0);
    assert_eq!(last().await, "last");
    assert!(size("log") <= 4 << 20 && size("log.1") <= 4 << 20);
}

#[tokio::test]
async fn of_what_never_ran_there_is_no_log() {
    let world = World::new().await;
    let logs = world.host.logs(&world.folder(), &LogQuery::last(1)).await;
    assert!(matches!(logs, Err(HostError::Nothing { .. })));
}
