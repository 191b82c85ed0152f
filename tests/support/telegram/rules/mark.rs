//! Telegram's tags: which there are, and what entity each makes.

use serde_json::{Value, json};

/// A tag that was opened and isn't closed yet.
pub(super) struct Open {
    pub(super) tag: String,
    /// A link's target, a language, an emoji's id; `expandable` for a quote.
    pub(super) argument: String,
    /// Where its text begins, in UTF-16 units of the text.
    pub(super) offset: usize,
}

/// The entity's type, for a tag that there is.
pub(super) fn kind(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "b" | "strong" => "bold",
        "i" | "em" => "italic",
        "u" | "ins" => "underline",
        "s" | "strike" | "del" => "strikethrough",
        "span" | "tg-spoiler" => "spoiler",
        "a" => "text_link",
        "tg-emoji" => "custom_emoji",
        "code" => "code",
        "pre" => "pre",
        "blockquote" => "blockquote",
        _ => return None,
    })
}

/// What an attribute gives its tag; another attribute gives nothing.
pub(super) fn argument(tag: &str, name: &str, value: &str) -> Option<String> {
    let value = match (tag, name) {
        ("a", "href") | ("tg-emoji", "emoji-id") => value,
        ("code", "class") => value.strip_prefix("language-")?,
        ("span", "class") => value.strip_prefix("tg-")?,
        ("blockquote", "expandable") => "expandable",
        _ => return None,
    };
    Some(value.to_owned())
}

impl Open {
    /// The entity that it makes when its text ends; none when it has no text, or a link has no target.
    pub(super) fn close(self, end: usize) -> Option<Value> {
        let mut kind = kind(&self.tag)?;
        if self.argument == "expandable" && kind == "blockquote" {
            kind = "expandable_blockquote";
        }
        if end == self.offset || (kind == "text_link" && self.argument.is_empty()) {
            return None;
        }
        let mut entity =
            json!({ "type": kind, "offset": self.offset, "length": end - self.offset });
        let named = match kind {
            "text_link" => "url",
            "custom_emoji" => "custom_emoji_id",
            // Of a block: `close_code` gives it to the block around.
            "code" => "language",
            _ => return Some(entity),
        };
        if !self.argument.is_empty() {
            entity[named] = self.argument.into();
        }
        Some(entity)
    }
}
