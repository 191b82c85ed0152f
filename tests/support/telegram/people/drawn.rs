//! Messages as they look, in plain text.

use serde_json::Value;

use crate::telegram::rules::keyboard;
use crate::telegram::rules::text::units;
use crate::telegram::state::State;
use crate::telegram::state::message::Message;

/// Lines of a file that are drawn.
const LINES: usize = 20;

pub(super) fn message(state: &State, message: &Message) -> String {
    let mut parts = Vec::new();
    if message.is_deleted {
        parts.push("(deleted)".to_owned());
    }
    if let Some((_, id)) = &message.attached {
        let file = &state.files[id];
        parts.push(format!("[file {}, {} bytes]", file.name, file.bytes.len()));
        parts.extend(contents(&file.bytes));
    }
    if !message.text.is_empty() {
        parts.push(marked(&message.text, &message.entities));
    }
    for row in keyboard::rows(message.keyboard.as_ref()) {
        let buttons: Vec<_> = row.into_iter().map(button).collect();
        parts.push(buttons.join(" "));
    }
    parts.join("\n")
}

fn contents(bytes: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Vec::new();
    };
    let count = text.lines().count();
    let lines = text.lines().take(LINES).map(|line| format!("| {line}"));
    let rest = (count > LINES).then(|| format!("| … {} lines more", count - LINES));
    lines.chain(rest).collect()
}

fn button(button: &Value) -> String {
    let text = button["text"].as_str().unwrap_or_default();
    match button["url"].as_str() {
        Some(url) => format!("[{text} → {url}]"),
        None => format!("[{text}]"),
    }
}

/// The text with its entities as marks around it.
fn marked(text: &str, entities: &[Value]) -> String {
    let edge = |entity: &Value, name: &str| entity[name].as_u64().unwrap_or_default();
    // What begins first is outside, and closes last.
    let mut marks: Vec<(u64, bool, usize, String)> = Vec::new();
    for (depth, entity) in entities.iter().enumerate() {
        let (open, close) = around(entity);
        let begin = edge(entity, "offset");
        marks.push((begin, true, depth, open));
        let end = begin + edge(entity, "length");
        marks.push((end, false, entities.len() - depth, close));
    }
    marks.sort_by_key(|(at, is_open, depth, _)| (*at, *is_open, *depth));
    let mut marks = marks.into_iter().peekable();
    let mut drawn = String::new();
    let mut at = 0;
    for letter in text.chars() {
        while let Some((.., mark)) = marks.next_if(|(place, ..)| *place <= at) {
            drawn.push_str(&mark);
        }
        drawn.push(letter);
        at += letter.len_utf16() as u64;
    }
    debug_assert_eq!(usize::try_from(at).unwrap(), units(text));
    marks.for_each(|(.., mark)| drawn.push_str(&mark));
    drawn
}

fn around(entity: &Value) -> (String, String) {
    let detail = |name: &str| entity[name].as_str().unwrap_or_default().to_owned();
    let both = |mark: &str| (mark.to_owned(), mark.to_owned());
    match entity["type"].as_str().unwrap_or_default() {
        "bold" => both("**"),
        "italic" => both("_"),
        "underline" => both("__"),
        "strikethrough" => both("~~"),
        "spoiler" => both("||"),
        "code" => both("`"),
        "pre" => (format!("```{}\n", detail("language")), "\n```".to_owned()),
        "text_link" => ("[".to_owned(), format!("]({})", detail("url"))),
        "blockquote" => ("«".to_owned(), "»".to_owned()),
        "expandable_blockquote" => ("«".to_owned(), "…»".to_owned()),
        // Commands, mentions and addresses look like their text.
        _ => both(""),
    }
}

/// A menu: one line for each command.
pub(super) fn menu(commands: &Value) -> String {
    let word = |command: &Value, name: &str| command[name].as_str().unwrap_or_default().to_owned();
    let lines = commands.as_array().into_iter().flatten().map(|command| {
        let (name, description) = (word(command, "command"), word(command, "description"));
        format!("/{name} – {description}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What was said last in each chat, and what was called: for whoever waits in vain.
pub(super) fn last_of_all(state: &State) -> String {
    let mut seen = Vec::new();
    for chat in state.chats.values() {
        let said = state
            .messages
            .range((chat.id, 0)..=(chat.id, i64::MAX))
            .rev();
        let last: Vec<_> = said.take(3).collect();
        for (_, said) in last.into_iter().rev() {
            let from = said.from.map_or("nobody", |id| &*state.users[&id].name);
            let text = message(state, said);
            seen.push(format!("── {}: {from} (№ {})\n{text}", chat.title, said.id));
        }
    }
    seen.push(format!(
        "── calls: {:?}; updates that wait: {}; violations: {:?}",
        state.calls,
        state.updates.count(),
        state.violations
    ));
    seen.join("\n")
}
