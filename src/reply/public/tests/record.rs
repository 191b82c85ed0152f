//! What everybody may read of a status and of the history.

use insta::assert_snapshot;
use serde_json::json;

use super::{SECRET, codebase, shown};
use crate::reply::block::Tone;
use crate::reply::public::*;

pub(super) fn table(header: &[&str], row: &[&str]) -> Block {
    Block::Table {
        header: header.iter().map(|name| (*name).to_owned()).collect(),
        rows: vec![row.iter().map(|text| Cell::plain(*text)).collect()],
    }
}

#[test]
fn of_a_status_the_services_are_told_and_not_where_and_as_what_they_run() {
    let header = ["service", "state", "uptime", "restarts", "ports", "image"];
    let row = ["web 2", "● healthy", "2 h 5 min", "0", SECRET, SECRET];
    let strange = [
        SECRET,
        "✗ exited (1)",
        "30 min ago (2026-11-21 08:30 UTC)",
        "3, out of memory",
        "–",
        "–",
    ];
    let reply = Reply::done("2 unhealthy, 1 of 3 running")
        .about(&codebase())
        .toned(Tone::Bad)
        .with(table(&header, &row))
        .with(table(&header, &strange))
        .with(Block::Facts(vec![
            ("release".to_owned(), SECRET.to_owned()),
            ("held by".to_owned(), SECRET.to_owned()),
        ]))
        .with(Block::Heading("Changed since the last deploy".to_owned()))
        .with(Block::List(vec![SECRET.to_owned()]))
        .then("Logs", "/docker-logs web")
        .data(json!({ "release": SECRET, "containers": [] }));
    assert_snapshot!(shown(&reply), @"
    [Done] shop: 2 unhealthy, 1 of 3 running
    | service | state | uptime | restarts |
    | web 2 | ● healthy | 2 h 5 min | 0 |
    | service | state | uptime | restarts |
    | ? | ✗ exited (1) | 30 min ago (2026-11-21 08:30 UTC) | 3, out of memory |
    The rest is in the announce chat, where one is set.
    > Logs: /docker-logs web
    ");
}

#[test]
fn of_a_history_the_releases_are_told_and_not_who_made_them_from_what() {
    let releases = [
        "release",
        "state",
        "when",
        "who",
        "from",
        "operation",
        "images",
    ];
    let operations = ["operation", "what", "became", "when", "who"];
    let reply = Reply::done("release 7 is live")
        .about(&codebase())
        .with(table(
            &releases,
            &[
                "7",
                "live",
                "1 h ago (2026-11-21 08:30 UTC)",
                SECRET,
                SECRET,
                "7kq2md0x4f",
                SECRET,
            ],
        ))
        .with(Block::Heading("Last operations".to_owned()))
        .with(table(
            &operations,
            &["7kq2md0x4f", "deploy", "done", "1 h ago", SECRET],
        ))
        .then("Roll back", "/docker-rollback");
    assert_snapshot!(shown(&reply), @"
    [Done] shop: release 7 is live
    | release | state | when |
    | 7 | live | 1 h ago (2026-11-21 08:30 UTC) |
    # Last operations
    | operation | what | became | when |
    | 7kq2md0x4f | deploy | done | 1 h ago |
    The rest is in the announce chat, where one is set.
    > Roll back: /docker-rollback
    ");
}
