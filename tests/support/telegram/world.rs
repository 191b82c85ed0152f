//! The state, and an event for each change of it: whoever waits looks again when something has happened.

use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

use super::state::State;

pub(crate) struct World {
    state: Mutex<State>,
    turn: watch::Sender<()>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            state: Mutex::new(State::new()),
            turn: watch::Sender::new(()),
        }
    }

    /// Reads.
    pub(crate) fn look<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes, and wakes whoever waits.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.turn.send_replace(());
        result
    }

    /// Waits until it is there. Whoever calls sets the limit.
    pub(crate) async fn until<T>(&self, mut there: impl FnMut(&mut State) -> Option<T>) -> T {
        let mut turns = self.turn.subscribe();
        loop {
            let found = there(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
            if let Some(found) = found {
                return found;
            }
            turns.changed().await.unwrap();
        }
    }
}
