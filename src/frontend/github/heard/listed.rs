//! A comment that was asked for: GitHub's list tells its words and its author, and of its issue no more than the number.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::payload::RawComment;
use super::{Asked, Commands, Heard, Repository, Thread, Why, heard};
use crate::github::{self, Who};

/// A comment for us whose issue is to be asked for ([`Comment::on`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The number of its issue or pull request.
    pub issue: u64,
    /// Its own number.
    pub id: u64,
    /// Who wrote it: a person.
    pub author: Who,
    /// When it was written, by GitHub's clock.
    pub at: DateTime<Utc>,
    /// What stands in it: never nothing.
    commands: Commands,
}

/// Reads a comment of `GET /repos/{owner}/{repo}/issues/comments`. `me` is the account that our own comments are made as.
pub fn comment(comment: &Value, me: &Who) -> Result<Comment, Why> {
    let comment = RawComment::deserialize(comment).map_err(|_| Why::Unreadable)?;
    let author = comment.author(me)?;
    // Nobody knows how it was when it was written.
    if comment.updated_at != Some(comment.created_at) {
        return Err(Why::NotNew);
    }
    let commands = comment.commands()?;
    if commands == Commands::None {
        return Err(Why::Talk);
    }
    let issue = comment.issue_url.as_deref().and_then(number);
    Ok(Comment {
        issue: issue.ok_or(Why::Unreadable)?,
        id: comment.id,
        author,
        at: comment.created_at,
        commands,
    })
}

impl Comment {
    /// The command; `None`: there are several.
    #[must_use]
    pub fn line(&self) -> Option<&str> {
        match &self.commands {
            Commands::One(line) => Some(line),
            Commands::None | Commands::Many => None,
        }
    }

    /// The same where it stands.
    #[must_use]
    pub fn on(self, repository: &github::Repository, issue: &github::Issue) -> Heard {
        let thread = Thread {
            repository: Repository {
                id: repository.id,
                full_name: repository.full_name.clone(),
                is_private: repository.is_private,
            },
            number: issue.number,
            is_pull: issue.is_pull,
            state: issue.state,
        };
        let asked = Asked {
            thread,
            comment: self.id,
            author: self.author,
            at: self.at,
        };
        heard(asked, self.commands)
    }
}

/// The number at the end of `https://api.github.com/repos/acme/shop/issues/7`.
fn number(url: &str) -> Option<u64> {
    let (before, number) = url.rsplit_once('/')?;
    let is_one = before.ends_with("/issues") && number.bytes().all(|digit| digit.is_ascii_digit());
    is_one.then(|| number.parse().ok())?
}
