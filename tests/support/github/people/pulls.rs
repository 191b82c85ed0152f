//! What people do with pull requests, and with conversations as such.

use super::issue::Conversation;
use super::person::Person;
use super::repository::Repo;
use crate::github::acts::pulls;
use crate::github::state::issue::{Issue, Pull, Review};

impl Person {
    /// From a branch of a repository or of a fork into the default branch of `into`.
    pub(crate) fn opens_pull(&self, from: &Repo, branch: &str, into: &Repo) -> Conversation {
        let number = self.world.change(|state| {
            let (head, base) = (&state.repositories[&from.id], &state.repositories[&into.id]);
            let pull = Pull {
                head_owner: head.owner,
                head_repository: head.id,
                head_ref: branch.to_owned(),
                head_sha: head.branches[branch].clone(),
                base_ref: base.default_branch.clone(),
                base_sha: base.branches[&base.default_branch].clone(),
                is_draft: false,
                merged: None,
                mergeable: None,
                reviews: Vec::new(),
            };
            let title = format!("Merge {branch}");
            let number = state.add_issue(into.id, self.id, &title, Some(pull));
            pulls::tell(state, (into.id, number), self.id, "opened");
            number
        });
        Conversation::of(&self.world, into.id, number)
    }

    pub(crate) fn closes(&self, place: &Conversation) {
        self.world
            .change(|state| pulls::close(state, place.place(), self.id));
    }

    pub(crate) fn reopens(&self, place: &Conversation) {
        self.does(place, "reopened", |issue| {
            (issue.is_open, issue.closed) = (true, None);
        });
    }

    pub(crate) fn locks(&self, place: &Conversation) {
        self.does(place, "locked", |issue| issue.is_locked = true);
    }

    pub(crate) fn unlocks(&self, place: &Conversation) {
        self.does(place, "unlocked", |issue| issue.is_locked = false);
    }

    /// Says that a pull request isn't ready yet.
    pub(crate) fn drafts(&self, place: &Conversation) {
        self.does(place, "converted_to_draft", |issue| {
            issue.pull.as_mut().unwrap().is_draft = true;
        });
    }

    pub(crate) fn readies(&self, place: &Conversation) {
        self.does(place, "ready_for_review", |issue| {
            issue.pull.as_mut().unwrap().is_draft = false;
        });
    }

    fn does(&self, place: &Conversation, action: &'static str, change: impl FnOnce(&mut Issue)) {
        self.world.change(|state| {
            pulls::change(state, place.place(), change);
            pulls::tell(state, place.place(), self.id, action);
        });
    }

    /// Merges a pull request; the SHA of the merge.
    pub(crate) fn merges(&self, place: &Conversation) -> String {
        self.world
            .change(|state| pulls::merge(state, place.place(), self.id))
    }

    /// `APPROVED`, `CHANGES_REQUESTED` or `COMMENTED`, upon the head as it is now.
    pub(crate) fn reviews(&self, place: &Conversation, verdict: &'static str, text: &str) {
        self.world.change(|state| {
            let (id, now) = (state.next_id(), state.now());
            let pull = state.issue_mut(place.place()).pull.as_mut().unwrap();
            pull.reviews.push(Review {
                id,
                author: self.id,
                state: verdict,
                body: text.to_owned(),
                commit: pull.head_sha.clone(),
                submitted: now,
            });
        });
    }
}
