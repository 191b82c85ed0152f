//! A comment as its reader sees it.

use std::sync::Arc;

use super::wait;
use crate::github::state::State;
use crate::github::state::comment::{Comment, Reaction};
use crate::github::world::World;

/// Always as it is at this moment.
#[derive(Clone)]
pub(crate) struct Said {
    world: Arc<World>,
    pub(crate) id: i64,
}

impl Said {
    pub(super) fn of(world: &Arc<World>, id: i64) -> Self {
        let world = Arc::clone(world);
        Self { world, id }
    }

    fn look<T>(&self, read: impl FnOnce(&Comment) -> T) -> T {
        self.world.look(|state| read(&state.comments[&self.id]))
    }

    pub(crate) fn text(&self) -> String {
        self.look(|comment| comment.body.clone())
    }

    /// How it read before, the oldest first.
    pub(crate) fn earlier(&self) -> Vec<String> {
        self.look(|comment| comment.earlier.clone())
    }

    pub(crate) fn is_deleted(&self) -> bool {
        self.look(|comment| comment.is_deleted)
    }

    pub(crate) fn author(&self) -> String {
        self.world.look(|state| {
            let author = state.comments[&self.id].author;
            state.owners[&author].login.clone()
        })
    }

    /// Who reacted, and how, in the order in which they did.
    pub(crate) fn reactions(&self) -> Vec<(String, String)> {
        self.world
            .look(|state| drawn(state, &state.comments[&self.id].reactions))
    }

    /// Waits until this stands in it.
    pub(crate) async fn becomes(&self, part: &str) {
        let what = format!("{part:?} stands in this comment:\n{}\n", self.text());
        let there = wait(&self.world, &what, |state| {
            state.comments[&self.id].body.contains(part).then_some(())
        });
        there.await;
    }

    /// Waits until somebody has reacted in this way.
    pub(crate) async fn gets(&self, content: &str) {
        let what = format!("a {content:?} for this comment:\n{}\n", self.text());
        let there = wait(&self.world, &what, |state| {
            let mut reactions = state.comments[&self.id].reactions.iter();
            reactions.any(|one| one.content == content).then_some(())
        });
        there.await;
    }
}

pub(super) fn drawn(state: &State, reactions: &[Reaction]) -> Vec<(String, String)> {
    let drawn = reactions.iter().map(|one| {
        let login = state.owners[&one.user].login.clone();
        (login, one.content.clone())
    });
    drawn.collect()
}
