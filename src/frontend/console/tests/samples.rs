//! Replies as there are many.

use crate::domain::name::CodebaseName;
use crate::reply::{Block, Cell, Reply, Status, Tone};

fn cells<const N: usize>(texts: [&str; N]) -> Vec<Cell> {
    texts.map(Cell::plain).to_vec()
}

pub(super) fn header<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

pub(super) fn status() -> Reply {
    let row = |service, state, tone, uptime, restarts, ports, image| {
        let mut row = cells([service, state, uptime, restarts, ports, image]);
        row[1].tone = tone;
        row
    };
    Reply::new(Status::Done, "1 unhealthy, 3 of 3 running")
        .about(&CodebaseName::new("shop").unwrap())
        .toned(Tone::Bad)
        .with(Block::Table {
            header: header(["service", "state", "uptime", "restarts", "ports", "image"]),
            rows: vec![
                row(
                    "web",
                    "▲ unhealthy",
                    Tone::Bad,
                    "2 h 5 min",
                    "12",
                    "8080→80, 8443→443",
                    "registry.example.com/team/shop-web:1.4.2",
                ),
                row(
                    "api",
                    "● healthy",
                    Tone::Good,
                    "3 d 4 h",
                    "0",
                    "8081→8081",
                    "shop-api:latest",
                ),
            ],
        })
        .with(Block::Facts(vec![(
            "release".to_owned(),
            "7kq2md0x4f, 3 h ago".to_owned(),
        )]))
        .then("Logs", "/docker-logs web")
}

pub(super) fn preview() -> Reply {
    Reply::new(
        Status::NeedsConfirmation,
        "deploy would recreate 1 service, create 1, change 7 files",
    )
    .about(&CodebaseName::new("shop").unwrap())
    .with(Block::Facts(vec![(
        "from".to_owned(),
        "/home/team/shop, branch main, commit 3f2a9c1d5e".to_owned(),
    )]))
    .with(Block::Table {
        header: header(["service", "what happens", "why", "downtime"]),
        rows: vec![
            cells([
                "api",
                "recreate ×2, build",
                "its build changed; environment: DATABASE_URL, LOG_LEVEL",
                "short: both need host port 8081",
            ]),
            cells(["cache", "create", "has no container", "none"]),
        ],
    })
    .with(Block::Facts(vec![(
        "files".to_owned(),
        "6 added, 1 changed, 0 deleted, 120 unchanged".to_owned(),
    )]))
    .with(Block::Code(
        "~ compose.yaml (900 B)\n+ api/main.rs (2.0 KiB)".to_owned(),
    ))
    .with(Block::Heading("Before you say yes".to_owned()))
    .with(Block::List(vec![
        "migrate runs again and what it does to the data can't be undone".to_owned(),
    ]))
    .text("Say yes to carry out exactly this; it expires in 10 min.")
    .then("Yes", "/confirm 7KQ2MD")
    .then("No", "/cancel")
}
