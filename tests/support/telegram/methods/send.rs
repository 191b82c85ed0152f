//! `sendMessage`, `sendDocument`, `sendPhoto`, `sendChatAction`.

use serde_json::{Value, json};

use super::{Ask, admit};
use crate::telegram::refusal::{Refusal, bad};
use crate::telegram::rules::text;
use crate::telegram::state::message::{Attached, Message};
use crate::telegram::state::{BOT, State};

/// Bytes of a photo; other files may have 50 MB.
const LARGEST_PHOTO: usize = 10 << 20;
/// How a PNG and a JPEG begin.
const IMAGES: [&[u8]; 2] = [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"];
const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];

pub(super) fn send_message(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let mut message = addressed(state, ask)?;
    let parsed = text::message(&ask.parameters, false)?;
    (message.text, message.entities) = (parsed.text, parsed.entities);
    finish(state, ask, message, parsed.manners)
}

pub(super) fn send_file(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let (attached, named) = match ask.method {
        "sendPhoto" => (Attached::Photo, "photo"),
        _ => (Attached::Document, "document"),
    };
    let mut message = addressed(state, ask)?;
    let parsed = text::caption(&ask.parameters)?;
    (message.text, message.entities) = (parsed.text, parsed.entities);
    let file = take_file(state, ask, named)?;
    message.attached = Some((attached, file));
    finish(state, ask, message, parsed.manners)
}

/// Where it goes: chat, topic, and the message it answers.
fn addressed(state: &State, ask: &Ask) -> Result<Message, Refusal> {
    let chat = state.open_chat(&ask.parameters)?;
    let topic = ask.integer("message_thread_id");
    let mut message = Message::new(chat, Some(BOT), state.clock.unix());
    message.topic = topic;
    message.is_silent = ask.is_set("disable_notification");
    if let Some(reply) = ask.parameters.get("reply_parameters") {
        let replied = reply["message_id"].as_i64().unwrap_or_default();
        let chat = reply["chat_id"].as_i64().unwrap_or(chat);
        match state.message(chat, replied) {
            Some(replied) => {
                message.reply_to = (chat == message.chat).then_some(replied.id);
                // A reply without a topic goes to the topic of what it answers.
                message.topic = topic.or(replied.topic);
            }
            None if reply["allow_sending_without_reply"] == true => {}
            None => return Err(bad("message to be replied not found")),
        }
    }
    state.chats[&message.chat].check_topic(message.topic)?;
    Ok(message)
}

/// A file that came along, or one that Telegram has already.
fn take_file(state: &mut State, ask: &Ask, named: &str) -> Result<String, Refusal> {
    let missing = || bad(&format!("there is no {named} in the request"));
    let given = ask.text(named).ok_or_else(missing)?;
    if given.starts_with("http://") || given.starts_with("https://") {
        return Err(bad("failed to get HTTP URL content"));
    }
    let Some(part) = given.strip_prefix("attach://") else {
        state.file(given)?;
        return Ok(given.to_owned());
    };
    let upload = ask.files.get(part).ok_or_else(missing)?;
    if upload.bytes.is_empty() {
        return Err(bad("file must be non-empty"));
    }
    if named == "photo" {
        check_photo(&upload.bytes)?;
    }
    Ok(state.keep_file(&upload.name, upload.bytes.clone()))
}

fn check_photo(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.len() > LARGEST_PHOTO {
        return Err(bad(&format!(
            "file of size {} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes",
            bytes.len()
        )));
    }
    let is_image = IMAGES.iter().any(|begin| bytes.starts_with(begin));
    is_image
        .then_some(())
        .ok_or_else(|| bad("IMAGE_PROCESS_FAILED"))
}

fn finish(
    state: &mut State,
    ask: &Ask,
    mut message: Message,
    manners: Vec<String>,
) -> Result<Value, Refusal> {
    admit(state, ask, &mut message, manners)?;
    let (chat, id) = (message.chat, state.post(message));
    Ok(state.message_json(&state.messages[&(chat, id)]))
}

pub(super) fn send_chat_action(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let chat = state.open_chat(&ask.parameters)?;
    state.chats[&chat].check_topic(ask.integer("message_thread_id"))?;
    let action = ask.text("action").unwrap_or_default();
    if !ACTIONS.contains(&action) {
        return Err(bad("wrong parameter action in request"));
    }
    Ok(json!(true))
}
