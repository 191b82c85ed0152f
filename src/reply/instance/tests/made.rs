//! What was made.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use insta::assert_snapshot;

use super::{name, now, port};
use crate::domain::instance::Mode;
use crate::reply::instance::*;
use crate::reply::{drawn, public};

pub(super) fn secret() -> BTreeMap<String, String> {
    let url = "postgres://postgres:hunter2@127.0.0.1:5432/testdb".to_owned();
    [("url".to_owned(), url)].into()
}

fn made(preset: &str, result: MadeResult) -> Made {
    Made {
        name: name(preset),
        preset: preset.parse().unwrap(),
        version: "16".parse().unwrap(),
        mode: Mode::Fast,
        warnings: vec![],
        result,
    }
}

fn ready(connections: Option<BTreeMap<String, String>>) -> MadeResult {
    MadeResult::Ready {
        ports: vec![port(5432)],
        connections,
        ready_ms: 3_240,
        expires_at: None,
    }
}

pub(super) fn failed(left: Left) -> MadeResult {
    MadeResult::Failed {
        why: "It exited with code 1 while starting. Look at its last lines.".to_owned(),
        last_lines: vec!["no space left".to_owned()],
        left,
    }
}

#[test]
fn what_is_ready_says_where_it_is_and_how_to_connect_once() {
    let mut one = made(
        "postgres",
        MadeResult::Ready {
            ports: vec![port(5433)],
            connections: Some(secret()),
            ready_ms: 3_240,
            expires_at: Some(now() + TimeDelta::hours(2)),
        },
    );
    one.warnings = vec!["Its data lies in memory: it is gone once it stops.".to_owned()];
    let reply = created(&[one], now());
    assert_snapshot!(drawn(&reply), @"
    [Done] -: hailer-postgres is ready at 127.0.0.1:5433
    made of: postgres 16, fast
    served at: 127.0.0.1:5433
    ready after: 3.2 s
    destroys itself: in 2 h (2026-11-21 11:00 UTC)
    # Connect to hailer-postgres
        postgres://postgres:hunter2@127.0.0.1:5432/testdb
    This is shown once.
    - Its data lies in memory: it is gone once it stops.
    > Inspect: /docker-inspect hailer-postgres
    > Destroy: /docker-destroy hailer-postgres
    ");
    let shown = serde_json::to_string(&public(&reply)).unwrap();
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn where_others_read_no_connection_is_shown() {
    let reply = created(&[made("postgres", ready(None))], now());
    assert_snapshot!(drawn(&reply), @"
    [Done] -: hailer-postgres is ready at 127.0.0.1:5432
    made of: postgres 16, fast
    served at: 127.0.0.1:5432
    ready after: 3.2 s
    How to connect, with passwords, is shown once, in a private chat or at the terminal: /docker-inspect hailer-postgres
    > Inspect: /docker-inspect hailer-postgres
    > Destroy: /docker-destroy hailer-postgres
    ");
    assert!(!reply.data.to_string().contains("connections"));
}

#[test]
fn several_are_told_side_by_side_and_the_headline_is_honest() {
    let mixed = [
        made("postgres", ready(None)),
        made("redis", ready(None)),
        made("mysql", failed(Left::Kept)),
    ];
    assert_snapshot!(drawn(&created(&mixed, now())), @"
    [Failed] -: 2 of 3 are ready; hailer-mysql failed
    # hailer-postgres
    made of: postgres 16, fast
    served at: 127.0.0.1:5432
    ready after: 3.2 s
    # hailer-redis
    made of: redis 16, fast
    served at: 127.0.0.1:5432
    ready after: 3.2 s
    # hailer-mysql
    It exited with code 1 while starting. Look at its last lines.
    made of: mysql 16, fast
    # Last lines of hailer-mysql
        no space left
    It is kept to be looked at, until /docker-destroy hailer-mysql.
    How to connect, with passwords, is shown once, in a private chat or at the terminal: /docker-inspect NAME
    > Logs: /docker-logs hailer-mysql
    > Destroy: /docker-destroy hailer-mysql
    ");
    let all = [made("postgres", ready(None)), made("redis", ready(None))];
    assert_eq!(created(&all, now()).headline, "all 2 are ready");
    let none = [
        made("postgres", failed(Left::Removed)),
        made("redis", failed(Left::Nothing)),
    ];
    assert_eq!(
        created(&none, now()).headline,
        "none of 2 is ready: all failed"
    );
}

#[test]
fn all_or_nothing_says_because_of_which() {
    let undone = [
        made("postgres", MadeResult::Undone),
        made("mysql", failed(Left::Removed)),
    ];
    assert_snapshot!(drawn(&created(&undone, now())), @"
    [Failed] -: none of 2 was kept because hailer-mysql failed
    # hailer-postgres
    made of: postgres 16, fast
    It was removed: all or nothing was asked for.
    # hailer-mysql
    It exited with code 1 while starting. Look at its last lines.
    made of: mysql 16, fast
    # Last lines of hailer-mysql
        no space left
    It was removed; --keep leaves it there to be looked at.
    > Instances: /docker-instances
    ");
}
