//! An operation's hold on its project: what must not be cut short when this process lets go, and when it has lost it.

use std::future::pending;

use tokio::sync::{RwLock, RwLockReadGuard};
use tokio_util::sync::CancellationToken;

use crate::domain::journal::Step;

/// The hold of one operation.
#[derive(Debug, Default)]
pub(super) struct Grip {
    /// Held by every step that is under way.
    steps: RwLock<()>,
    /// Cancelled once it is known that another has taken the operation over.
    pub(super) lost: CancellationToken,
}

impl Grip {
    /// For as long as something must not be cut short. Once this process is draining it never ends, so nothing begins.
    pub(super) async fn hold(&self) -> RwLockReadGuard<'_, ()> {
        self.steps.read().await
    }

    /// Ends once this process is `draining` and every step that was under way is over. No further one begins.
    pub(super) async fn let_go(&self, draining: &CancellationToken) {
        draining.cancelled().await;
        // A lock that is waited for lets nobody in who comes later, and this one is never given back.
        std::mem::forget(self.steps.write().await);
    }

    /// The lease is lost: nothing more is done, also not to put anything back. Never ends; the operation does.
    pub(super) async fn lose<T>(&self) -> T {
        self.lost.cancel();
        pending().await
    }
}

/// Whether a draining process needn't wait for the end of a step: of one that only waits, or prepares what can be thrown away.
pub(super) const fn may_be_cut_short(step: &Step) -> bool {
    matches!(
        step,
        Step::Gate { .. } | Step::BuildImage { .. } | Step::PullImage { .. }
    )
}
