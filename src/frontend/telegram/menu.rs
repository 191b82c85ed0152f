//! The menu that Telegram shows behind the slash: from the verb records, for each what they may do.

use teloxide::types::{BotCommand, BotCommandScope, ChatId, Recipient};

use super::client::{Client, TelegramError};
use crate::command::{self, Alias, Verb};
use crate::domain::role::Role;

/// What Telegram's own Start button sends.
const START: (&str, &str) = ("start", "How to begin here");
/// Ties together the identities of somebody who is known.
const LINK: &str = "link";

/// Whose menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever has none of their own: strangers, mostly.
    Everybody,
    /// All groups. Their members have different roles, and Telegram has one menu for them.
    Groups,
    /// The private chat with one person, by their id.
    Person(i64),
}

/// A line of the menu: a command of `[a-z0-9_]`, and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Without its slash.
    pub command: String,
    /// One line.
    pub summary: &'static str,
}

/// What somebody with `role` may ask for, each verb once, by its short name. Without a role: what is open to strangers.
#[must_use]
pub fn menu(role: Option<Role>) -> Vec<Entry> {
    let start = Entry {
        command: START.0.to_owned(),
        summary: START.1,
    };
    let mut entries: Vec<Entry> = role.is_none().then_some(start).into_iter().collect();
    for verb in command::all_verbs().filter(|verb| is_open_to(verb, role)) {
        let command = short_name(verb).replace('-', "_");
        if entries.iter().all(|entry| entry.command != command) {
            entries.push(Entry {
                command,
                summary: verb.summary,
            });
        }
    }
    entries
}

/// Yes and no have no action of their own: they are for whoever may change something.
fn is_open_to(verb: &Verb, role: Option<Role>) -> bool {
    let needed = verb
        .action
        .map_or(Some(Role::Operator), |action| action.rule().role);
    needed <= role && (role.is_some() || verb.name != LINK)
}

fn short_name(verb: &'static Verb) -> &'static str {
    match verb.alias {
        Some(Alias::Anywhere(alias)) => alias,
        Some(Alias::AtTerminal(_)) | None => verb.head(),
    }
}

impl Client {
    /// Shows the menu of `role` to `audience` from now on.
    pub async fn set_menu(
        &self,
        audience: Audience,
        role: Option<Role>,
    ) -> Result<(), TelegramError> {
        let entries = menu(role).into_iter();
        let commands: Vec<BotCommand> = entries
            .map(|entry| BotCommand::new(entry.command, entry.summary))
            .collect();
        let scope = match audience {
            Audience::Everybody => BotCommandScope::Default,
            Audience::Groups => BotCommandScope::AllGroupChats,
            Audience::Person(id) => BotCommandScope::Chat {
                chat_id: Recipient::Id(ChatId(id)),
            },
        };
        self.set_commands(&commands, &scope).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(role: Option<Role>) -> Vec<String> {
        menu(role).into_iter().map(|entry| entry.command).collect()
    }

    #[test]
    fn strangers_see_what_is_open_to_them() {
        assert_eq!(names(None), ["start", "pair", "whoami", "help"]);
    }

    #[test]
    fn each_role_sees_more_than_the_one_before() {
        // Who is known has begun.
        let mut before = names(None).split_off(1);
        for role in Role::ALL {
            let now = names(Some(role));
            assert!(before.iter().all(|name| now.contains(name)), "{role}");
            assert!(now.len() > before.len(), "{role}");
            before = now;
        }
        assert!(names(Some(Role::Viewer)).contains(&"status".to_owned()));
        assert!(!names(Some(Role::Viewer)).contains(&"deploy".to_owned()));
        assert!(names(Some(Role::Operator)).contains(&"docker_start".to_owned()));
    }
}
