//! A chat, who is in it, and whether the bot may write there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::State;
use crate::telegram::refusal::{Refusal, bad, forbidden, upgraded};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Private,
    Group,
    Supergroup,
    Channel,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Supergroup => "supergroup",
            Self::Channel => "channel",
        }
    }
}

/// What the bot is in a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Member,
    Administrator,
    /// Thrown out of a group, or a channel.
    Kicked,
    /// The person doesn't want to hear of it.
    Blocked,
    /// The person has never written to it.
    Unknown,
}

pub(crate) struct Chat {
    pub(crate) id: i64,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) is_forum: bool,
    pub(crate) topics: BTreeMap<i64, String>,
    /// Those of them in which only administrators write.
    pub(crate) closed: BTreeSet<i64>,
    pub(crate) members: BTreeSet<i64>,
    pub(crate) administrators: BTreeSet<i64>,
    pub(crate) bot: Standing,
    /// The supergroup that it has become.
    pub(crate) moved_to: Option<i64>,
    pub(crate) last_number: i64,
    /// The last message that a test has taken, for each topic.
    pub(crate) taken: BTreeMap<Option<i64>, i64>,
}

impl Chat {
    pub(crate) fn new(id: i64, kind: Kind, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            is_forum: false,
            topics: BTreeMap::new(),
            closed: BTreeSet::new(),
            members: BTreeSet::new(),
            administrators: BTreeSet::new(),
            bot: match kind {
                Kind::Private => Standing::Unknown,
                Kind::Channel => Standing::Administrator,
                Kind::Group | Kind::Supergroup => Standing::Member,
            },
            moved_to: None,
            last_number: 0,
            taken: BTreeMap::new(),
        }
    }

    pub(crate) fn is_group(&self) -> bool {
        matches!(self.kind, Kind::Group | Kind::Supergroup)
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut chat = json!({ "id": self.id, "type": self.kind.name() });
        let named = match self.kind {
            Kind::Private => "first_name",
            _ => "title",
        };
        chat[named] = self.title.as_str().into();
        if self.is_forum {
            chat["is_forum"] = true.into();
        }
        chat
    }

    fn check_standing(&self) -> Result<(), Refusal> {
        match (self.bot, self.kind) {
            (Standing::Member | Standing::Administrator, _) => Ok(()),
            (Standing::Blocked, _) => Err(forbidden("bot was blocked by the user")),
            (Standing::Unknown, _) => Err(forbidden("bot can't initiate conversation with a user")),
            (Standing::Kicked, kind) => Err(forbidden(&format!(
                "bot was kicked from the {} chat",
                kind.name()
            ))),
        }
    }

    /// The topic that is asked for. The general one has no number to write to.
    pub(crate) fn check_topic(&self, topic: Option<i64>) -> Result<(), Refusal> {
        let Some(topic) = topic else {
            return Ok(());
        };
        if !self.topics.contains_key(&topic) {
            return Err(bad("message thread not found"));
        }
        if self.closed.contains(&topic) && self.bot != Standing::Administrator {
            return Err(bad("TOPIC_CLOSED"));
        }
        Ok(())
    }
}

impl State {
    /// The chat that a call names, if there is one.
    pub(crate) fn find_chat(&self, parameters: &Map<String, Value>) -> Result<&Chat, Refusal> {
        let id = parameters.get("chat_id").and_then(Value::as_i64);
        let chat = id.and_then(|id| self.chats.get(&id));
        let chat = chat.ok_or_else(|| bad("chat not found"))?;
        chat.moved_to.map_or(Ok(chat), |to| Err(upgraded(to)))
    }

    /// The same, where the bot may write.
    pub(crate) fn open_chat(&self, parameters: &Map<String, Value>) -> Result<i64, Refusal> {
        let chat = self.find_chat(parameters)?;
        chat.check_standing()?;
        Ok(chat.id)
    }
}
