//! Issues, and pull requests, which are issues that have a head and a base.

use chrono::{DateTime, Utc};

use super::State;
use super::comment::Reaction;
use crate::github::refusal::{Refusal, not_found};

pub(crate) struct Issue {
    pub(crate) repository: i64,
    pub(crate) id: i64,
    pub(crate) number: i64,
    pub(crate) title: String,
    pub(crate) body: Option<String>,
    pub(crate) author: i64,
    pub(crate) is_open: bool,
    pub(crate) is_locked: bool,
    pub(crate) is_deleted: bool,
    pub(crate) created: DateTime<Utc>,
    pub(crate) updated: DateTime<Utc>,
    pub(crate) closed: Option<(DateTime<Utc>, i64)>,
    pub(crate) reactions: Vec<Reaction>,
    pub(crate) pull: Option<Pull>,
}

pub(crate) struct Pull {
    pub(crate) head_owner: i64,
    /// It may have been deleted since.
    pub(crate) head_repository: i64,
    pub(crate) head_ref: String,
    pub(crate) head_sha: String,
    pub(crate) base_ref: String,
    pub(crate) base_sha: String,
    pub(crate) is_draft: bool,
    /// When, by whom, and the commit.
    pub(crate) merged: Option<(DateTime<Utc>, i64, String)>,
    /// What a test says of it (`mergeable`, `mergeable_state`).
    pub(crate) mergeable: Option<(Option<bool>, &'static str)>,
    pub(crate) reviews: Vec<Review>,
}

pub(crate) struct Review {
    pub(crate) id: i64,
    pub(crate) author: i64,
    /// `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`, `DISMISSED`.
    pub(crate) state: &'static str,
    pub(crate) body: String,
    pub(crate) commit: String,
    pub(crate) submitted: DateTime<Utc>,
}

impl Pull {
    /// `mergeable` and `mergeable_state`.
    pub(crate) fn mergeable(&self, is_open: bool) -> (Option<bool>, &'static str) {
        if self.merged.is_some() || !is_open {
            return (None, "unknown");
        }
        let usual = if self.is_draft { "draft" } else { "clean" };
        self.mergeable.unwrap_or((Some(true), usual))
    }
}

impl State {
    /// One that was deleted is gone, which GitHub says with a status of its own.
    pub(crate) fn issue(&self, repository: i64, number: i64) -> Result<&Issue, Refusal> {
        let issue = self.issues.get(&(repository, number));
        let issue = issue.ok_or_else(not_found)?;
        if issue.is_deleted {
            return Err(Refusal::new(410, "This issue was deleted"));
        }
        Ok(issue)
    }

    pub(crate) fn issue_mut(&mut self, (repository, number): (i64, i64)) -> &mut Issue {
        self.issues.get_mut(&(repository, number)).unwrap()
    }

    pub(crate) fn pull(&self, repository: i64, number: i64) -> Result<(&Issue, &Pull), Refusal> {
        let issue = self.issue(repository, number)?;
        Ok((issue, issue.pull.as_ref().ok_or_else(not_found)?))
    }

    pub(crate) fn add_issue(
        &mut self,
        repository: i64,
        author: i64,
        title: &str,
        pull: Option<Pull>,
    ) -> i64 {
        let (number, id, now) = (self.next_number(repository), self.next_id(), self.now());
        let issue = Issue {
            repository,
            id,
            number,
            title: title.to_owned(),
            body: None,
            author,
            is_open: true,
            is_locked: false,
            is_deleted: false,
            created: now,
            updated: now,
            closed: None,
            reactions: Vec::new(),
            pull,
        };
        self.issues.insert((repository, number), issue);
        number
    }
}
