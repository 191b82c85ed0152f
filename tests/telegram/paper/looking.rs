//! Replies as they look on a phone.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use hailer::domain::container::{Container, HealthState, PublishedPort, State};
use hailer::domain::policy::Denied;
use hailer::reply::{self, Block, Cell, ProjectStatus, Reply, Status, Tone};
use insta::assert_snapshot;

use super::{now, one, seen, shop};

fn header<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

fn container(service: &str, state: State, health: HealthState) -> Container {
    let labels = [
        ("com.docker.compose.service", service),
        ("com.docker.compose.container-number", "1"),
    ];
    Container {
        id: service.to_owned(),
        name: format!("shop-{service}-1"),
        image: format!("shop-{service}:latest"),
        image_id: "sha256:0".to_owned(),
        state,
        health,
        ports: Vec::new(),
        writable_volumes: Vec::new(),
        writes_to: Vec::new(),
        addresses: Vec::new(),
        labels: labels
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        created: now(),
        started: Some(now() - TimeDelta::minutes(125)),
        finished: Some(now() - TimeDelta::minutes(7)),
        exit_code: None,
        oom_killed: false,
        memory_limit: None,
        restarts: 0,
        stop_grace_secs: 10,
    }
}

#[tokio::test]
async fn a_status_has_the_worst_first_with_its_logs_at_hand() {
    let mut db = container("db", State::Exited, HealthState::None);
    db.exit_code = Some(137);
    db.oom_killed = true;
    db.restarts = 4;
    let mut web = container("web", State::Running, HealthState::Unhealthy);
    web.image = "registry.example.com/team/web:1.4".to_owned();
    web.ports = vec![PublishedPort {
        host_ip: "0.0.0.0".to_owned(),
        host_port: 8080,
        container_port: 80,
        protocol: "tcp".to_owned(),
    }];
    let containers = [
        container("api", State::Running, HealthState::Healthy),
        db,
        web,
    ];
    let reply = reply::status(&ProjectStatus {
        codebase: &shop(),
        containers: &containers,
        usage: &BTreeMap::new(),
        release: Some("7kq2md0x4f, 3 h ago"),
        drift: &[],
        hold: None,
        now: now(),
    });
    assert_snapshot!(one(&reply).await, @"
    🔴 **shop**: 1 unhealthy, 2 of 3 running

    **db** ✗ exited (137)
    7 min ago · restarts 4, out of memory · image shop-db:latest
    **web** ▲ unhealthy
    uptime 2 h 5 min · restarts 0 · ports 8080→80 · image `registry.example.com/team/web:1.4`
    **api** ● healthy
    uptime 2 h 5 min · restarts 0 · image shop-api:latest

    release: 7kq2md0x4f, 3 h ago
    [Logs]
    ");
}

#[tokio::test]
async fn a_preview_asks_with_two_buttons() {
    let reply = Reply::new(
        Status::NeedsConfirmation,
        "deploy would recreate 1 service, create 1, change 7 files",
    )
    .about(&shop())
    .with(Block::Facts(vec![(
        "from".to_owned(),
        "/home/team/shop, branch main, commit 3f2a9c1d5e".to_owned(),
    )]))
    .with(Block::Table {
        header: header(["service", "what happens", "why", "downtime"]),
        rows: vec![
            vec![
                Cell::plain("api"),
                Cell::toned("recreate ×2, build", Tone::Warn),
                Cell::plain("its build changed; environment: DATABASE_URL, LOG_LEVEL"),
                Cell::toned("short: both need host port 8081", Tone::Warn),
            ],
            vec![
                Cell::plain("cache"),
                Cell::toned("create", Tone::Good),
                Cell::plain("has no container"),
                Cell::toned("none", Tone::Good),
            ],
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
    .then("No", "/cancel");
    let seen = seen(&reply, Some("4fzzk1")).await;
    assert_snapshot!(seen.join("\n────\n"), @"
    ❓ **shop**: deploy would recreate 1 service, create 1, change 7 files

    from: `/home/team/shop`, branch main, commit 3f2a9c1d5e

    ◐ **api** recreate ×2, build
    why its build changed; environment: DATABASE_URL, LOG_LEVEL · downtime short: both need host port 8081
    ● **cache** create
    why has no container · downtime none

    files: 6 added, 1 changed, 0 deleted, 120 unchanged
    ```
    ~ compose.yaml (900 B)
    + api/main.rs (2.0 KiB)
    ```

    **Before you say yes**
    • migrate runs again and what it does to the data can't be undone

    Say yes to carry out exactly this; it expires in 10 min.
    [Confirm] [Cancel]
    ");
}

#[tokio::test]
async fn a_denial_says_what_an_administrator_can_copy() {
    let denied = reply::denied(&Denied::Stranger {
        actor: "telegram:7".to_owned(),
        scope: "shop".to_owned(),
    });
    assert_snapshot!(one(&denied).await, @"
    ⛔ telegram:7 has no role on shop

    An administrator can change that: `/grant telegram:7 viewer shop`
    ");
}

#[tokio::test]
async fn what_must_be_filled_in_is_text_to_copy() {
    let reply = Reply::usage("There is no codebase yet")
        .then("Add one", "/codebase add NAME --workspace PATH")
        .then("Who you are", "/whoami");
    assert_snapshot!(one(&reply).await, @"
    ❓ There is no codebase yet

    Add one: `/codebase add NAME --workspace PATH`
    [Who you are]
    ");
}

#[tokio::test]
async fn long_logs_are_a_file_with_their_end_in_the_message() {
    let lines: Vec<String> = (1..=10_000)
        .map(|n| format!("<{n}> & \u{1b}[1mGET"))
        .collect();
    let reply = Reply::done("10000 log lines of web")
        .about(&shop())
        .with(Block::Code(lines.join("\n")));
    let seen = seen(&reply, None).await;
    assert_eq!(seen.len(), 2);
    let text = &seen[0];
    assert!(
        text.starts_with(
            "✅ **shop**: 10000 log lines of web\n\n_The last 25 of 10000 lines; all are in shop-logs.txt:_\n```\n<9976> & GET\n"
        ),
        "{text}"
    );
    assert!(text.ends_with("<10000> & GET\n```"), "{text}");
    assert!(seen[1].starts_with("[file shop-logs.txt, "), "{}", seen[1]);
    assert!(seen[1].contains("\n| <1> & GET\n"), "{}", seen[1]);
    assert!(seen[1].ends_with("| … 9980 lines more"), "{}", seen[1]);
}
