//! What goes wrong at GitHub.

use super::server::faults::Fault;
use super::{ARCHIVES, GitHub, schema};

impl GitHub {
    /// The next calls of an operation ("issues/create-comment", or [`ARCHIVES`]) go wrong.
    pub(crate) fn fail_next(&self, times: usize, operation: &str, fault: Fault) {
        let operation = match operation {
            ARCHIVES => ARCHIVES,
            operation => schema::name(operation),
        };
        self.world
            .change(|state| state.faults.plan(Some(operation), times, fault));
    }

    /// The next calls go wrong, whatever they are.
    pub(crate) fn fail_next_of_any(&self, times: usize, fault: Fault) {
        self.world
            .change(|state| state.faults.plan(None, times, fault));
    }

    /// Nothing goes wrong any more.
    pub(crate) fn heals(&self) {
        self.world
            .change(|state| drop(std::mem::take(&mut state.faults)));
    }

    /// The next deliveries never arrive, as happens.
    pub(crate) fn loses_next_deliveries(&self, times: usize) {
        self.world.change(|state| state.to_lose = times);
    }

    /// Connections are cut, and refused from now on. Nothing is forgotten, and webhooks are sent still.
    pub(crate) fn goes_down(&mut self) {
        self.server.down();
    }

    /// There again, on the same ports.
    pub(crate) fn comes_up(&mut self) {
        self.server.up();
    }

    /// Every token of an App's installation ends now, and not after an hour.
    pub(crate) fn ends_tokens(&self) {
        self.world.change(|state| {
            let now = state.clock.now();
            let mut tokens = state.tokens.values_mut();
            tokens.by_ref().for_each(|token| {
                token.expires = token.expires.map(|_| now);
            });
        });
    }

    /// A token is worth nothing any more.
    pub(crate) fn revokes(&self, token: &str) {
        let gone = self.world.change(|state| state.tokens.remove(token));
        assert!(gone.is_some(), "there is no such token");
    }
}
