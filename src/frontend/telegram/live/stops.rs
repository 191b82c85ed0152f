//! The Stop buttons that are shown at the moment.

use dashmap::DashMap;
use tokio_util::sync::CancellationToken;

use crate::domain::actor::Principal;
use crate::frontend::telegram::Place;

/// Which live messages follow a log, and how each is told to stop. Lives as long as the process, like what it follows.
#[derive(Debug, Default)]
pub struct Stops {
    buttons: DashMap<(i64, i32), CancellationToken>,
    /// What each person follows in a chat. It is one log, since each is a connection and a message that is edited.
    followed: DashMap<(i64, Principal), CancellationToken>,
}

impl Stops {
    /// Somebody who may has pressed Stop below `message`. Returns whether anything was followed there still.
    #[must_use]
    pub fn press(&self, place: Place, message: i32) -> bool {
        match self.buttons.get(&(place.chat, message)) {
            Some(stopped) => {
                stopped.cancel();
                true
            }
            None => false,
        }
    }

    /// Somebody follows a log in a chat from now on, which ends the one that they followed there. The token is cancelled when
    /// it is this one's turn to end.
    pub(in crate::frontend::telegram) fn instead(
        &self,
        place: Place,
        who: &Principal,
    ) -> CancellationToken {
        let followed = CancellationToken::new();
        let before = self
            .followed
            .insert((place.chat, who.clone()), followed.clone());
        if let Some(before) = before {
            before.cancel();
        }
        followed
    }

    pub(super) fn remember(&self, (place, message): (Place, i32), stopped: &CancellationToken) {
        self.buttons.insert((place.chat, message), stopped.clone());
    }

    pub(super) fn forget(&self, (place, message): (Place, i32)) {
        self.buttons.remove(&(place.chat, message));
    }
}
