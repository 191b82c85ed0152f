//! A message that somebody writes.

use std::time::Duration;

use super::{Person, Place, Received};
use crate::telegram::rules::recognised;
use crate::telegram::state::chat::{Kind, Standing};
use crate::telegram::state::message::Message;
use crate::telegram::state::{ANONYMOUS_ADMIN, AS_CHANNEL, BOT, BOT_NAME, State};

/// Begun with [`Person::to`], sent with [`Saying::says`].
pub(crate) struct Saying {
    place: Place,
    from: i64,
    sender_chat: Option<i64>,
    reply_to: Option<i64>,
    /// How long ago.
    age: Duration,
}

impl Saying {
    pub(super) fn new(person: &Person, place: &Place) -> Self {
        Self {
            place: place.clone(),
            from: person.id,
            sender_chat: None,
            reply_to: None,
            age: Duration::ZERO,
        }
    }

    pub(crate) fn replying_to(mut self, message: &Received) -> Self {
        assert_eq!(message.place().0, self.place.id, "a reply in another chat");
        self.reply_to = Some(message.place().1);
        self
    }

    /// Written then, but seen by the bot only now.
    pub(crate) fn ago(mut self, age: Duration) -> Self {
        self.age = age;
        self
    }

    /// As an administrator who stays anonymous: in the group's name.
    pub(crate) fn anonymously(mut self) -> Self {
        self.from = ANONYMOUS_ADMIN;
        self.sender_chat = Some(self.place.id);
        self
    }

    /// In a channel's name.
    pub(crate) fn in_the_name_of(mut self, channel: &Place) -> Self {
        self.from = AS_CHANNEL;
        self.sender_chat = Some(channel.id);
        self
    }

    /// Sends it.
    pub(crate) fn says(self, text: &str) -> Received {
        let world = std::sync::Arc::clone(&self.place.world);
        let (from, place) = (self.from, self.place.clone());
        place.change(|chat| {
            assert_eq!(chat.moved_to, None, "nobody can write there any more");
            chat.members.insert(from);
            if chat.kind == Kind::Private {
                chat.bot = Standing::Member;
            }
        });
        let id = world.change(|state| {
            let message = self.message(state, text);
            post(state, message)
        });
        Received::of(&world, (place.id, id))
    }

    fn message(&self, state: &State, text: &str) -> Message {
        let age = i64::try_from(self.age.as_secs()).unwrap();
        let mut message = Message::new(self.place.id, Some(self.from), state.clock.unix() - age);
        message.topic = self.place.topic;
        message.sender_chat = self.sender_chat;
        message.reply_to = self.reply_to;
        text.clone_into(&mut message.text);
        message.entities = recognised::entities(text);
        message
    }
}

/// Puts it into the chat, and tells the bot if it may know; the message's number.
pub(super) fn post(state: &mut State, message: Message) -> i64 {
    let place = message.chat;
    let is_told = is_meant_for_the_bot(state, &message);
    let id = state.post(message);
    let told = state.message_json(&state.messages[&(place, id)]);
    let chat = &state.chats[&place];
    let kind = if chat.kind == Kind::Channel {
        "channel_post"
    } else {
        "message"
    };
    if is_told && matches!(chat.bot, Standing::Member | Standing::Administrator) {
        state.push_update(kind, told);
    }
    id
}

/// Telegram's privacy mode.
fn is_meant_for_the_bot(state: &State, message: &Message) -> bool {
    let chat = &state.chats[&message.chat];
    if !state.privacy || !chat.is_group() || chat.bot == Standing::Administrator {
        return true;
    }
    let reply = message.reply_to.and_then(|id| state.message(chat.id, id));
    let is_reply = reply.is_some_and(|reply| reply.from == Some(BOT));
    let mut bots = state
        .messages
        .range((chat.id, 0)..=(chat.id, i64::MAX))
        .map(|(_, message)| message.from)
        .filter(|from| from.is_some_and(|id| state.users[&id].is_bot));
    let spoke_last = bots.next_back() == Some(Some(BOT));
    let commands = recognised::commands(&message.text, &message.entities);
    let is_command = commands
        .iter()
        .any(|command| match command.split_once('@') {
            Some((_, name)) => name == BOT_NAME,
            None => spoke_last,
        });
    let is_mentioned = message.text.contains(&format!("@{BOT_NAME}")) && commands.is_empty();
    is_reply || is_command || is_mentioned
}
