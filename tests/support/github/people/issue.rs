//! An issue or a pull request, and what is written there.

use std::sync::Arc;

use super::comment::{Said, drawn};
use super::wait;
use crate::github::state::State;
use crate::github::state::comment::Comment;
use crate::github::world::World;

#[derive(Clone)]
pub(crate) struct Conversation {
    world: Arc<World>,
    repository: i64,
    pub(crate) number: i64,
}

impl Conversation {
    pub(super) fn of(world: &Arc<World>, repository: i64, number: i64) -> Self {
        let world = Arc::clone(world);
        Self {
            world,
            repository,
            number,
        }
    }

    pub(super) fn place(&self) -> (i64, i64) {
        (self.repository, self.number)
    }

    /// All comments that are there, the oldest first.
    pub(crate) fn all_comments(&self) -> Vec<Said> {
        let ids: Vec<i64> = self.world.look(|state| {
            let all = state.comments_of(self.repository, Some(self.number));
            all.map(|comment| comment.id).collect()
        });
        ids.iter().map(|id| Said::of(&self.world, *id)).collect()
    }

    /// How many wait to be taken by [`Conversation::next_comment`].
    pub(crate) fn unread(&self) -> usize {
        self.world.look(|state| self.next(state).count())
    }

    /// Waits for a comment that was written by the API; each is given once.
    pub(crate) async fn next_comment(&self) -> Said {
        let what = format!("a comment on #{}", self.number);
        let id = wait(&self.world, &what, |state| {
            let id = self.next(state).next()?.id;
            state.taken.insert(id);
            Some(id)
        });
        Said::of(&self.world, id.await)
    }

    /// Written by the API, and not taken yet.
    fn next<'a>(&self, state: &'a State) -> impl Iterator<Item = &'a Comment> {
        let all = state.comments_of(self.repository, Some(self.number));
        all.filter(|comment| comment.is_by_api && !state.taken.contains(&comment.id))
    }

    /// Who reacted to the issue itself, and how.
    pub(crate) fn reactions(&self) -> Vec<(String, String)> {
        self.world
            .look(|state| drawn(state, &state.issues[&self.place()].reactions))
    }

    /// The newest commit of a pull request.
    pub(crate) fn head(&self) -> String {
        self.world.look(|state| {
            let pull = state.issues[&self.place()].pull.as_ref().unwrap();
            pull.head_sha.clone()
        })
    }

    /// What GitHub says of merging it (`mergeable`, `mergeable_state`); it needs a while to know after each push.
    pub(crate) fn is_mergeable(&self, mergeable: Option<bool>, state: &'static str) {
        self.world.change(|world| {
            let pull = world.issue_mut(self.place()).pull.as_mut().unwrap();
            pull.mergeable = Some((mergeable, state));
        });
    }

    /// It is gone, as an owner can make it.
    pub(crate) fn is_deleted(&self) {
        self.world
            .change(|state| state.issue_mut(self.place()).is_deleted = true);
    }
}
