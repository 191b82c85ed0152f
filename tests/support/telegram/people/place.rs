//! Where people and the bot meet: a chat, or a topic of it.

use std::sync::Arc;

use serde_json::json;

use super::{Person, Received, saying, wait};
use crate::telegram::rules::recognised;
use crate::telegram::state::chat::{Chat, Kind, Standing};
use crate::telegram::state::message::Message;
use crate::telegram::state::{ANONYMOUS_ADMIN, BOT, State};
use crate::telegram::world::World;

/// Clones see the same chat, and take from the same row of messages.
#[derive(Clone)]
pub(crate) struct Place {
    pub(super) world: Arc<World>,
    pub(crate) id: i64,
    pub(crate) topic: Option<i64>,
}

impl Place {
    pub(super) fn of(world: &Arc<World>, id: i64, topic: Option<i64>) -> Self {
        let world = Arc::clone(world);
        Self { world, id, topic }
    }

    pub(crate) fn new(world: &Arc<World>, kind: Kind, title: &str) -> Self {
        let id = world.change(|state| {
            let number = i64::try_from(state.chats.len()).unwrap() + 1;
            let id = match kind {
                Kind::Supergroup | Kind::Channel => -1_001_000_000_000 - number,
                _ => -4_000_000 - number,
            };
            state.chats.insert(id, Chat::new(id, kind, title));
            id
        });
        Self::of(world, id, None)
    }

    pub(crate) fn forum(world: &Arc<World>, title: &str) -> Self {
        let place = Self::new(world, Kind::Supergroup, title);
        place.change(|chat| chat.is_forum = true);
        place
    }

    /// A new topic of a forum. Its number is that of the service message that opened it.
    pub(crate) fn topic(&self, name: &str) -> Self {
        let topic = self.change(|chat| {
            assert!(chat.is_forum, "topics are in forums");
            chat.last_number += 1;
            chat.topics.insert(chat.last_number, name.to_owned());
            chat.last_number
        });
        Self::of(&self.world, self.id, Some(topic))
    }

    /// The topic is closed by this person: only administrators write there.
    pub(crate) fn is_closed(&self, by: &Person) {
        let topic = self.topic.expect("a topic");
        self.change(|chat| chat.closed.insert(topic));
        self.world.change(|state| {
            let mut told = Message::new(self.id, Some(by.id), state.clock.unix());
            told.topic = Some(topic);
            told.service = Some(("forum_topic_closed", json!({})));
            saying::post(state, told)
        });
    }

    /// The topic is deleted with all that was said there. Telegram tells nobody.
    pub(crate) fn is_deleted(&self) {
        let topic = self.topic.expect("a topic");
        self.change(|chat| chat.topics.remove(&topic));
        self.world.change(|state| {
            let said = state
                .messages
                .range_mut((self.id, 0)..=(self.id, i64::MAX))
                .map(|(_, message)| message)
                .filter(|message| message.topic == Some(topic));
            said.for_each(|message| {
                message.is_deleted = true;
                message.version += 1;
            });
        });
    }

    /// The group becomes a supergroup, by what this person does: another chat, which both chats are told by Telegram.
    pub(crate) fn becomes_a_supergroup(&self, by: &Person) -> Self {
        let title = self.world.look(|state| state.chats[&self.id].title.clone());
        let new = Self::new(&self.world, Kind::Supergroup, &title);
        self.world.change(|state| {
            let old = state.chats.get_mut(&self.id).unwrap();
            assert_eq!(old.kind, Kind::Group, "only a group becomes one");
            old.moved_to = Some(new.id);
            let (members, bot) = (old.members.clone(), old.bot);
            let administrators = old.administrators.clone();
            let now = state.chats.get_mut(&new.id).unwrap();
            (now.members, now.administrators, now.bot) = (members, administrators, bot);
            let at = state.clock.unix();
            let mut told = Message::new(self.id, Some(by.id), at);
            told.service = Some(("migrate_to_chat_id", new.id.into()));
            saying::post(state, told);
            let mut told = Message::new(new.id, Some(ANONYMOUS_ADMIN), at);
            told.sender_chat = Some(new.id);
            told.service = Some(("migrate_from_chat_id", self.id.into()));
            saying::post(state, told);
        });
        new
    }

    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Chat) -> T) -> T {
        self.world
            .change(|state| change(state.chats.get_mut(&self.id).unwrap()))
    }

    /// The bot is thrown out, by this person.
    pub(crate) fn kicks_the_bot(&self, by: &Person) {
        self.world
            .change(|state| state.set_standing(self.id, by.id, Standing::Kicked));
    }

    /// The bot is an administrator from now on.
    pub(crate) fn promotes_the_bot(&self, by: &Person) {
        self.world
            .change(|state| state.set_standing(self.id, by.id, Standing::Administrator));
    }

    /// A post in a channel, by nobody in particular.
    pub(crate) fn posts(&self, text: &str) -> Received {
        let id = self.world.change(|state| {
            let mut message = Message::new(self.id, None, state.clock.unix());
            message.sender_chat = Some(self.id);
            text.clone_into(&mut message.text);
            message.entities = recognised::entities(text);
            saying::post(state, message)
        });
        Received::of(&self.world, (self.id, id))
    }

    /// The bot's next message here that wasn't taken yet, in the order in which they were sent.
    pub(crate) async fn next_message(&self) -> Received {
        let title = self.world.look(|state| state.chats[&self.id].title.clone());
        let what = format!("the bot sends another message to {title}");
        let id = wait(&self.world, &what, |state| {
            let id = self.untaken(state).next()?;
            let chat = state.chats.get_mut(&self.id)?;
            chat.taken.insert(self.topic, id);
            Some(id)
        });
        Received::of(&self.world, (self.id, id.await))
    }

    /// How many messages of the bot are here that weren't taken.
    pub(crate) fn unread(&self) -> usize {
        self.world.look(|state| self.untaken(state).count())
    }

    fn untaken(&self, state: &State) -> impl Iterator<Item = i64> {
        let taken = state.chats[&self.id].taken.get(&self.topic).copied();
        let topic = self.topic;
        state
            .messages
            .range((self.id, taken.unwrap_or(0) + 1)..=(self.id, i64::MAX))
            .map(|(_, message)| message)
            .filter(move |message| {
                message.from == Some(BOT) && message.topic == topic && !message.is_deleted
            })
            .map(|message| message.id)
    }
}
