//! Comments on issues and pull requests, and reactions.

use chrono::{DateTime, Utc};

use super::State;
use crate::github::refusal::{Refusal, not_found};

#[derive(Debug, Clone)]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) repository: i64,
    pub(crate) issue: i64,
    pub(crate) author: i64,
    pub(crate) body: String,
    /// As it read before each edit.
    pub(crate) earlier: Vec<String>,
    pub(crate) created: DateTime<Utc>,
    pub(crate) updated: DateTime<Utc>,
    pub(crate) is_deleted: bool,
    pub(crate) reactions: Vec<Reaction>,
    /// The App that wrote it.
    pub(crate) app: Option<i64>,
    /// Whether it came by the API, and not by somebody's hand.
    pub(crate) is_by_api: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Reaction {
    pub(crate) id: i64,
    pub(crate) user: i64,
    pub(crate) content: String,
    pub(crate) created: DateTime<Utc>,
}

/// Those that there are.
pub(crate) const REACTIONS: [&str; 8] = [
    "+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes",
];

impl State {
    /// A comment that is there, in that repository.
    pub(crate) fn comment(&self, repository: i64, id: i64) -> Result<&Comment, Refusal> {
        let comment = self
            .comments
            .get(&id)
            .filter(|comment| comment.repository == repository && !comment.is_deleted);
        comment.ok_or_else(not_found)
    }

    /// Those of a repository, or of one issue, by their ids.
    pub(crate) fn comments_of(
        &self,
        repository: i64,
        issue: Option<i64>,
    ) -> impl Iterator<Item = &Comment> {
        self.comments.values().filter(move |comment| {
            !comment.is_deleted
                && comment.repository == repository
                && issue.is_none_or(|issue| comment.issue == issue)
        })
    }

    pub(crate) fn add_comment(
        &mut self,
        (repository, issue): (i64, i64),
        author: i64,
        body: &str,
        app: Option<i64>,
    ) -> i64 {
        let (id, now) = (self.next_id(), self.now());
        let comment = Comment {
            id,
            repository,
            issue,
            author,
            body: body.to_owned(),
            earlier: Vec::new(),
            created: now,
            updated: now,
            is_deleted: false,
            reactions: Vec::new(),
            app,
            is_by_api: false,
        };
        self.comments.insert(id, comment);
        self.issue_mut((repository, issue)).updated = now;
        id
    }
}

/// Adds a reaction; whether it is new. Nobody reacts twice in the same way.
pub(crate) fn react(reactions: &mut Vec<Reaction>, reaction: Reaction) -> (bool, Reaction) {
    let same = |one: &&Reaction| one.user == reaction.user && one.content == reaction.content;
    if let Some(there) = reactions.iter().find(same) {
        return (false, there.clone());
    }
    reactions.push(reaction.clone());
    (true, reaction)
}
