//! What comes from outside may be anything: it is read as it is, and does nothing.

use std::sync::Arc;

use hailer::frontend::telegram::{Address, Heard, LiveMessage, Me, Piece, Stops, hear, letter};
use hailer::reply::{Block, Cell, Reply, Responder, clean_bytes};
use serde_json::{Value, json};

use super::{ada, chat, one, seen, shop};
use crate::telegram::Received;

/// What a container could write in order to be more than text.
const MARKUP: [&str; 9] = [
    "</pre><b>deployed</b>",
    "</code></pre></b>",
    "<a href=\"tg://user?id=7\">click</a>",
    "&lt;b&gt; &amp; &#60; &#x3c; &nbsp; &unknown; &",
    "<tg-spoiler><pre><code class=\"language-sh\">",
    "<!-- --> <![CDATA[ ]]> <",
    "@admin /docker_deploy@hailer_test_bot #top $USD",
    "https://evil.example tg://resolve?domain=evil mailto:a@b.example",
    "```[click](tg://user?id=7)``` **_~~||",
];

/// The entities that are not what we set: those that Telegram would bring to life.
fn kinds(message: &Received) -> Vec<&str> {
    let kinds = message.entities().iter();
    kinds.filter_map(|entity| entity["type"].as_str()).collect()
}

#[tokio::test]
async fn log_lines_full_of_markup_are_read_as_they_were_written() {
    let (_telegram, client, ada) = ada();
    let log = MARKUP.join("\n");
    let reply = Reply::done("9 log lines of web")
        .about(&shop())
        .with(Block::Code(log.clone()));
    let pieces = letter(reply, None).pieces;
    assert_eq!(pieces.len(), 1);
    let to = Address::to(chat(&ada));
    client.send(&to, &pieces[0]).await.unwrap();
    let message = ada.private().next_message().await;
    assert_eq!(
        message.text(),
        format!("✅ shop: 9 log lines of web\n\n{log}")
    );
    assert_eq!(kinds(&message), ["bold", "pre"]);
}

#[tokio::test]
async fn a_log_full_of_markup_can_be_followed() {
    let (_telegram, client, ada) = ada();
    let stops = Arc::new(Stops::default());
    let to = Address::to(chat(&ada));
    let live = LiveMessage::new(&client, to, "/logs </code> @admin", &stops);
    live.follow(&format!("telegram:{}", ada.id).parse().unwrap());
    for line in MARKUP {
        live.line(line);
    }
    let message = ada.private().next_message().await.becomes("click](").await;
    let log = MARKUP.join("\n");
    let shown = format!("⏳ /logs </code> @admin\n{log}");
    assert_eq!(message.text(), shown);
    assert_eq!(kinds(&message), ["code", "pre"]);
    live.finish(None).await;
}

#[tokio::test]
async fn markup_in_every_part_of_a_reply_stays_text() {
    let name = "x".repeat(200);
    let markup = "</b><a href=\"tg://user?id=7\">click</a> &lt; @admin /docker_deploy";
    let header = ["service", "state", "image"].map(str::to_owned).to_vec();
    let row = [name.as_str(), "<i>up</i>", "a/b&c"].map(Cell::plain);
    let reply = Reply::failed(markup)
        .about(&shop())
        .with(Block::Table {
            header,
            rows: vec![row.to_vec()],
        })
        .with(Block::Code(markup.to_owned()))
        .with(Block::Facts(vec![(markup.to_owned(), markup.to_owned())]))
        .with(Block::List(vec![markup.to_owned()]))
        .then(markup, "/docker-status");
    let seen = one(&reply).await;
    assert_eq!(seen.matches("click</a>").count(), 6, "{seen}");
    assert_eq!(seen.matches("&lt;").count(), 5, "{seen}");
    assert!(
        seen.contains(&format!("**{name}** `<i>up</i>`\nimage a/b&c")),
        "{seen}"
    );
    // In plain text they would call the administrator, and deploy with a tap.
    assert!(seen.contains("`@admin` `/docker_deploy`"), "{seen}");
}

#[tokio::test]
async fn titles_full_of_tags_call_nobody() {
    let tags = "#a".to_owned() + &" #a".repeat(39);
    let facts = ["pull request", "commit", "author"].map(|name| (name.to_owned(), tags.clone()));
    let reply = Reply::done(&tags)
        .about(&shop())
        .with(Block::Facts(facts.to_vec()))
        .with(Block::List(vec!["main.rs".to_owned(); 99]));
    let seen = seen(&reply, None).await;
    let first: Vec<_> = seen[0].lines().take(4).collect();
    let expected = [
        format!("✅ **shop**: `{tags}`"),
        String::new(),
        format!("pull request: `{tags}`"),
        format!("commit: `{tags}`"),
    ];
    assert_eq!(first, expected);
    // A message has room for 90 marks, and so many lines need a second one.
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[1], ["• `main.rs`"; 14].join("\n"));
}

