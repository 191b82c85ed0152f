//! Answers about instances as they are read.

mod made;
mod shown;

use chrono::{DateTime, Utc};
use insta::assert_snapshot;

use super::*;
use crate::domain::instance::Served;
use crate::domain::name::InstanceName;
use crate::domain::plan::PrunedKind;
use crate::reply::drawn;

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
