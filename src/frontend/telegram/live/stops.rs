//! The Stop buttons that are shown at the moment.

use dashmap::DashMap;
use tokio_util::sync::CancellationToken;

use crate::frontend::telegram::Place;

/// Which live messages follow a log, and how each is told to stop. Lives as long as the process, like what it follows.
#[derive(Debug, Default)]
pub struct Stops(DashMap<(i64, i32), CancellationToken>);

impl Stops {
    /// Somebody who may has pressed Stop below `message`. Returns whether anything was followed there still.
    #[must_use]
    pub fn press(&self, place: Place, message: i32) -> bool {
        match self.0.get(&(place.chat, message)) {
            Some(stopped) => {
                stopped.cancel();
                true
            }
            None => false,
        }
    }

    pub(super) fn remember(&self, (place, message): (Place, i32), stopped: &CancellationToken) {
        self.0.insert((place.chat, message), stopped.clone());
    }

    pub(super) fn forget(&self, (place, message): (Place, i32)) {
        self.0.remove(&(place.chat, message));
    }
}
