//! A message, and how the Bot API shows it.

use serde_json::{Value, json};

use super::State;
use crate::telegram::rules::text::units;

/// What is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Attached {
    Document,
    Photo,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) chat: i64,
    /// Its number in the chat.
    pub(crate) id: i64,
    pub(crate) topic: Option<i64>,
    /// Nobody, in a channel.
    pub(crate) from: Option<i64>,
    /// The chat as which it was written.
    pub(crate) sender_chat: Option<i64>,
    /// Seconds since 1970.
    pub(crate) date: i64,
    pub(crate) edit_date: Option<i64>,
    /// The caption, if something is attached.
    pub(crate) text: String,
    pub(crate) entities: Vec<Value>,
    pub(crate) attached: Option<(Attached, String)>,
    pub(crate) keyboard: Option<Value>,
    /// What Telegram says itself by it: a field and its value.
    pub(crate) service: Option<(&'static str, Value)>,
    pub(crate) reply_to: Option<i64>,
    pub(crate) reactions: Vec<String>,
    pub(crate) is_silent: bool,
    pub(crate) is_deleted: bool,
    /// Rises with each change.
    pub(crate) version: u32,
}

impl Message {
    pub(crate) fn new(chat: i64, from: Option<i64>, date: i64) -> Self {
        Self {
            chat,
            id: 0,
            topic: None,
            from,
            sender_chat: None,
            date,
            edit_date: None,
            text: String::new(),
            entities: Vec::new(),
            attached: None,
            keyboard: None,
            service: None,
            reply_to: None,
            reactions: Vec::new(),
            is_silent: false,
            is_deleted: false,
            version: 0,
        }
    }
}

impl State {
    /// A message as the Bot API gives it, with the one it replies to (and none further).
    pub(crate) fn message_json(&self, message: &Message) -> Value {
        let mut shown = self.shallow_json(message);
        let replied = message
            .reply_to
            .and_then(|id| self.message(message.chat, id));
        if let Some(replied) = replied {
            shown["reply_to_message"] = self.shallow_json(replied);
        }
        shown
    }

    fn shallow_json(&self, message: &Message) -> Value {
        let mut shown = json!({
            "message_id": message.id,
            "date": message.date,
            "chat": self.chats[&message.chat].to_json(),
        });
        if let Some(from) = message.from {
            shown["from"] = self.users[&from].to_json();
        }
        if let Some(chat) = message.sender_chat {
            shown["sender_chat"] = self.chats[&chat].to_json();
        }
        if let Some(date) = message.edit_date {
            shown["edit_date"] = date.into();
        }
        if let Some(topic) = message.topic {
            shown["message_thread_id"] = topic.into();
            shown["is_topic_message"] = true.into();
        }
        if let Some(keyboard) = &message.keyboard {
            shown["reply_markup"] = keyboard.clone();
        }
        let (text, entities) = if message.attached.is_some() {
            ("caption", "caption_entities")
        } else {
            ("text", "entities")
        };
        if !message.text.is_empty() {
            debug_assert!(units(&message.text) <= 4096);
            shown[text] = message.text.as_str().into();
        }
        if !message.entities.is_empty() {
            shown[entities] = message.entities.clone().into();
        }
        if let Some((field, value)) = &message.service {
            shown[*field] = value.clone();
        }
        if let Some((attached, file)) = &message.attached {
            self.show_attached(&mut shown, *attached, file);
        }
        shown
    }

    fn show_attached(&self, shown: &mut Value, attached: Attached, id: &str) {
        let file = &self.files[id];
        let unique = format!("unique-{id}");
        match attached {
            Attached::Document => {
                shown["document"] = json!({
                    "file_id": id, "file_unique_id": unique,
                    "file_name": file.name, "file_size": file.bytes.len(),
                });
            }
            Attached::Photo => {
                shown["photo"] = json!([{
                    "file_id": id, "file_unique_id": unique,
                    "width": 90, "height": 90, "file_size": file.bytes.len(),
                }]);
            }
        }
    }
}
