//! Comments as people read them.

use insta::assert_snapshot;

use super::judge;
use crate::frontend::github::render::{marker, render};
use crate::reply::{Block, Cell, Reply, Status, Tone};

fn drawn(mut reply: Reply) -> String {
    reply.codebase = Some("shop".to_owned());
    let letter = render(&reply, "operation:7kq2md0x4f");
    assert_eq!(judge::read(&letter.body).wrong, Vec::<String>::new());
    assert!(letter.body.ends_with(&letter.marker));
    letter.body
}

fn facts(facts: &[(&str, &str)]) -> Block {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Block::Facts(facts.iter().map(owned).collect())
}

fn table(header: &[&str], rows: &[&[(&str, Tone)]]) -> Block {
    Block::Table {
        header: header.iter().map(|name| (*name).to_owned()).collect(),
        rows: rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|(text, tone)| Cell::toned(*text, *tone))
                    .collect()
            })
            .collect(),
    }
}

#[test]
fn a_preview_is_a_table_and_what_to_say_to_it() {
    let reply = Reply::new(
        Status::NeedsConfirmation,
        "deploy would recreate 2 services",
    )
    .with(facts(&[(
        "from",
        "acme/shop#12, commit 3f2a9c1d5e by @ada",
    )]))
    .with(table(
        &["service", "what happens", "why"],
        &[
            &[
                ("api", Tone::Plain),
                ("recreate, build", Tone::Warn),
                ("its build changed: api/main.py", Tone::Plain),
            ],
            &[
                ("web", Tone::Plain),
                ("create", Tone::Good),
                ("image nginx:1|2", Tone::Plain),
            ],
        ],
    ))
    .with(Block::Code("~ api/main.py (1.2 KiB)".to_owned()))
    .with(Block::Heading("Before you say yes".to_owned()))
    .with(Block::List(vec!["migrate runs again".to_owned()]))
    .text("Say yes to carry out exactly this; it expires in 60 min.")
    .then("Yes", "/confirm 4fzzk1")
    .then("No", "/cancel");
    assert_snapshot!(drawn(reply), @r"
    ❓ **shop**: deploy would recreate 2 services

    **from**: `acme/shop#12`, commit `3f2a9c1d5e` by `@ada`

    | service | what happens | why |
    | --- | --- | --- |
    | api | ◐ recreate, build | its build changed: api/main.py |
    | web | ● create | image `nginx:1\|2` |

    ```
    ~ api/main.py (1.2 KiB)
    ```

    #### Before you say yes

    - migrate runs again

    Say yes to carry out exactly this; it expires in 60 min.

    - **Yes**: `/confirm 4fzzk1`
    - **No**: `/cancel`

    <!-- hailer:operation:7kq2md0x4f -->
    ");
}

#[test]
fn an_outcome_says_what_to_do_next() {
    let reply = Reply::new(
        Status::RolledBack,
        "rolled back: api was not healthy within 2 min",
    )
    .text("Production runs release 2 (/srv/shop, commit 3f2a9c1d5e) as before, verified.")
    .with(Block::Heading("Last lines of api".to_owned()))
    .with(Block::Code("listening\n```panic```".to_owned()))
    .with(facts(&[("operation", "7kq2md0x4f"), ("took", "42 s")]))
    .then("Logs", "/docker-logs --operation 7kq2md0x4f");
    assert_snapshot!(drawn(reply), @r"
    ↩️ **shop**: rolled back: api was not healthy within 2 min

    Production runs release 2 (`/srv/shop`, commit `3f2a9c1d5e`) as before, verified.

    #### Last lines of api

    ````
    listening
    ```panic```
    ````

    **operation**: 7kq2md0x4f
    **took**: 42 s

    - **Logs**: `/docker-logs --operation 7kq2md0x4f`

    <!-- hailer:operation:7kq2md0x4f -->
    ");
}

#[test]
fn a_status_is_a_table() {
    let reply = Reply::done("1 of 2 running")
        .toned(Tone::Bad)
        .with(table(
            &["service", "state", "ports"],
            &[
                &[
                    ("web", Tone::Plain),
                    ("✗ exited (1)", Tone::Bad),
                    ("–", Tone::Plain),
                ],
                &[
                    ("my_api", Tone::Plain),
                    ("● healthy", Tone::Good),
                    ("127.0.0.1:8080→80", Tone::Plain),
                ],
            ],
        ))
        .then("Logs", "/docker-logs web");
    assert_snapshot!(drawn(reply), @r"
    🔴 **shop**: 1 of 2 running

    | service | state | ports |
    | --- | --- | --- |
    | web | ✗ exited (1) | – |
    | `my_api` | ● healthy | 127.0.0.1:8080→80 |

    - **Logs**: `/docker-logs web`

    <!-- hailer:operation:7kq2md0x4f -->
    ");
}

#[test]
fn long_logs_are_folded_up_and_end_with_their_last_line() {
    let lines = |count: usize| {
        let lines = (1..=count).map(|number| format!("line {number} of @web"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let short = drawn(Reply::done("21 log lines of web").with(Block::Code(lines(21))));
    assert!(
        short.contains("\n\n<details><summary>21 lines</summary>\n\n```\nline 1 of @web\n"),
        "{short}"
    );
    assert!(short.contains("\nline 21 of @web\n```\n\n</details>\n\n<!-- hailer:"));
    let long = drawn(Reply::done("10000 log lines of web").with(Block::Code(lines(10_000))));
    assert!(long.contains("\n\n<details><summary>The last "), "{long}");
    assert!(long.contains(" of 10000 lines; "));
    assert!(long.contains("\nline 10000 of @web\n```\n\n</details>"));
    assert!(!long.contains("\nline 1 of @web"));
    // It is nearly full.
    assert!(long.len() > 50_000, "{}", long.len());
}

#[test]
fn a_marker_is_nothing_but_a_marker() {
    assert_eq!(marker("done:7kq2md0x4f"), "<!-- hailer:done:7kq2md0x4f -->");
    assert_eq!(marker("--> @admin <!--"), "<!-- hailer:-admin- -->");
}
