//! What an update says: who spoke or pressed what, and where. Read from the raw JSON, since a message with an entity that
//! teloxide doesn't know comes out of its types without its text.
//!
//! Pure, and never fails: what can't be understood is [`Heard::Nothing`], with the reason. It decides nothing: the sender may
//! be anybody, and the command may be none.

mod message;
mod press;
mod sender;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Place;
use super::buttons::Pressed;
pub use sender::Sender;

/// The bot itself, as `getMe` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// Its id.
    pub id: i64,
    /// Its name, without `@`.
    pub username: String,
}

/// What an update says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Somebody said something that is meant for us.
    Said(Said),
    /// Somebody pressed a button of ours.
    Pressed(Press),
    /// A group has become a supergroup, which is another chat.
    Moved(Moved),
    /// Nothing to act upon.
    Nothing(Why),
}

/// A message for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where.
    pub place: Place,
    /// Who.
    pub sender: Sender,
    /// The message's number in its chat, for the answer.
    pub message: i32,
    /// When it was written, by Telegram's clock.
    pub at: DateTime<Utc>,
    /// What.
    pub words: Words,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// A line that begins with a slash, as it was written.
    Command(String),
    /// `/start`, which Telegram's Start button sends, with the code of the link that led here.
    Start(Option<String>),
    /// "yes" or "no", as a reply to a message of ours.
    Answer {
        /// Whether it was yes.
        yes: bool,
        /// The number of the message that it answers.
        to: i32,
    },
}

/// A pressed button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Press {
    /// The press's id, by which it is answered.
    pub id: String,
    /// Where the button stands.
    pub place: Place,
    /// Who pressed.
    pub sender: Sender,
    /// The message below which it stands.
    pub message: i32,
    /// What it asks for; `None` for data that no button of ours has.
    pub pressed: Option<Pressed>,
}

/// A group that has another id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Where it was.
    pub from: Place,
    /// Where it is.
    pub to: Place,
}

/// Why there is nothing to act upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A message that was changed after it was sent: what was asked for was asked for then.
    Edited,
    /// A post in a channel, which nobody in particular has written.
    Channel,
    /// An administrator who stays anonymous, or somebody in a channel's name: there is no identity to authorise.
    NoIdentity,
    /// Another bot, or words that another bot has put into somebody's mouth.
    Bot,
    /// Somebody else's words, passed on.
    Forwarded,
    /// A message without text.
    NoText,
    /// Talk among people.
    Talk,
    /// A command for another bot.
    OtherBot,
    /// A kind of update that Hailer doesn't listen to, or one without the fields that the Bot API promises.
    Unreadable,
}

/// Reads one update of `getUpdates`.
#[must_use]
pub fn hear(update: &Value, me: &Me) -> Heard {
    let read = if let Some(message) = update.get("message") {
        match message::moved(message) {
            Some(moved) => Ok(Heard::Moved(moved)),
            None => message::read(message, me).map(Heard::Said),
        }
    } else if let Some(query) = update.get("callback_query") {
        press::read(query).map(Heard::Pressed)
    } else if update.get("edited_message").is_some() {
        Err(Why::Edited)
    } else if update.get("channel_post").is_some() || update.get("edited_channel_post").is_some() {
        Err(Why::Channel)
    } else {
        Err(Why::Unreadable)
    };
    read.unwrap_or_else(Heard::Nothing)
}

/// The update's number: each is acted upon once, and the next one asked for is the one after it.
#[must_use]
pub fn update_id(update: &Value) -> Option<i64> {
    update.get("update_id")?.as_i64()
}

/// Where a message stands. `message_thread_id` alone is no topic: replies in any group carry it.
fn place(message: &Value) -> Option<Place> {
    let chat = message.get("chat")?.get("id")?.as_i64()?;
    let is_topic = message.get("is_topic_message").and_then(Value::as_bool) == Some(true);
    let topic = if is_topic {
        number(message, "message_thread_id")
    } else {
        None
    };
    Some(Place { chat, topic })
}

/// The number of a message or a topic.
fn number(of: &Value, name: &str) -> Option<i32> {
    i32::try_from(of.get(name)?.as_i64()?).ok()
}

#[cfg(test)]
mod tests;
