//! All that Telegram knows: people, chats, messages, updates that wait, files, menus. Nothing of the wire.

pub(crate) mod chat;
mod member;
pub(crate) mod message;
mod query;
pub(crate) mod updates;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use super::clock::Clock;
use super::refusal::{Refusal, bad};
use super::rules::flood::{Floods, Kind, Limits};
use super::server::faults::Faults;
use chat::Chat;
use message::Message;
use updates::Updates;

pub(crate) use query::{Answer, Query};

/// The bot that is tested.
pub(crate) const BOT: i64 = 7_000_000_001;
pub(crate) const BOT_NAME: &str = "hailer_test_bot";
/// Whom Telegram names as the sender when an administrator writes as the group itself.
pub(crate) const ANONYMOUS_ADMIN: i64 = 1_087_968_824;
/// Whom Telegram names as the sender when somebody writes as a channel.
pub(crate) const AS_CHANNEL: i64 = 136_817_688;

#[derive(Clone)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) is_bot: bool,
    pub(crate) name: String,
    pub(crate) username: Option<String>,
}

impl User {
    pub(crate) fn to_json(&self) -> Value {
        let mut user = json!({ "id": self.id, "is_bot": self.is_bot, "first_name": self.name });
        if let Some(username) = &self.username {
            user["username"] = username.as_str().into();
        }
        user
    }
}

/// A file on Telegram's servers.
pub(crate) struct StoredFile {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Whose menu: a `BotCommandScope`, and the language ("" for all).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MenuKey {
    /// The scope's type.
    pub(crate) kind: String,
    pub(crate) chat: Option<i64>,
    pub(crate) user: Option<i64>,
    pub(crate) language: String,
}

pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) floods: Floods,
    pub(crate) faults: Faults,
    /// What was bad manners, or what Telegram would have ignored in silence.
    pub(crate) violations: Vec<String>,
    /// How often each method was carried out or refused, by its name.
    pub(crate) calls: BTreeMap<String, usize>,
    pub(crate) users: BTreeMap<i64, User>,
    pub(crate) chats: BTreeMap<i64, Chat>,
    /// By chat and the message's number in it.
    pub(crate) messages: BTreeMap<(i64, i64), Message>,
    pub(crate) updates: Updates,
    pub(crate) queries: BTreeMap<String, Query>,
    pub(crate) files: BTreeMap<String, StoredFile>,
    pub(crate) menus: BTreeMap<MenuKey, Value>,
    pub(crate) webhook: String,
    /// How long a test waits for something before it fails.
    pub(crate) patience: Duration,
    /// Whether the bot gets but what is meant for it, in groups.
    pub(crate) privacy: bool,
    next_user: i64,
}

impl State {
    pub(crate) fn new() -> Self {
        let known = [
            (BOT, "Hailer", BOT_NAME),
            (ANONYMOUS_ADMIN, "Group", "GroupAnonymousBot"),
            (AS_CHANNEL, "Channel", "Channel_Bot"),
        ];
        let known = known.map(|(id, name, username)| User {
            id,
            is_bot: true,
            name: name.to_owned(),
            username: Some(username.to_owned()),
        });
        Self {
            clock: Clock::default(),
            limits: Limits::default(),
            floods: Floods::default(),
            faults: Faults::default(),
            violations: Vec::new(),
            calls: BTreeMap::new(),
            users: known.into_iter().map(|user| (user.id, user)).collect(),
            chats: BTreeMap::new(),
            messages: BTreeMap::new(),
            updates: Updates::default(),
            queries: BTreeMap::new(),
            files: BTreeMap::new(),
            menus: BTreeMap::new(),
            webhook: String::new(),
            patience: Duration::from_secs(10),
            privacy: false,
            next_user: 1001,
        }
    }

    /// Makes a person or a bot known.
    pub(crate) fn add_user(&mut self, name: &str, is_bot: bool, id: Option<i64>) -> i64 {
        let id = id.unwrap_or_else(|| {
            self.next_user += 1;
            self.next_user - 1
        });
        let username = Some(name.to_lowercase().replace(' ', "_"));
        let user = User {
            id,
            is_bot,
            name: name.to_owned(),
            username,
        };
        assert!(
            self.users.insert(id, user).is_none(),
            "there is a user {id} already"
        );
        id
    }

    /// Puts a message into its chat, numbered and dated.
    pub(crate) fn post(&mut self, mut message: Message) -> i64 {
        let chat = self.chats.get_mut(&message.chat).unwrap();
        chat.last_number += 1;
        message.id = chat.last_number;
        let id = message.id;
        self.messages.insert((message.chat, id), message);
        id
    }

    /// A message that is there still.
    pub(crate) fn message(&self, chat: i64, id: i64) -> Option<&Message> {
        let message = self.messages.get(&(chat, id));
        message.filter(|message| !message.is_deleted)
    }

    pub(crate) fn count_flood(&mut self, chat: i64, kind: Kind) -> Result<(), Refusal> {
        let is_group = self.chats[&chat].is_group();
        let now = self.clock.now();
        self.floods.count(&self.limits, (chat, is_group), kind, now)
    }

    pub(crate) fn keep_file(&mut self, name: &str, bytes: Vec<u8>) -> String {
        let id = format!("file-{}", self.files.len() + 1);
        let name = name.to_owned();
        self.files.insert(id.clone(), StoredFile { name, bytes });
        id
    }

    pub(crate) fn file(&self, id: &str) -> Result<&StoredFile, Refusal> {
        let words = "wrong file_id or the file is temporarily unavailable";
        self.files.get(id).ok_or_else(|| bad(words))
    }

    /// Everything to complain of at the end, each once.
    pub(crate) fn take_violations(&mut self) -> Vec<String> {
        let unanswered = self.queries.iter_mut().filter_map(|(id, query)| {
            let forgotten = query.is_forgotten(&self.updates);
            forgotten.then(|| {
                query.forgive();
                format!("answerCallbackQuery: query {id} was taken, and never answered")
            })
        });
        let unanswered: Vec<_> = unanswered.collect();
        let all = std::mem::take(&mut self.violations);
        let each: BTreeSet<_> = all.into_iter().chain(unanswered).collect();
        each.into_iter().collect()
    }
}
