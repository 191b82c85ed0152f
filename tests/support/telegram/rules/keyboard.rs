//! Inline keyboards.

use serde_json::{Map, Value};

use crate::telegram::refusal::{Refusal, bad};

const BUTTONS: usize = 100;
const BUTTONS_OF_A_ROW: usize = 8;
/// Bytes of `callback_data`.
const DATA: std::ops::RangeInclusive<usize> = 1..=64;
/// What a button may have beside its one kind.
const OUTSIDE: [&str; 3] = ["text", "style", "icon_custom_emoji_id"];

/// The message's inline keyboard, and what Telegram would mend in silence. An empty one is none.
pub(crate) fn read(
    parameters: &Map<String, Value>,
) -> Result<(Option<Value>, Vec<String>), Refusal> {
    let Some(markup) = parameters.get("reply_markup") else {
        return Ok((None, Vec::new()));
    };
    let Some(rows) = markup.get("inline_keyboard").and_then(Value::as_array) else {
        return Ok((None, Vec::new()));
    };
    let rows: Vec<&Vec<Value>> = rows.iter().filter_map(Value::as_array).collect();
    let count: usize = rows.iter().map(|row| row.len()).sum();
    if count > BUTTONS {
        return Err(bad("REPLY_MARKUP_TOO_LONG"));
    }
    if rows.iter().any(|row| row.len() > BUTTONS_OF_A_ROW) {
        return Err(bad("REPLY_MARKUP_INVALID"));
    }
    let mut manners = Vec::new();
    if rows.iter().any(|row| row.is_empty()) {
        manners.push("a keyboard with an empty row".to_owned());
    }
    for button in rows.into_iter().flatten() {
        check_button(button.as_object().unwrap(), &mut manners)?;
    }
    Ok(((count > 0).then(|| markup.clone()), manners))
}

fn check_button(button: &Map<String, Value>, manners: &mut Vec<String>) -> Result<(), Refusal> {
    let text = button["text"].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        manners.push("a button without text, which isn't shown".to_owned());
    }
    let kinds: Vec<&String> = button
        .keys()
        .filter(|key| !OUTSIDE.contains(&key.as_str()))
        .collect();
    if kinds.is_empty() {
        return Err(bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ));
    }
    if kinds.len() > 1 {
        manners.push(format!("the button \"{text}\" is several: {kinds:?}"));
    }
    if let Some(data) = button.get("callback_data").and_then(Value::as_str)
        && !DATA.contains(&data.len())
    {
        return Err(bad("BUTTON_DATA_INVALID"));
    }
    if let Some(url) = button.get("url").and_then(Value::as_str) {
        let known = ["http://", "https://", "tg://"];
        let rest = known.iter().find_map(|scheme| url.strip_prefix(scheme));
        if rest.is_none_or(|rest| rest.is_empty() || rest.contains(char::is_whitespace)) {
            return Err(bad(&format!(
                "inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
            )));
        }
    }
    Ok(())
}

/// The keyboard's buttons, row by row.
pub(crate) fn rows(keyboard: Option<&Value>) -> Vec<Vec<&Value>> {
    let rows = keyboard.and_then(|markup| markup["inline_keyboard"].as_array());
    let rows = rows.into_iter().flatten().filter_map(Value::as_array);
    rows.map(|row| row.iter().collect()).collect()
}
