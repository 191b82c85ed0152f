//! What is shown: every renderer, and judges of what it made that were written by others.

mod breakouts;
mod comment;
mod html;
mod lines;
mod message;
mod screen;
mod secrets;

use hailer::frontend::console::{self, Look};
use hailer::frontend::github;
use hailer::frontend::telegram::{self, Piece};
use hailer::reply::{Block, Cell, Redactor, Reply, Status, Tone, clean_line};

/// As lines of a log are shown: without secrets, inert, each on its own line.
fn logged(lines: &[&str], redactor: &Redactor) -> String {
    let shown: Vec<String> = lines
        .iter()
        .map(|line| clean_line(&redactor.redact(line)).into_owned())
        .collect();
    shown.join("\n")
}

/// A reply in which `text` stands wherever text from outside can stand.
fn everywhere(text: &str) -> Reply {
    let text = || text.to_owned();
    let row = vec![
        Cell::toned("api", Tone::Bad),
        Cell::plain(text()),
        Cell::toned(text(), Tone::Good),
    ];
    Reply::new(Status::Failed, text())
        .with(Block::List(vec![text(), text()]))
        .with(Block::Facts(vec![("why".to_owned(), text())]))
        .with(Block::Table {
            header: ["service", "state", "image"].map(str::to_owned).to_vec(),
            rows: vec![row],
        })
        .with(Block::Code(text()))
        .data(serde_json::json!({ "lines": [text()] }))
}

/// What Telegram is sent.
fn messages(reply: &Reply) -> Vec<Piece> {
    telegram::letter(reply.clone(), Some("4fzzk1")).pieces
}

/// What GitHub is sent.
fn on_github(reply: &Reply) -> String {
    github::render(reply, "7kq2md0x4f").body
}

/// What a terminal of some width is sent, and a pipe.
fn on_a_screen(reply: &Reply) -> Vec<String> {
    let looks = [
        Look::PLAIN,
        Look {
            width: Some(40),
            colour: true,
        },
        Look {
            width: Some(140),
            colour: false,
        },
    ];
    let mut all: Vec<String> = looks
        .into_iter()
        .map(|look| console::render(reply, look))
        .collect();
    all.push(console::json(reply));
    all
}
