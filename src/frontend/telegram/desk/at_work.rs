//! The updates that are being handled, each as a task of its own on this thread.

use std::collections::HashMap;

use tokio::task::{Id, JoinSet};

use crate::store::StoreError;

/// Which tasks there are, and which update each handles.
#[derive(Default)]
pub(super) struct AtWork {
    tasks: JoinSet<Result<(), StoreError>>,
    updates: HashMap<Id, i64>,
}

/// A task that is over.
pub(super) struct Left {
    /// Which update it handled.
    pub(super) update: i64,
    /// Why that must be handled again.
    pub(super) why: Option<String>,
}

impl AtWork {
    /// Handles an update.
    pub(super) fn begin(
        &mut self,
        update: i64,
        handled: impl Future<Output = Result<(), StoreError>> + 'static,
    ) {
        let task = self.tasks.spawn_local(handled);
        self.updates.insert(task.id(), update);
    }

    /// Whether an update is being handled.
    pub(super) fn has(&self, update: i64) -> bool {
        self.updates.values().any(|begun| *begun == update)
    }

    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// The updates that are being handled.
    pub(super) fn numbers(&self) -> Vec<i64> {
        self.updates.values().copied().collect()
    }

    /// The next task that is over; `None` where there are none.
    pub(super) async fn next(&mut self) -> Option<Left> {
        let (id, why) = match self.tasks.join_next_with_id().await? {
            Ok((id, ended)) => (id, ended.err().map(|error| error.to_string())),
            Err(broken) => (broken.id(), Some(broken.to_string())),
        };
        let update = self.updates.remove(&id).unwrap_or_default();
        Some(Left { update, why })
    }

    /// Ends what is left where it stands.
    pub(super) async fn stop(&mut self) {
        self.tasks.shutdown().await;
    }
}
