//! A webhook, and what was sent to it.

use std::sync::Arc;

use super::delivery::Delivery;
use super::wait;
use crate::github::state::hook::{Hook, Outcome, Sent, Target};
use crate::github::world::World;

/// What a webhook asks for, unless told otherwise.
const EVENTS: [&str; 4] = ["issue_comment", "issues", "pull_request", "push"];

#[derive(Clone)]
pub(crate) struct Webhook {
    world: Arc<World>,
    pub(crate) id: i64,
}

impl Webhook {
    pub(super) fn new(
        world: &Arc<World>,
        target: Target,
        by: i64,
        (url, secret): (&str, Option<&str>),
    ) -> Self {
        let id = world.change(|state| {
            let hook = Hook {
                id: state.next_id(),
                target,
                url: url.to_owned(),
                secret: secret.map(str::to_owned),
                events: EVENTS.to_vec(),
                is_active: true,
            };
            state.hooks.insert(hook.id, hook.clone());
            state.ping(&hook, by);
            hook.id
        });
        let world = Arc::clone(world);
        Self { world, id }
    }

    /// Which events it is told of; "*" is all.
    pub(crate) fn wants(&self, events: &[&'static str]) {
        self.change(|hook| hook.events = events.to_vec());
    }

    pub(crate) fn is_switched_off(&self) {
        self.change(|hook| hook.is_active = false);
    }

    fn change(&self, change: impl FnOnce(&mut Hook)) {
        self.world
            .change(|state| change(state.hooks.get_mut(&self.id).unwrap()));
    }

    /// All that was sent or lost so far, the oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        let mine = |sent: &&Sent| sent.hook == self.id;
        let ids: Vec<i64> = self
            .world
            .look(|state| state.sent.iter().filter(mine).map(|one| one.id).collect());
        ids.iter()
            .map(|id| Delivery::of(&self.world, *id))
            .collect()
    }

    /// The newest.
    pub(crate) fn last(&self) -> Delivery {
        self.deliveries().pop().expect("nothing was sent")
    }

    /// Waits until none is under way.
    pub(crate) async fn is_quiet(&self) {
        let quiet = wait(&self.world, "all deliveries are answered", |state| {
            let mut mine = state.sent.iter().filter(|one| one.hook == self.id);
            mine.all(|one| one.outcome != Outcome::Waiting)
                .then_some(())
        });
        quiet.await;
    }
}
