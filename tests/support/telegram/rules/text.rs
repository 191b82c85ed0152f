//! A message's text: parsed, cleaned as the server cleans it, and measured.

use serde_json::{Map, Value};

use super::heeded;
use super::html::{self, Parsed};
use crate::telegram::refusal::{Refusal, bad};

/// UTF-16 units of a message, after its entities were parsed.
const TEXT: usize = 4096;
/// UTF-16 units of a caption.
const CAPTION: usize = 1024;

/// The text of a message as the reader gets it. It isn't empty.
pub(crate) fn message(parameters: &Map<String, Value>, is_edit: bool) -> Result<Parsed, Refusal> {
    let text = parameters.get("text").and_then(Value::as_str).unwrap_or("");
    let parsed = read(text, parameters, "entities")?;
    if parsed.text.is_empty() {
        return Err(bad("message text is empty"));
    }
    if units(&parsed.text) > TEXT {
        let words = if is_edit {
            "MESSAGE_TOO_LONG"
        } else {
            "message is too long"
        };
        return Err(bad(words));
    }
    Ok(parsed)
}

/// The caption of a file, which may be empty.
pub(crate) fn caption(parameters: &Map<String, Value>) -> Result<Parsed, Refusal> {
    let text = parameters
        .get("caption")
        .and_then(Value::as_str)
        .unwrap_or("");
    let parsed = read(text, parameters, "caption_entities")?;
    if units(&parsed.text) > CAPTION {
        return Err(bad("message caption is too long"));
    }
    Ok(parsed)
}

/// How the Bot API counts.
pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn read(text: &str, parameters: &Map<String, Value>, named: &str) -> Result<Parsed, Refusal> {
    let given = parameters.get(named).and_then(Value::as_array);
    let mut parsed = match parameters.get("parse_mode").and_then(Value::as_str) {
        None | Some("") => Parsed {
            text: text.to_owned(),
            entities: given.cloned().unwrap_or_default(),
            manners: Vec::new(),
        },
        Some(mode) if mode.eq_ignore_ascii_case("html") => {
            html::parse(text).map_err(|wrong| bad(&format!("can't parse entities: {wrong}")))?
        }
        Some(mode) if mode.to_lowercase().starts_with("markdown") => Parsed {
            text: text.to_owned(),
            manners: vec![format!("{mode}: the stand-in reads HTML alone")],
            ..Parsed::default()
        },
        Some(_) => return Err(bad("unsupported parse_mode")),
    };
    if given.is_some() && parameters.contains_key("parse_mode") {
        let manners = format!("{named} beside parse_mode, which wins");
        parsed.manners.push(manners);
    }
    check_bounds(&parsed)?;
    clean(&mut parsed);
    heeded::heed(&mut parsed);
    Ok(parsed)
}

fn check_bounds(parsed: &Parsed) -> Result<(), Refusal> {
    let all = units(&parsed.text);
    for entity in &parsed.entities {
        let end = edge(entity, "offset") + edge(entity, "length");
        if end > all {
            return Err(bad(&format!(
                "can't parse entities: entity ends at {end} of {all}"
            )));
        }
    }
    Ok(())
}

/// What the server does to control characters and to white space at the edges, with the entities moved along.
fn clean(parsed: &mut Parsed) {
    let mut text = String::new();
    let mut length = 0;
    // For each UTF-16 unit of the source, where it is now.
    let mut moved = Vec::new();
    for letter in parsed.text.chars() {
        moved.extend(std::iter::repeat_n(length, letter.len_utf16()));
        let kept = match letter {
            '\r' | '\u{2028}'..='\u{202e}' => continue,
            '\n' => '\n',
            '\0'..' ' => ' ',
            other => other,
        };
        text.push(kept);
        length += kept.len_utf16();
    }
    moved.push(length);
    let kept_end = units(text.trim_end());
    let cut = length - units(text.trim_start());
    let place = |unit: usize| moved[unit].min(kept_end).saturating_sub(cut);
    for entity in &mut parsed.entities {
        let (begin, length) = (edge(entity, "offset"), edge(entity, "length"));
        let (begin, end) = (place(begin), place(begin + length));
        entity["offset"] = begin.into();
        entity["length"] = (end - begin).into();
    }
    parsed.entities.retain(|entity| entity["length"] != 0);
    text.trim().clone_into(&mut parsed.text);
}

pub(super) fn edge(entity: &Value, name: &str) -> usize {
    let number = entity[name].as_u64().unwrap_or_default();
    usize::try_from(number).unwrap()
}
