//! The Stop buttons that are shown at the moment.

use dashmap::DashMap;
use tokio_util::sync::CancellationToken;

use crate::domain::actor::Principal;
use crate::frontend::telegram::Place;

/// Which live messages follow a log, and how each is told to stop. Lives as long as the process, like what it follows.
#[derive(Debug, Default)]
pub struct Stops {
    buttons: DashMap<(i64, i32), Followed>,
    /// What each person follows in a chat. It is one log, since each is a connection and a message that is edited.
    followed: DashMap<(i64, Principal), CancellationToken>,
}

/// A log that is followed.
#[derive(Debug, Clone)]
pub struct Followed {
    /// By whom.
    pub follower: Principal,
    /// Cancelled when somebody who may has pressed Stop.
    pub stopped: CancellationToken,
}

impl Stops {
    /// What is followed in `message`, if anything still is.
    #[must_use]
    pub fn followed(&self, place: Place, message: i32) -> Option<Followed> {
        let followed = self.buttons.get(&(place.chat, message));
        followed.map(|followed| followed.clone())
    }

    /// Somebody follows a log in a chat from now on, which ends the one that they followed there. `replaced` is cancelled when
    /// it is this one's turn to end.
    pub(in crate::frontend::telegram) fn instead(
        &self,
        (place, who): (Place, &Principal),
        replaced: &CancellationToken,
    ) {
        let followed = (place.chat, who.clone());
        if let Some(before) = self.followed.insert(followed, replaced.clone()) {
            before.cancel();
        }
    }

    pub(super) fn remember(&self, (place, message): (Place, i32), followed: Followed) {
        self.buttons.insert((place.chat, message), followed);
    }

    pub(super) fn forget(&self, (place, message): (Place, i32)) {
        self.buttons.remove(&(place.chat, message));
    }
}