#[tokio::test]
async fn ten_megabytes_of_log_are_a_file_and_a_screen() {
    let line = "<b>&".repeat(250);
    let lines: Vec<String> = (1..=10_000).map(|n| format!("{n} {line}")).collect();
    let log = lines.join("\n");
    assert!(log.len() > 10_000_000);
    let reply = Reply::done("10000 log lines of web")
        .about(&shop())
        .with(Block::Code(log.clone()));
    let pieces = letter(reply, None).pieces;
    let (_telegram, client, ada) = ada();
    for piece in &pieces {
        client.send(&Address::to(chat(&ada)), piece).await.unwrap();
    }
    let message = ada.private().next_message().await;
    assert!(
        message
            .text()
            .contains("The last 3 of 10000 lines; all are in shop-logs.txt:\n9998 <b>&<b>&"),
        "{}",
        message.text()
    );
    assert!(message.text().ends_with("<b>&"));
    let file = ada.private().next_message().await;
    assert!(file.is_silent(), "the message before it has rung");
    let (name, contents) = file.file().unwrap();
    assert_eq!(name, "shop-logs.txt");
    assert!(contents == format!("{log}\n").as_bytes());
    assert_eq!(ada.private().unread(), 0);
}

#[tokio::test]
async fn one_line_without_an_end_is_a_file_and_its_beginning() {
    let reply = Reply::done("1 log line of web")
        .about(&shop())
        .with(Block::Code("🚢".repeat(1_000_000)));
    let seen = seen(&reply, None).await;
    assert_eq!(seen.len(), 2);
    assert!(seen[0].ends_with("🚢…\n```"));
    assert!(seen[1].starts_with("[file shop-logs.txt, 4000001 bytes]"));
}

#[tokio::test]
async fn what_hides_turns_or_is_no_text_is_shown_as_replaced() {
    let surrogate = clean_bytes(b"lone \xed\xa0\xbd half, cut \xf0\x9f\x9a");
    let reply = Reply::done("logs \u{202e}gpj.exe\u{200b}\u{feff}")
        .about(&shop())
        .with(Block::Code(format!(
            "a\u{2066}b\u{0}c\u{1b}[31md\r\ne\u{2028}f\n{surrogate}"
        )));
    let seen = one(&reply).await;
    assert_eq!(
        seen,
        "✅ **shop**: logs `\u{fffd}gpj.exe\u{fffd}\u{fffd}`\n\n```\na\u{fffd}b\u{fffd}cd\ne\nf\nlone \u{fffd}\u{fffd}\u{fffd} half, cut \u{fffd}\n```"
    );
}

#[tokio::test]
async fn a_reply_of_nothing_visible_can_still_be_sent() {
    let reply = Reply::done(" \n ").with(Block::Text("\t\n".to_owned()));
    assert_eq!(one(&reply).await, "✅");
}

fn update(first: &str, last: &str) -> Value {
    json!({"update_id": 1, "message": {
        "message_id": 5, "date": 1_700_000_000, "chat": {"id": 7, "type": "private"},
        "from": {"id": 7, "is_bot": false, "first_name": first, "last_name": last},
        "text": "/docker-status",
    }})
}

#[test]
fn a_persons_name_is_short_and_inert_whatever_they_call_themselves() {
    let me = Me {
        id: 1,
        username: "hailer_test_bot".to_owned(),
    };
    let name = |first: &str, last: &str| match hear(&update(first, last), &me) {
        Heard::Said(said) => said.sender.name,
        other => panic!("{other:?}"),
    };
    let long = name(&"Ada".repeat(100), "");
    assert_eq!(long.encode_utf16().count(), 64);
    assert!(long.ends_with('…'));
    assert_eq!(name("Ada\u{202e}\n", "B"), "Ada\u{fffd}  B");
    assert_eq!(name(" ", "\t"), "7");
}

#[test]
fn a_name_of_63_letters_leaves_the_file_a_name_and_the_buttons_what_fits() {
    let name = "x".repeat(63);
    let codebase = hailer::domain::name::CodebaseName::new(&name).unwrap();
    let reply = Reply::failed("failed")
        .about(&codebase)
        .with(Block::Code("line\n".repeat(5000)))
        .then("Status", "/docker-status")
        .then("Logs", "/docker-logs --operation 7kq2md0x4f");
    let pieces = letter(reply, None).pieces;
    let [
        Piece::Text { html, keyboard },
        Piece::File { name: file, .. },
    ] = pieces.as_slice()
    else {
        panic!("{pieces:?}");
    };
    assert_eq!(*file, format!("{}-logs.txt", &name[..40]));
    // The data of a button has room for 64 bytes.
    assert!(keyboard.is_empty());
    let status = format!("Status: <code>/status --in {name}</code>");
    let logs = format!("Logs: <code>/logs --operation 7kq2md0x4f --in {name}</code>");
    assert!(html.ends_with(&format!("{status}\n{logs}")), "{html}");
}
