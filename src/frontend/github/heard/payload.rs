//! GitHub's own shapes, as far as they are read. What is not needed may be missing.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Asked, Commands, Heard, Repository, Thread, Why, command_in, heard};
use crate::github::{ThreadState, Who};

/// An `issue_comment` event.
#[derive(Deserialize)]
pub(super) struct Payload {
    action: String,
    comment: RawComment,
    issue: RawIssue,
    repository: RawRepository,
    sender: Option<RawUser>,
}

/// A comment, in an event or in a list.
#[derive(Deserialize)]
pub(super) struct RawComment {
    pub(super) id: u64,
    body: Option<String>,
    user: Option<RawUser>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: Option<DateTime<Utc>>,
    performed_via_github_app: Option<IgnoredAny>,
    pub(super) issue_url: Option<String>,
}

#[derive(Deserialize)]
struct RawUser {
    id: u64,
    login: String,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct RawIssue {
    number: u64,
    state: Option<String>,
    locked: Option<bool>,
    pull_request: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct RawRepository {
    id: u64,
    full_name: String,
    private: Option<bool>,
}

impl Payload {
    pub(super) fn heard(self, me: &Who) -> Result<Heard, Why> {
        if self.action != "created" {
            return Err(Why::NotNew);
        }
        let author = self.comment.author(me)?;
        let sender = self.sender.ok_or(Why::NoIdentity)?;
        if sender.id != author.id {
            return Err(Why::NotTheAuthor);
        }
        sender.person()?;
        let commands = self.comment.commands()?;
        let asked = Asked {
            thread: thread(self.repository, &self.issue),
            comment: self.comment.id,
            author,
            at: self.comment.created_at,
        };
        Ok(heard(asked, commands))
    }
}

impl RawComment {
    /// Who wrote it, if a person did, and by themselves.
    pub(super) fn author(&self, me: &Who) -> Result<Who, Why> {
        let user = self.user.as_ref().ok_or(Why::NoIdentity)?;
        if user.id == me.id {
            return Err(Why::Ourselves);
        }
        if self.performed_via_github_app.is_some() {
            return Err(Why::Bot);
        }
        user.person()
    }

    pub(super) fn commands(&self) -> Result<Commands, Why> {
        self.body.as_deref().map(command_in).ok_or(Why::NoText)
    }
}

impl RawUser {
    /// Organizations, bots and what stands for accounts elsewhere write no commands.
    fn person(&self) -> Result<Who, Why> {
        if self.kind.as_deref() != Some("User") || self.login.ends_with("[bot]") {
            return Err(Why::Bot);
        }
        Ok(Who {
            id: self.id,
            login: self.login.clone(),
            is_bot: false,
        })
    }
}

fn thread(repository: RawRepository, issue: &RawIssue) -> Thread {
    let state = if issue.locked == Some(true) {
        ThreadState::Locked
    } else if issue.state.as_deref() == Some("closed") {
        ThreadState::Closed
    } else {
        ThreadState::Open
    };
    Thread {
        repository: Repository {
            id: repository.id,
            full_name: repository.full_name,
            is_private: repository.private == Some(true),
        },
        number: issue.number,
        is_pull: issue.pull_request.is_some(),
        state,
    }
}
