//! A message: whether it is meant for us, and by whom it was written.

use chrono::DateTime;
use serde_json::Value;

use super::{Me, Moved, Said, Why, Words, number, place, sender};
use crate::command::{self, Command};
use crate::frontend::telegram::Place;

/// Fields of a message whose words aren't its sender's own.
const PASSED_ON: [&str; 3] = ["forward_origin", "forward_date", "is_automatic_forward"];

/// Telegram's own word in a new supergroup: which group it was. Nobody else can say such.
pub(super) fn moved(message: &Value) -> Option<Moved> {
    let from = message.get("migrate_from_chat_id")?.as_i64()?;
    Some(Moved {
        from: Place::chat(from),
        to: Place::chat(place(message)?.chat),
    })
}

pub(super) fn read(message: &Value, me: &Me) -> Result<Said, Why> {
    let kind = message.pointer("/chat/type").and_then(Value::as_str);
    match kind {
        Some("private" | "group" | "supergroup") => {}
        Some("channel") => return Err(Why::Channel),
        _ => return Err(Why::Unreadable),
    }
    if message.get("sender_chat").is_some() {
        return Err(Why::NoIdentity);
    }
    let sender = sender::read(message.get("from"))?;
    if message.get("via_bot").is_some() {
        return Err(Why::Bot);
    }
    if PASSED_ON.iter().any(|field| message.get(field).is_some()) {
        return Err(Why::Forwarded);
    }
    let text = message.get("text").and_then(Value::as_str);
    let words = words(text.ok_or(Why::NoText)?.trim(), message, me)?;
    let at = message.get("date").and_then(Value::as_i64);
    let at = at.and_then(|secs| DateTime::from_timestamp(secs, 0));
    Ok(Said {
        place: place(message).ok_or(Why::Unreadable)?,
        sender,
        message: number(message, "message_id").ok_or(Why::Unreadable)?,
        at: at.ok_or(Why::Unreadable)?,
        words,
    })
}

fn words(text: &str, message: &Value, me: &Me) -> Result<Words, Why> {
    if !text.starts_with('/') {
        return answer(text, message, me).ok_or(Why::Talk);
    }
    let mut parts = text.splitn(2, char::is_whitespace);
    let name = parts.next().unwrap_or_default();
    let rest = parts.next().map(str::trim).filter(|rest| !rest.is_empty());
    let (name, addressed) = match name.split_once('@') {
        Some((name, addressed)) => (name, Some(addressed)),
        None => (name, None),
    };
    if addressed.is_some_and(|addressed| !addressed.eq_ignore_ascii_case(&me.username)) {
        return Err(Why::OtherBot);
    }
    if name.eq_ignore_ascii_case("/start") {
        return Ok(Words::Start(rest.map(str::to_owned)));
    }
    Ok(Words::Command(text.to_owned()))
}

/// "yes" and "no" count as a reply to a message of ours, and nowhere else: people say them to each other.
fn answer(text: &str, message: &Value, me: &Me) -> Option<Words> {
    let replied = message.get("reply_to_message")?;
    let author = replied.pointer("/from/id").and_then(Value::as_i64)?;
    if author != me.id {
        return None;
    }
    let answer = command::parse_answer(text)?;
    let yes = matches!(answer.command, Command::Confirm { .. });
    let to = number(replied, "message_id")?;
    Some(Words::Answer { yes, to })
}
