//! Whatever a reply holds, Telegram takes it, and what came from outside is read as it was.

use hailer::frontend::telegram::{Letter, Piece, letter};
use hailer::reply::{Block, Cell, Reply, Status, Tone, clean};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::telegram::{Limits, Person, TOKEN, Telegram};

/// Text from outside: anything, and what looks like markup, mentions and commands.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[<>&;/@#._a-z\" \n-]{0,60}",
        Just("</pre><b>&lt;".to_owned()),
        Just("/docker-deploy @admin".to_owned()),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    let tone = prop_oneof![
        Just(Tone::Plain),
        Just(Tone::Good),
        Just(Tone::Warn),
        Just(Tone::Bad)
    ];
    let cell = (words(), tone)
        .prop_map(|(text, tone)| Cell::toned(text, tone))
        .boxed();
    let table = (1..6_usize).prop_flat_map(move |columns| {
        let header = vec(words(), columns);
        let rows = vec(vec(cell.clone(), columns), 0..20);
        (header, rows).prop_map(|(header, rows)| Block::Table { header, rows })
    });
    prop_oneof![
        words().prop_map(Block::Text),
        words().prop_map(Block::Heading),
        vec((words(), words()), 0..10).prop_map(Block::Facts),
        vec(words(), 0..60).prop_map(Block::List),
        vec(words(), 0..300).prop_map(|lines| Block::Code(lines.join("\n"))),
        (words(), 0..300_usize).prop_map(|(text, times)| Block::Text(text.repeat(times))),
        table,
    ]
}

fn replies() -> impl Strategy<Value = Reply> {
    let status = prop_oneof![
        Just(Status::Done),
        Just(Status::NeedsConfirmation),
        Just(Status::RolledBack)
    ];
    let next = vec((words(), words()), 0..4);
    let about = proptest::option::of(words());
    (status, words(), about, vec(block(), 0..6), next).prop_map(
        |(status, headline, codebase, blocks, next)| {
            let mut reply = Reply::new(status, headline);
            reply.codebase = codebase;
            reply.blocks = blocks;
            next.iter()
                .fold(reply, |reply, (label, command)| reply.then(label, command))
        },
    )
}

/// What is compared: letters alone, since Telegram trims, a phone breaks lines, and commands are respelled.
fn letters(text: &str) -> String {
    let text = clean(text).replace('-', "_");
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// All that came from outside and has to be read.
fn outside(reply: &Reply) -> Vec<String> {
    let mut all = vec![reply.headline.clone()];
    for block in &reply.blocks {
        match block {
            Block::Text(text) | Block::Heading(text) | Block::Code(text) => all.push(text.clone()),
            Block::List(items) => all.extend(items.iter().cloned()),
            Block::Facts(facts) => {
                all.extend(
                    facts
                        .iter()
                        .flat_map(|(name, value)| [name.clone(), value.clone()]),
                );
            }
            Block::Table { rows, .. } => {
                let cells = rows.iter().flatten().map(|cell| cell.text.clone());
                all.extend(cells.filter(|text| text != "–"));
            }
        }
    }
    all
}

struct Sender {
    telegram: Telegram,
    ada: Person,
    http: reqwest::Client,
}

impl Sender {
    /// Without the client's pace: what is asked is whether Telegram takes it.
    async fn send(&self, letter: Letter) -> String {
        let mut read = String::new();
        for piece in letter.pieces {
            match piece {
                Piece::File { contents, .. } => read.push_str(&contents),
                Piece::Text { html, keyboard } => {
                    let rows: Vec<Vec<Value>> = keyboard
                        .iter()
                        .map(|row| {
                            row.iter()
                                .map(|button| {
                                    json!({ "text": button.label, "callback_data": button.data })
                                })
                                .collect()
                        })
                        .collect();
                    let message = json!({
                        "chat_id": self.ada.id, "text": html, "parse_mode": "HTML",
                        "reply_markup": { "inline_keyboard": rows },
                    });
                    let url = format!("{}/bot{TOKEN}/sendMessage", self.telegram.url());
                    let sent = self.http.post(url).json(&message).send().await.unwrap();
                    let sent: Value = sent.json().await.unwrap();
                    assert_eq!(sent["ok"], true, "{sent} {html:?}");
                    let text = sent["result"]["text"].as_str().unwrap();
                    read.push_str(text);
                }
            }
        }
        assert_eq!(self.telegram.violations(), [""; 0]);
        read
    }
}

#[test]
fn any_reply_is_taken_by_telegram_and_read_as_it_was() {
    let telegram = Telegram::start();
    telegram.limit(Limits {
        pace: std::time::Duration::ZERO,
        ..Limits::default()
    });
    let ada = telegram.person("Ada");
    ada.says(&ada.private(), "/start");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let sender = Sender {
        telegram,
        ada,
        http,
    };
    let runtime = Runtime::new().unwrap();
    let mut runner = TestRunner::new(Config::with_cases(128));
    let held = runner.run(&(replies(), any::<bool>()), |(reply, with_nonce)| {
        let nonce = with_nonce.then_some("4fzzk1");
        let read = runtime.block_on(sender.send(letter(reply.clone(), nonce)));
        let read = letters(&read);
        for text in outside(&reply) {
            prop_assert!(
                read.contains(&letters(&text)),
                "{text:?} is not in {read:?}"
            );
        }
        Ok(())
    });
    held.unwrap();
}
