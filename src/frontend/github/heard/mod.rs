//! What a comment says: who asks for what, and where. Read from a webhook's payload ([`hear`]) or from a comment that was asked
//! for ([`comment`]), into types of our own, which need few of the fields that GitHub sends.
//!
//! Pure, and never fails: what can't be acted upon is [`Heard::Nothing`], with the reason. It decides nothing: the sender may
//! be anybody, and the command may be none.

mod command;
mod element;
mod listed;
mod payload;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::github::{ThreadState, Who};
pub use command::{Commands, command_in};
pub use listed::{Comment, comment};

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Somebody gave a command.
    Said(Said),
    /// Somebody gave several in one comment. Which comes first, and what the second means if the first fails, nobody can tell:
    /// that is said, and nothing done.
    Many(Asked),
    /// Nothing to act upon.
    Nothing(Why),
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who, where and when.
    pub asked: Asked,
    /// The line that begins with a slash, as it was written.
    pub line: String,
}

/// A comment that is for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Where.
    pub thread: Thread,
    /// The comment's number.
    pub comment: u64,
    /// Who wrote it: a person.
    pub author: Who,
    /// When it was written, by GitHub's clock.
    pub at: DateTime<Utc>,
}

/// The conversation of an issue or a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Whose.
    pub repository: Repository,
    /// Its number in the repository.
    pub number: u64,
    /// Whether it is a pull request's.
    pub is_pull: bool,
    /// Whether it can go on.
    pub state: ThreadState,
}

/// A repository, as a payload tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Its number, which stays.
    pub id: u64,
    /// `owner/name`.
    pub full_name: String,
    /// Whether only those who were let in can read it. What isn't said to be private is taken for public.
    pub is_private: bool,
}

/// Why there is nothing to act upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Another kind of event than a comment's.
    OtherEvent,
    /// A comment that was changed or removed: what was asked for was asked for when it was written.
    NotNew,
    /// Nobody's comment: the account is gone.
    NoIdentity,
    /// A program's comment, or one that a program wrote in somebody's name.
    Bot,
    /// Our own.
    Ourselves,
    /// The event is told as another's than who wrote the comment.
    NotTheAuthor,
    /// A comment without text.
    NoText,
    /// Talk among people.
    Talk,
    /// A payload without the fields that GitHub promises.
    Unreadable,
}

/// Reads a webhook's payload; `event` is the delivery's. `me` is the account that our own comments are made as.
#[must_use]
pub fn hear(event: &str, body: &Value, me: &Who) -> Heard {
    if event != "issue_comment" {
        return Heard::Nothing(Why::OtherEvent);
    }
    let read = payload::Payload::deserialize(body).map_err(|_| Why::Unreadable);
    read.and_then(|payload| payload.heard(me))
        .unwrap_or_else(Heard::Nothing)
}

/// What the words of a comment come to.
fn heard(asked: Asked, commands: Commands) -> Heard {
    match commands {
        Commands::None => Heard::Nothing(Why::Talk),
        Commands::One(line) => Heard::Said(Said { asked, line }),
        Commands::Many => Heard::Many(asked),
    }
}

#[cfg(test)]
mod tests;
