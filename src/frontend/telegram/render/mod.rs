//! A reply as messages: HTML within Telegram's limits, buttons, and a file for what is too long to be read there.

mod alive;
mod block;
mod fit;
mod html;
mod table;
mod words;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::buttons::{self, Keyboard};
use crate::reply::{Reply, Status, clean};

pub(super) use block::sign;
pub(super) use fit::MESSAGE;
pub(super) use html::{Html, MARKS, Mark, cut, units};
pub(super) use words::inert;

/// Instead of the buttons under a preview.
const IN_WORDS: &str = "\n\nReply to this message with yes or no.";
/// Letters of a codebase's name in the name of a file.
const NAME: usize = 40;

/// What is sent for a reply, in order. It can be stored and sent later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// At least one.
    pub pieces: Vec<Piece>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Text.
    Text {
        /// In Telegram's HTML, at most 4,096 UTF-16 units once it was read.
        html: String,
        /// The buttons below.
        keyboard: Keyboard,
    },
    /// A text file, for what was too long.
    File {
        /// Its name (`shop-logs.txt`).
        name: String,
        /// What is in it.
        contents: String,
    },
}

impl Letter {
    /// Makes the next message plainer: its text without buttons, and in one block, since outside of any mark what came from
    /// outside would come to life. Says no where it is as plain as can be.
    pub(super) fn simplify(&mut self) -> bool {
        let Some(Piece::Text { html, keyboard }) = self.pieces.first_mut() else {
            return false;
        };
        let mut plain = without_tags(html);
        if in_a_block(&plain) == *html && keyboard.is_empty() {
            return false;
        }
        let asked = buttons::asks(keyboard) && units(&plain) + units(IN_WORDS) <= MESSAGE;
        if asked {
            plain.push_str(IN_WORDS);
        }
        *html = in_a_block(&plain);
        keyboard.clear();
        true
    }

    /// Says instead of the file that comes next that it couldn't be sent. Says no where none comes next.
    pub(super) fn without_file(&mut self) -> bool {
        let Some(next @ Piece::File { .. }) = self.pieces.first_mut() else {
            return false;
        };
        *next = Piece::Text {
            html: "The file with all of it couldn't be sent to Telegram; ask again for less."
                .to_owned(),
            keyboard: Keyboard::new(),
        };
        true
    }
}

/// What came from outside has no tags: its `<` is written `&lt;`.
fn without_tags(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut within = false;
    for letter in html.chars() {
        match letter {
            '<' => within = true,
            '>' if within => within = false,
            _ if within => {}
            _ => plain.push(letter),
        }
    }
    plain
}

fn in_a_block(markup: &str) -> String {
    format!("<pre>{markup}</pre>")
}

/// `reply` for Telegram. `nonce` stands for the confirmation that a preview asks for, and is what its buttons send.
#[must_use]
pub fn letter(mut reply: Reply, nonce: Option<&str>) -> Letter {
    // It is for scripts, and holds long logs once more.
    reply.data = Value::Null;
    let reply = reply.map_text(&|text| {
        if let Cow::Owned(inert) = clean(&text) {
            inert
        } else {
            text
        }
    });
    let (keyboard, next) = buttons::of(&reply, nonce);
    let name = file_name(&reply);
    let fitted = fit::fit(block::paragraphs(&reply, &next), &name);
    let last = fitted.messages.len().saturating_sub(1);
    let texts = fitted.messages.into_iter().enumerate();
    let mut pieces: Vec<Piece> = texts
        .map(|(number, html)| Piece::Text {
            html: html.into_markup(),
            keyboard: if number == last {
                keyboard.clone()
            } else {
                Keyboard::new()
            },
        })
        .collect();
    pieces.extend(fitted.file.map(|contents| Piece::File { name, contents }));
    Letter { pieces }
}

fn file_name(reply: &Reply) -> String {
    let codebase = reply.codebase.as_deref().unwrap_or("hailer");
    let codebase: String = codebase
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter))
        .take(NAME)
        .collect();
    let what = match reply.status {
        Status::NeedsConfirmation => "plan",
        _ => "logs",
    };
    format!("{codebase}-{what}.txt")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Block;

    #[test]
    fn a_message_without_its_marks_is_one_block_in_which_nothing_comes_to_life() {
        let reply = Reply::new(Status::NeedsConfirmation, "by @ada <b>")
            .with(Block::List(vec!["#a".to_owned()]))
            .with(Block::Text("/docker-status shows it.".to_owned()));
        let mut letter = letter(reply, Some("4fzzk1"));
        assert!(letter.simplify());
        let Piece::Text { html, keyboard } = letter.pieces[0].clone() else {
            panic!("{letter:?}")
        };
        assert_eq!(
            html,
            "<pre>❓ by @ada &lt;b&gt;\n\n• #a\n\n/docker_status shows it.\n\nReply to this message with yes or no.</pre>"
        );
        assert!(keyboard.is_empty());
        assert!(!letter.simplify(), "it is as plain as can be");
    }

    #[test]
    fn a_full_message_stays_within_its_length_without_its_marks() {
        let lines = vec!["x".repeat(1363); 3].join("\n");
        let mut letter = letter(Reply::done("x").with(Block::Text(lines)), None);
        let read = |letter: &Letter| match &letter.pieces[0] {
            Piece::Text { html, .. } => units(&without_tags(html)),
            Piece::File { .. } => 0,
        };
        assert_eq!(read(&letter), MESSAGE);
        assert!(letter.simplify());
        assert_eq!(read(&letter), MESSAGE);
    }
}
