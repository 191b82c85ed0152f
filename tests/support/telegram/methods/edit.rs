//! `editMessageText`, `editMessageReplyMarkup`, `deleteMessage`.

use serde_json::{Value, json};

use super::{Ask, admit};
use crate::telegram::refusal::{Refusal, bad};
use crate::telegram::rules::text;
use crate::telegram::state::chat::{Kind, Standing};
use crate::telegram::state::message::Message;
use crate::telegram::state::{BOT, State};

const SAME: &str = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
/// Seconds in which a message can be deleted: two days.
const DELETABLE: i64 = 48 * 60 * 60;

pub(super) fn edit_message_text(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let mut message = editable(state, ask)?;
    let parsed = text::message(&ask.parameters, true)?;
    if message.attached.is_some() {
        return Err(bad("there is no text in the message to edit"));
    }
    (message.text, message.entities) = (parsed.text, parsed.entities);
    finish(state, ask, message, parsed.manners)
}

pub(super) fn edit_message_reply_markup(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let message = editable(state, ask)?;
    finish(state, ask, message, Vec::new())
}

/// The message that is meant, if it is there and the bot's own.
fn editable(state: &State, ask: &Ask) -> Result<Message, Refusal> {
    let message = find(state, ask, "message to edit not found")?;
    if message.from != Some(BOT) {
        return Err(bad("message can't be edited"));
    }
    Ok(message.clone())
}

fn find<'a>(state: &'a State, ask: &Ask, not_found: &str) -> Result<&'a Message, Refusal> {
    if ask.text("inline_message_id").is_some() {
        return Err(bad("MESSAGE_ID_INVALID"));
    }
    let Some(id) = ask.integer("message_id") else {
        return Err(bad("message identifier is not specified"));
    };
    if !ask.parameters.contains_key("chat_id") {
        return Err(bad("chat_id is empty"));
    }
    let chat = state.open_chat(&ask.parameters)?;
    state.message(chat, id).ok_or_else(|| bad(not_found))
}

/// Puts the new one in the old one's place. Buttons that aren't given again are gone.
fn finish(
    state: &mut State,
    ask: &Ask,
    mut message: Message,
    manners: Vec<String>,
) -> Result<Value, Refusal> {
    admit(state, ask, &mut message, manners)?;
    let place = (message.chat, message.id);
    let old = &state.messages[&place];
    if old.text == message.text
        && old.entities == message.entities
        && old.keyboard == message.keyboard
    {
        return Err(bad(SAME));
    }
    message.edit_date = Some(state.clock.unix());
    message.version += 1;
    state.messages.insert(place, message);
    Ok(state.message_json(&state.messages[&place]))
}

pub(super) fn delete_message(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let message = find(state, ask, "message to delete not found")?;
    let chat = &state.chats[&message.chat];
    let may = message.from == Some(BOT)
        || chat.kind == Kind::Private
        || chat.bot == Standing::Administrator;
    let is_old = state.clock.unix() - message.date > DELETABLE;
    if !may || is_old {
        return Err(bad("message can't be deleted"));
    }
    let place = (message.chat, message.id);
    let message = state.messages.get_mut(&place).unwrap();
    message.is_deleted = true;
    message.version += 1;
    Ok(json!(true))
}
