//! Logs as the engine really sends them.

use std::time::Duration;

use chrono::Utc;
use futures_util::{StreamExt, TryStreamExt};
use regex::Regex;

use super::world::{World, rules, watched};
use crate::domain::log::{LogQuery, Stream};
use crate::engine::{Expects, LogLine, LogSource};

async fn lines(world: &World, id: &str, query: &LogQuery) -> Vec<LogLine> {
    world.engine.logs(id, query).await.unwrap()
}

/// A container that has written all that it will write: `lines` of them. They
/// are counted, not looked for: the engine copies the two streams side by
/// side, and the last line of one may be kept before the last of the other.
async fn written(world: &World, command: &str, keys: &str, lines: usize) -> String {
    let id = world.run_with(command, keys).await;
    let follow = world.engine.follow_logs(&id, LogQuery::last(10_000));
    let all = follow.take(lines).try_collect::<Vec<_>>();
    tokio::time::timeout(Duration::from_secs(20), all)
        .await
        .unwrap()
        .unwrap();
    id
}

#[tokio::test]
async fn the_last_lines_come_in_order_from_both_streams() {
    let world = World::new().await;
    let id = written(&world, "chatter 2000", "", 2000).await;
    let all = lines(&world, &id, &LogQuery::last(10_000)).await;
    assert_eq!(all.len(), 2000);
    for line in &all {
        let number: u32 = line
            .text
            .split_whitespace()
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let expected = if number % 2 == 1 {
            Stream::Stdout
        } else {
            Stream::Stderr
        };
        assert_eq!(line.stream, expected, "{}", line.text);
        assert!(line.at.is_some());
    }
    let last = lines(&world, &id, &LogQuery::last(2)).await;
    assert_eq!(last, all[1998..]);
    assert_eq!(lines(&world, &id, &LogQuery::last(0)).await, []);
}

#[tokio::test]
async fn lines_are_found_by_pattern_and_by_time() {
    let world = World::new().await;
    let id = written(&world, "chatter 2000", "", 2000).await;
    let grep = |pattern| LogQuery {
        grep: Some(Regex::new(pattern).unwrap()),
        ..LogQuery::last(2)
    };
    // Odd lines go to one stream; the engine promises no order between two.
    let found = lines(&world, &id, &grep(r"^line 1[13579] ")).await;
    let texts: Vec<_> = found.iter().map(|line| line.text.trim_end()).collect();
    assert_eq!(texts, ["line 17", "line 19"]);
    let all = lines(&world, &id, &LogQuery::last(10_000)).await;
    let middle = all[1000].at;
    let since = LogQuery {
        since: middle,
        ..LogQuery::last(10_000)
    };
    let until = LogQuery {
        until: middle,
        ..LogQuery::last(10_000)
    };
    let from = lines(&world, &id, &since).await;
    assert!(from.iter().all(|line| line.at >= middle) && from.contains(&all[1000]));
    let to = lines(&world, &id, &until).await;
    assert!(to.iter().all(|line| line.at <= middle) && to.contains(&all[1000]));
    let future = LogQuery {
        since: Some(Utc::now() + Duration::from_mins(1)),
        ..LogQuery::last(9)
    };
    assert_eq!(lines(&world, &id, &future).await, []);
}

#[tokio::test]
async fn a_line_that_the_engine_cuts_is_one_line_again() {
    let world = World::new().await;
    let id = written(&world, "chatter 3 40000", "", 3).await;
    let all = lines(&world, &id, &LogQuery::last(100)).await;
    let lengths: Vec<_> = all.iter().map(|line| line.text.len()).collect();
    assert_eq!(lengths, [40_000, 40_000, 40_000]);
    assert!(
        all.iter()
            .all(|line| line.text.ends_with("....") && !line.text.contains('Z'))
    );
}

#[tokio::test]
async fn bytes_that_are_no_text_hurt_nobody() {
    let world = World::new().await;
    let id = written(&world, "bytes", "", 6).await;
    let all = lines(&world, &id, &LogQuery::last(100)).await;
    assert_eq!(all.len(), 6);
    assert_eq!(all[0].text, "never \u{fffd}\u{fffd}");
    assert_eq!(all[5].text, "whole €");
}

#[tokio::test]
async fn a_container_with_a_terminal_is_read_too() {
    let world = World::new().await;
    let id = written(&world, "chatter 3", "    tty: true\n", 3).await;
    let all = lines(&world, &id, &LogQuery::last(100)).await;
    let texts: Vec<_> = all.iter().map(|line| line.text.trim_end()).collect();
    assert_eq!(texts, ["line 1", "line 2", "line 3"]);
    assert!(
        all.iter()
            .all(|line| line.stream == Stream::Stdout && line.at.is_some())
    );
}

#[tokio::test]
async fn following_ends_with_the_container() {
    let world = World::new().await;
    let id = world.run("crash 3 0.5").await;
    let follow = world.engine.follow_logs(&id, LogQuery::last(100));
    let all = tokio::time::timeout(Duration::from_secs(10), follow.collect::<Vec<_>>());
    let texts: Vec<_> = all
        .await
        .unwrap()
        .into_iter()
        .map(|line| line.unwrap().text)
        .collect();
    assert_eq!(
        texts,
        ["crashing with 3 in 500ms", "crashed: as it was told to"]
    );
}

#[tokio::test]
async fn a_projects_logs_are_told_as_one_in_the_order_of_their_times() {
    let world = World::new().await;
    let service = |name| format!("  {name}:\n    image: IMAGE\n    command: crash 0 0.2\n");
    let model = world
        .model(&format!("services:\n{}{}", service("a"), service("b")))
        .await;
    let ids = world.up(&model).await;
    for id in &ids {
        let watched = [watched(id, Expects::Completed)];
        world
            .engine
            .gate(&watched, &rules(10), &|_| {})
            .await
            .unwrap();
    }
    let sources: Vec<_> = ids
        .into_iter()
        .zip(["a", "b"])
        .map(|(id, name)| LogSource {
            id,
            name: name.into(),
        })
        .collect();
    let told = world
        .engine
        .interleaved_logs(&sources, &LogQuery::last(100), |line| line)
        .await
        .unwrap();
    assert_eq!(told.len(), 4);
    assert!(told.is_sorted_by_key(|line| line.line.at));
    let of = |name: &str| told.iter().filter(|line| &*line.source == name).count();
    assert_eq!((of("a"), of("b")), (2, 2));
    let loud = |line: LogLine| LogLine {
        text: line.text.to_uppercase(),
        ..line
    };
    let newest = world
        .engine
        .interleaved_logs(&sources, &LogQuery::last(3), loud)
        .await
        .unwrap();
    let texts: Vec<_> = newest.into_iter().map(|line| line.line.text).collect();
    let told = told[1..].iter().map(|line| line.line.text.to_uppercase());
    assert_eq!(texts, told.collect::<Vec<_>>());
    let follow = world
        .engine
        .follow_interleaved(sources, &LogQuery::last(100));
    assert_eq!(
        follow.filter_map(|line| async { line.ok() }).count().await,
        4
    );
}

#[tokio::test]
async fn the_log_of_a_container_that_is_not_there_is_an_error_and_not_empty() {
    let world = World::new().await;
    let missing = world.engine.logs("0123456789ab", &LogQuery::last(1)).await;
    assert!(missing.unwrap_err().is_not_found());
}
