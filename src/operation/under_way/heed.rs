//! What a running operation hears of whether it should stop: from its own process at once, and from every other one by way
//! of the store.

use std::convert::Infallible;
use std::future::pending;
use std::sync::OnceLock;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::name::OperationId;
use crate::operation::OperationError;
use crate::store::Store;

/// How often the store is asked while a step takes its time.
const EVERY: Duration = Duration::from_millis(250);

/// The ear of one operation.
pub(super) struct Heed<'a> {
    store: &'a Store,
    operation: &'a OperationId,
    cancelled: CancellationToken,
    by: OnceLock<String>,
}

impl<'a> Heed<'a> {
    /// `cancelled` is what this process stops it by.
    pub(super) const fn new(
        store: &'a Store,
        operation: &'a OperationId,
        cancelled: CancellationToken,
    ) -> Self {
        Self {
            store,
            operation,
            cancelled,
            by: OnceLock::new(),
        }
    }

    /// Ends once somebody has asked, with the error that says who.
    pub(super) async fn asked(&self) -> OperationError {
        self.cancelled.cancelled().await;
        self.error()
    }

    /// A token that is cancelled with the operation, and that can be cancelled by itself.
    pub(super) fn token(&self) -> CancellationToken {
        self.cancelled.child_token()
    }

    /// Asks the store now. An error if somebody has asked.
    pub(super) async fn look(&self) -> Result<(), OperationError> {
        self.read().await;
        if self.cancelled.is_cancelled() {
            Err(self.error())
        } else {
            Ok(())
        }
    }

    /// Asks the store again and again, so that a long step hears of it too. Never ends.
    pub(super) async fn watch(&self) -> Infallible {
        while !self.cancelled.is_cancelled() {
            tokio::time::sleep(EVERY).await;
            self.read().await;
        }
        pending().await
    }

    async fn read(&self) {
        if self.cancelled.is_cancelled() {
            return;
        }
        match self.store.asked_to_stop(self.operation).await {
            Ok(None) => {}
            Ok(Some(by)) => {
                // Only whoever asked first is read, so it is the same name each time.
                drop(self.by.set(by.display_name));
                self.cancelled.cancel();
            }
            // A step without the store doesn't begin, so this is said there.
            Err(error) => tracing::debug!(%error, "not known whether to stop"),
        }
    }

    fn error(&self) -> OperationError {
        OperationError::Cancelled {
            by: self.by.get().cloned(),
        }
    }
}
