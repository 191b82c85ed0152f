//! `answerCallbackQuery` and `setMessageReaction`.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::Ask;
use crate::telegram::refusal::{Refusal, bad};
use crate::telegram::rules::text::units;
use crate::telegram::state::{Answer, State};

/// UTF-16 units of the notification.
const NOTIFICATION: usize = 200;
/// The reactions that everybody may give, of those that a bot for operations can want.
const REACTIONS: [&str; 24] = [
    "👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "😢", "🎉", "🤩", "🙏", "👌", "🕊",
    "🤡", "👀", "🤝", "✍", "🫡", "⚡", "💯", "🆒",
];

pub(super) fn answer_callback_query(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let text = ask.text("text").map(str::to_owned);
    if text.as_ref().is_some_and(|text| units(text) > NOTIFICATION) {
        return Err(bad("MESSAGE_TOO_LONG"));
    }
    let life = TimeDelta::from_std(state.limits.query_life).unwrap();
    let now = state.clock.now();
    let id = ask.text("callback_query_id").unwrap_or_default();
    let query = state
        .queries
        .get_mut(id)
        .filter(|query| query.answer.is_none() && now - query.pressed <= life);
    let Some(query) = query else {
        return Err(bad(
            "query is too old and response timeout expired or query ID is invalid",
        ));
    };
    let is_alert = ask.is_set("show_alert");
    query.answer = Some(Answer { text, is_alert });
    Ok(json!(true))
}

pub(super) fn set_message_reaction(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let chat = state.open_chat(&ask.parameters)?;
    let id = ask.integer("message_id").unwrap_or_default();
    let given = ask.parameters.get("reaction").and_then(Value::as_array);
    let given: Vec<String> = given
        .into_iter()
        .flatten()
        .map(|reaction| reaction["emoji"].as_str().unwrap_or_default().to_owned())
        .collect();
    if given.iter().any(|emoji| !REACTIONS.contains(&&**emoji)) {
        return Err(bad("REACTION_INVALID"));
    }
    if given.len() > 1 {
        return Err(bad("REACTIONS_TOO_MANY"));
    }
    let message = state
        .messages
        .get_mut(&(chat, id))
        .filter(|message| !message.is_deleted)
        .ok_or_else(|| bad("message to react not found"))?;
    message.reactions = given;
    message.version += 1;
    Ok(json!(true))
}
