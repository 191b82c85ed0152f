//! Answers about instances as they are read.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use insta::assert_snapshot;

use super::*;
use crate::domain::container::Check;
use crate::domain::instance::{Mode, Served};
use crate::domain::name::InstanceName;
use crate::domain::plan::PrunedKind;
use crate::reply::{drawn, public};

fn now() -> DateTime<Utc> {
    "2026-11-21T09:00:00Z".parse().unwrap()
}

fn name(name: &str) -> InstanceName {
    InstanceName::chosen(name).unwrap()
}

fn port(host: u16) -> Served {
    Served {
        name: None,
        container: 5432,
        host,
        host_ip: "127.0.0.1".to_owned(),
        protocol: "tcp".to_owned(),
    }
}

fn secret() -> BTreeMap<String, String> {
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

fn failed(left: Left) -> MadeResult {
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

fn line(own: &str, condition: Condition) -> InstanceLine {
    InstanceLine {
        name: name(own),
        condition,
        preset: "postgres".parse().unwrap(),
        version: "16".parse().unwrap(),
        mode: Mode::Persistent,
        ports: vec![port(5432)],
        volumes: vec![format!("hailer-{own}-data")],
        owner: "Ada".to_owned(),
        created_at: now() - TimeDelta::hours(3),
        expires_at: None,
        with_bot: false,
        killed_at: None,
        seen: None,
    }
}

#[test]
fn the_list_begins_with_what_is_worst_and_ends_with_what_is_left() {
    let mut killed = line("small", Condition::Failed);
    killed.killed_at = Some(256 << 20);
    killed.expires_at = Some(now() + TimeDelta::hours(2));
    let lines = [
        line("a", Condition::Healthy),
        line("gone", Condition::Kept),
        line("b", Condition::Healthy),
        killed,
        line("c", Condition::Stopped),
    ];
    assert_snapshot!(drawn(&instances(&lines, 4, now())), @"
    [Done] -: 4 instances: 1 failed, 2 healthy, 1 stopped
    | instance | state | made of | served at | owner | age | destroys itself |
    | hailer-small | ✗ failed: killed at its 256 MB limit <Bad> | postgres 16, persistent | 127.0.0.1:5432 | Ada | 3 h ago | in 2 h |
    | hailer-a | ● healthy <Good> | postgres 16, persistent | 127.0.0.1:5432 | Ada | 3 h ago | never |
    | hailer-b | ● healthy <Good> | postgres 16, persistent | 127.0.0.1:5432 | Ada | 3 h ago | never |
    | hailer-c | ○ stopped | postgres 16, persistent | 127.0.0.1:5432 | Ada | 3 h ago | never |
    # Kept data of destroyed instances
    - hailer-gone of Ada: hailer-gone-data
    4 more are others': /docker-instances --all
    > Logs: /docker-logs hailer-small
    ");
    assert_snapshot!(drawn(&instances(&[], 0, now())), @"
    [Done] -: no instances
    > Presets: /docker-presets
    ");
}

fn sheet(condition: Condition) -> InstanceSheet {
    InstanceSheet {
        line: line("shop-db", condition),
        image: "postgres:16-alpine".to_owned(),
        container: Some("0123456789abcdef0123".to_owned()),
        started: Some(now() - TimeDelta::minutes(3)),
        finished: None,
        exit_code: None,
        restarts: 0,
        last_check: Some(Check {
            at: Some(now() - TimeDelta::seconds(40)),
            exit_code: 2,
            output: "no response\n".to_owned(),
        }),
        labels: 7,
        connections: Some(secret()),
        still_to_show: false,
    }
}

#[test]
fn one_is_shown_whole_with_what_its_check_said() {
    assert_snapshot!(drawn(&inspect(&sheet(Condition::Unhealthy), now())), @"
    [Done] -: hailer-shop-db is unhealthy
    made of: postgres 16, persistent
    image: postgres:16-alpine
    served at: 127.0.0.1:5432
    owner: Ada
    created: 3 h ago (2026-11-21 06:00 UTC)
    container: 0123456789ab
    started: 3 min ago (2026-11-21 08:57 UTC)
    restarts: 0
    last check: failed (exit code 2), 40 s ago (2026-11-21 08:59 UTC)
    volumes: hailer-shop-db-data
    labels: 7
    # What its last check said
        no response
    # Connect to hailer-shop-db
        postgres://postgres:hunter2@127.0.0.1:5432/testdb
    This is shown once.
    > Logs: /docker-logs hailer-shop-db
    > Destroy: /docker-destroy hailer-shop-db
    ");
    let mut killed = sheet(Condition::Failed);
    killed.line.killed_at = Some(2 << 30);
    killed.last_check = None;
    killed.connections = None;
    killed.still_to_show = true;
    killed.exit_code = Some(137);
    assert_snapshot!(drawn(&inspect(&killed, now())), @"
    [Done] -: hailer-shop-db failed
    Killed at its 2 GB limit of memory. A preset of your own can give it more.
    made of: postgres 16, persistent
    image: postgres:16-alpine
    served at: 127.0.0.1:5432
    owner: Ada
    created: 3 h ago (2026-11-21 06:00 UTC)
    container: 0123456789ab
    started: 3 min ago (2026-11-21 08:57 UTC)
    exit code: 137
    restarts: 0
    volumes: hailer-shop-db-data
    labels: 7
    How to connect, with passwords, is shown once, in a private chat or at the terminal: /docker-inspect hailer-shop-db
    > Logs: /docker-logs hailer-shop-db
    > Destroy: /docker-destroy hailer-shop-db
    ");
}

#[test]
fn images_and_volumes_are_counted_and_named() {
    let image = |reference: &str, bytes| ImageLine {
        reference: reference.to_owned(),
        presets: vec!["postgres".parse().unwrap()],
        bytes,
        instances: 1,
    };
    let all = [
        image("postgres:16-alpine", Some(110 << 20)),
        image("mysql:8.4", None),
    ];
    assert_snapshot!(drawn(&images(&all)), @"
    [Done] -: 1 of 2 images here, 110.0 MiB
    | image | preset | size | instances |
    | postgres:16-alpine | postgres | 110.0 MiB <Good> | 1 |
    | mysql:8.4 | postgres | not here | 1 |
    > Pull it: /docker-images pull postgres
    ");
    let volume = |own: &str, in_use| VolumeLine {
        name: format!("hailer-{own}-data"),
        instance: Some(name(own)),
        owner: Some("Ada".to_owned()),
        in_use,
        bytes: Some(40 << 20),
    };
    assert_snapshot!(drawn(&volumes(&[volume("a", true), volume("b", false)])), @"
    [Done] -: 2 volumes, 1 of no instance
    | volume | instance | owner | state | size |
    | hailer-a-data | hailer-a | Ada | in use <Good> | 40.0 MiB |
    | hailer-b-data | hailer-b | Ada | left <Warn> | 40.0 MiB |
    > Remove what is left: /docker-volumes prune
    ");
    assert_eq!(volumes(&[]).headline, "no volumes");
}

#[test]
fn a_pull_says_what_came_and_what_did_not() {
    let one = |pull| Pulled {
        reference: "postgres:16-alpine".to_owned(),
        preset: "postgres".parse().unwrap(),
        pull,
    };
    let all = [
        one(Pull::Same),
        one(Pull::New {
            bytes: Some(110 << 20),
            took_ms: 12_000,
        }),
        one(Pull::Failed {
            why: "the registry did not answer".to_owned(),
        }),
    ];
    assert_snapshot!(drawn(&pulled(&all)), @"
    [Failed] -: 1 image pulled, 1 here already, 1 failed
    | preset | image | what became of it |
    | postgres | postgres:16-alpine | here already |
    | postgres | postgres:16-alpine | pulled: 110.0 MiB, 12 s <Good> |
    | postgres | postgres:16-alpine | failed: the registry did not answer <Bad> |
    > Images: /docker-images
    ");
}

fn became(own: &str, change: Change) -> Changed {
    Changed {
        name: name(own),
        change,
    }
}

#[test]
fn what_became_of_one_is_a_sentence_and_of_several_a_line_each() {
    let destroyed = |kept: &[&str], removed: &[&str]| Change::Destroyed {
        kept: kept.iter().map(ToString::to_string).collect(),
        removed: removed.iter().map(ToString::to_string).collect(),
    };
    let kept = destroyed(&["hailer-shop-db-data"], &[]);
    assert_snapshot!(drawn(&changed(&[became("shop-db", kept.clone())])), @"
    [Done] -: hailer-shop-db: destroyed; its volume hailer-shop-db-data is kept
    > Volumes: /docker-volumes
    ");
    let reset = became("shop-db", Change::Reset { ready_ms: 850 });
    assert_snapshot!(drawn(&changed(&[reset])), @"
    [Done] -: hailer-shop-db: emptied, ready after 850 ms; name, ports and passwords are as they were
    > Inspect: /docker-inspect hailer-shop-db
    ");
    let fine = [
        became("a", kept),
        became("b", destroyed(&[], &["hailer-b-data"])),
        became("c", destroyed(&[], &[])),
    ];
    assert_snapshot!(drawn(&changed(&fine)), @"
    [Done] -: 3 instances: destroyed
    - hailer-a: destroyed; its volume hailer-shop-db-data is kept
    - hailer-b: destroyed; its volume hailer-b-data is deleted
    - hailer-c: destroyed
    > Volumes: /docker-volumes
    ");
    let mixed = [
        became("a", Change::Started { ready_ms: 65_000 }),
        became(
            "b",
            Change::Unchanged {
                is: "running".to_owned(),
            },
        ),
        became(
            "c",
            Change::Failed {
                why: "port 5432 is taken".to_owned(),
                last_lines: vec!["bind: address in use".to_owned()],
            },
        ),
    ];
    assert_snapshot!(drawn(&changed(&mixed)), @"
    [Failed] -: 2 of 3 done; hailer-c failed
    - hailer-a: started, ready after 1 min 5 s
    - hailer-b: is running already
    - hailer-c: failed: port 5432 is taken
    # Last lines of hailer-c
        bind: address in use
    > Logs: /docker-logs hailer-c
    > Inspect: /docker-inspect hailer-c
    ");
}

#[test]
fn what_was_pruned_is_named_with_the_room_it_made() {
    let removed = |name: &str, failed: Option<&str>| Removed {
        kind: PrunedKind::Volume,
        name: name.to_owned(),
        bytes: Some(40 << 20),
        failed: failed.map(str::to_owned),
    };
    let all = [
        removed("hailer-a-data", None),
        removed("hailer-b-data", Some("it is in use")),
    ];
    assert_snapshot!(drawn(&pruned(&all)), @"
    [Failed] -: 1 volume removed, 40.0 MiB of room made; 1 failed
    - hailer-b-data is there still: it is in use
    - hailer-a-data
    ");
    assert_eq!(pruned(&[]).headline, "nothing was removed");
}
