//! A command as the inbox keeps it: who, where, when, and the line. A webhook's payload may be 10 MiB, most of it of no use.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::heard::{Asked, Comment, Heard, Said, Why};
use crate::domain::actor::{Actor, Conversation, Platform};
use crate::domain::name::RepositoryName;
use crate::store::inbox::Arrival;

/// What was asked for in a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Where.
    pub(super) repository: RepositoryName,
    /// The number of the issue or pull request.
    pub(super) issue: u64,
    /// The comment's number.
    pub(super) comment: u64,
    /// Who wrote it, by their number.
    author: u64,
    /// And by their name of then.
    login: String,
    /// When, by GitHub's clock.
    pub(super) at: DateTime<Utc>,
    /// The command; `None`: there are several in the comment.
    pub(super) line: Option<String>,
}

impl Kept {
    /// What is kept of a comment; nothing of what asks for nothing.
    pub(super) fn of(heard: Heard) -> Option<Self> {
        let (asked, line) = match heard {
            Heard::Said(Said { asked, line }) => (asked, Some(line)),
            Heard::Many(asked) => (asked, None),
            Heard::Nothing(why) => {
                tracing::debug!(?why, "a comment that asks for nothing");
                return None;
            }
        };
        let Asked {
            thread,
            comment,
            author,
            at,
        } = asked;
        Some(Self {
            repository: one_spelling(&thread.repository.full_name)?,
            issue: thread.number,
            comment,
            author: author.id,
            login: author.login,
            at,
            line,
        })
    }

    /// The same of a comment that was looked for in `repository`.
    pub(super) fn listed(
        repository: &RepositoryName,
        comment: Result<Comment, Why>,
    ) -> Option<Self> {
        let comment = comment
            .inspect_err(|why| tracing::trace!(?why, "a comment that asks for nothing"))
            .ok()?;
        Some(Self {
            repository: one_spelling(repository.as_str())?,
            issue: comment.issue,
            comment: comment.id,
            line: comment.line().map(str::to_owned),
            author: comment.author.id,
            login: comment.author.login,
            at: comment.at,
        })
    }

    /// For the inbox, known by its comment whichever way it came; `delivery` is the number of the delivery that it came in.
    pub(super) fn arrival(&self, delivery: Option<&str>) -> Arrival {
        let delivery = delivery.map(|delivery| format!("delivery:{delivery}"));
        Arrival {
            key: format!("comment:{}", self.comment),
            also: delivery.into_iter().collect(),
            lane: Conversation::new(Platform::Github, self.repository.as_str()),
            body: serde_json::json!(self),
        }
    }

    pub(super) fn read(body: &Value) -> Option<Self> {
        Self::deserialize(body).ok()
    }

    /// The issue or pull request as a conversation.
    pub(super) fn conversation(&self) -> Conversation {
        let place = format!("{}#{}", self.repository, self.issue);
        Conversation::new(Platform::Github, &place)
    }

    /// Who asks. `None` where nobody can have that number.
    pub(super) fn actor(&self) -> Option<Actor> {
        let principal = format!("{}:{}", Platform::Github.as_str(), self.author);
        Some(Actor {
            principal: principal.parse().ok()?,
            display_name: self.login.clone(),
            person: None,
        })
    }
}

/// GitHub's names are the same in capitals, and a conversation has one name.
fn one_spelling(repository: &str) -> Option<RepositoryName> {
    RepositoryName::new(repository.to_lowercase()).ok()
}
