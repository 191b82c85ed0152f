//! What is there.

use chrono::TimeDelta;
use insta::assert_snapshot;

use super::made::secret;
use super::{name, now, port};
use crate::domain::container::Check;
use crate::domain::instance::Mode;
use crate::reply::drawn;
use crate::reply::instance::*;

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
