//! A pressed button.

use serde_json::Value;

use super::{Press, Why, number, place, sender};
use crate::frontend::telegram::buttons::Pressed;

pub(super) fn read(query: &Value) -> Result<Press, Why> {
    let id = query.get("id").and_then(Value::as_str);
    let message = query.get("message").ok_or(Why::Unreadable)?;
    let data = query.get("data").and_then(Value::as_str);
    Ok(Press {
        id: id.ok_or(Why::Unreadable)?.to_owned(),
        place: place(message).ok_or(Why::Unreadable)?,
        sender: sender::read(query.get("from"))?,
        message: number(message, "message_id").ok_or(Why::Unreadable)?,
        pressed: data.and_then(Pressed::read),
    })
}
