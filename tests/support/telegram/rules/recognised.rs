//! What Telegram recognises in people's text: commands, mentions, tags, addresses. A command ends where `[A-Za-z0-9_]` ends: of
//! `/docker-status` only `/docker` is one.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Value, json};

use super::text::units;

static FOUND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<url>https?://[^\s<>]+)",
        r"|(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)",
        r"|(?P<mention>@[A-Za-z0-9_]{3,32})",
        r"|(?P<hashtag>#\w*\p{L}\w*)",
    ))
    .unwrap()
});

/// `MessageEntity` objects of a text without markup.
pub(crate) fn entities(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for groups in FOUND.captures_iter(text) {
        let kinds = ["url", "bot_command", "mention", "hashtag"];
        let hit = kinds
            .iter()
            .find_map(|kind| groups.name(kind).map(|hit| (*kind, hit)));
        let Some((kind, hit)) = hit else { continue };
        let before = text[..hit.start()].chars().next_back();
        let after = text[hit.end()..].chars().next();
        if kind != "url" && (before.is_some_and(sticks) || after.is_some_and(continues)) {
            continue;
        }
        found.push(json!({
            "type": kind, "offset": units(&text[..hit.start()]), "length": units(hit.as_str()),
        }));
    }
    found
}

/// A path is no command: `/etc/passwd`, `a/b`.
fn sticks(before: char) -> bool {
    before.is_alphanumeric() || "_/@<>".contains(before)
}

fn continues(after: char) -> bool {
    after.is_alphanumeric() || "_/<>".contains(after)
}

/// The commands among them, as they stand in the text.
pub(crate) fn commands<'a>(text: &'a str, entities: &[Value]) -> Vec<&'a str> {
    let commands = entities
        .iter()
        .filter(|entity| entity["type"] == "bot_command");
    let begin = |entity: &Value| {
        let wanted = usize::try_from(entity["offset"].as_u64().unwrap()).unwrap();
        let starts = text.char_indices().map(|(at, _)| at);
        starts
            .into_iter()
            .find(|at| units(&text[..*at]) == wanted)
            .unwrap()
    };
    // A command is ASCII: its units are bytes.
    commands
        .map(|entity| {
            let begin = begin(entity);
            let length = usize::try_from(entity["length"].as_u64().unwrap()).unwrap();
            &text[begin..begin + length]
        })
        .collect()
}
