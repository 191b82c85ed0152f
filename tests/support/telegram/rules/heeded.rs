//! How many entities of a message Telegram heeds. What the others stand around is plain text, in which it finds what it likes.

use serde_json::Value;

use super::html::{Parsed, sort};
use super::recognised;
use super::text::edge;

/// Entities that a message may have set (`MAX_USER_ENTITY_COUNT` in `TDLib`).
const MOST: usize = 100;

/// Takes away the entities that are not heeded, which is told as bad manners, with what comes to life by it.
pub(super) fn heed(parsed: &mut Parsed) {
    let all = std::mem::take(&mut parsed.entities);
    // Whatever the order in the text, those that may be within others come last.
    let (mut kept, mut styles): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| !is_style(it));
    kept.append(&mut styles);
    let plain = kept.split_off(kept.len().min(MOST));
    parsed.entities = kept;
    sort(&mut parsed.entities);
    if plain.is_empty() {
        return;
    }
    let found = recognised::entities(&parsed.text).into_iter();
    let alive: Vec<_> = found
        .filter(|word| plain.iter().any(|it| meet(it, word)))
        .filter(|word| {
            !parsed
                .entities
                .iter()
                .any(|it| !is_style(it) && meet(it, word))
        })
        .map(|word| under(&parsed.text, &word))
        .collect();
    let mut told = format!("{} entities after the {MOST}th", plain.len());
    if !alive.is_empty() {
        told = format!("{told}, so that these come to life: {}", alive.join(" "));
    }
    parsed.manners.push(told);
}

fn is_style(entity: &Value) -> bool {
    let styles = ["bold", "italic", "underline", "strikethrough", "spoiler"];
    entity["type"]
        .as_str()
        .is_some_and(|kind| styles.contains(&kind))
}

fn span(entity: &Value) -> std::ops::Range<usize> {
    let begin = edge(entity, "offset");
    begin..begin + edge(entity, "length")
}

fn meet(one: &Value, other: &Value) -> bool {
    let (one, other) = (span(one), span(other));
    one.start < other.end && other.start < one.end
}

/// The text that an entity stands around.
fn under(text: &str, entity: &Value) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16_lossy(&units[span(entity)])
}
