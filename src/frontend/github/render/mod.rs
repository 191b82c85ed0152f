//! A reply as a comment: GitHub's Markdown, within the length that GitHub takes.
//!
//! What came from outside stays text: it calls nobody, refers to no issue and no commit, links nowhere and is no markup.

mod block;
mod fit;
mod table;
mod words;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::reply::{Reply, clean};

/// Characters of a comment. Counted here in UTF-16 units, which are never fewer.
const COMMENT: usize = 65_536;
/// Of these for what is read; the rest is for the marker, and for what the post may add.
const ROOM: usize = 60_000;
/// Letters of a marker.
const MARKER: usize = 200;

/// A comment. It can be stored and sent later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// In Markdown, at most 65,536 characters. Its last line is the marker.
    pub body: String,
    /// By which it is found again, as it stands in the body.
    pub marker: String,
}

/// The line, hidden from readers, by which a comment of ours is found again. Of `id` letters, digits and `:._/-` count.
#[must_use]
pub fn marker(id: &str) -> String {
    let mut safe = String::new();
    for letter in id.chars().take(MARKER) {
        let is_safe = letter.is_ascii_alphanumeric() || ":._/".contains(letter);
        // Two dashes could end the comment.
        if is_safe || (letter == '-' && !safe.ends_with('-')) {
            safe.push(letter);
        }
    }
    format!("<!-- hailer:{safe} -->")
}

/// `reply` as a comment that can be found by `id` ([`marker`]).
#[must_use]
pub fn render(reply: &Reply, id: &str) -> Letter {
    let shown = Reply {
        // It is for scripts, and holds long logs once more.
        data: Value::Null,
        ..reply.clone()
    };
    let shown = shown.map_text(&|text| {
        if let Cow::Owned(inert) = clean(&text) {
            inert
        } else {
            text
        }
    });
    let marker = marker(id);
    let mut body = fit::fit(&shown, ROOM);
    body.push_str("\n\n");
    body.push_str(&marker);
    debug_assert!(words::units(&body) <= COMMENT, "GitHub refuses longer ones");
    Letter { body, marker }
}

#[cfg(test)]
mod tests;
