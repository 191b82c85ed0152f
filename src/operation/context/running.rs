//! The operations of this process: each can be asked to stop.

use tokio_util::sync::CancellationToken;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::Context;
use crate::domain::name::OperationId;

/// An operation of this process, and the handle that stops it.
pub(in crate::operation) struct Running<'a> {
    context: &'a Context,
    operation: OperationId,
    pub(in crate::operation) cancelled: CancellationToken,
    _counted: TaskTrackerToken,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.context.running.remove(&self.operation);
    }
}

impl Context {
    /// Asks every operation of this process to stop at its next step and undo what it did.
    #[must_use]
    pub fn cancel_all(&self) -> usize {
        self.running.iter().map(|running| running.cancel()).count()
    }

    /// Ends every operation of this process after the step that it is at, and hands the rest over: whichever Hailer looks
    /// next takes it over at once. None begins any more. Returns when all have ended.
    pub async fn drain(&self) {
        self.draining.cancel();
        self.under_way.close();
        self.under_way.wait().await;
    }

    /// Registers an operation of this process until the guard is dropped.
    pub(in crate::operation) fn running(&self, operation: &OperationId) -> Running<'_> {
        let cancelled = CancellationToken::new();
        self.running.insert(operation.clone(), cancelled.clone());
        Running {
            context: self,
            operation: operation.clone(),
            cancelled,
            _counted: self.under_way.token(),
        }
    }
}
