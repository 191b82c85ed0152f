//! Whether the operation is still this process's: the lease that is renewed, found lost, or let go.

use super::{OperationError, UnderWay};
use crate::operation::{Of, Unfinished};
use crate::store::StoreError;

impl UnderWay<'_> {
    /// A process that stood still may have been taken over: then it does nothing. In the last third of its lease nothing is
    /// begun before it is renewed.
    pub(super) async fn still_mine(&self) -> Result<(), OperationError> {
        if self.lease.term().is_ending() {
            return self.mine().await;
        }
        Ok(())
    }

    /// Asks the store. Where another has taken the operation over, this never ends; the operation does.
    pub(super) async fn mine(&self) -> Result<(), OperationError> {
        match self.context.store.renew(self.lease).await {
            Ok(_) => Ok(()),
            Err(StoreError::LeaseLost { .. }) => self.grip.lose().await,
            Err(error) => Err(error.into()),
        }
    }

    /// Renews the lease. Ends when it is lost, which ends the operation where it stands: another has taken it over.
    pub(super) async fn keep_lease(&self) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(self.lease.length() / 3) => {}
                () = self.grip.lost.cancelled() => return,
            }
            match self.context.store.renew(self.lease).await {
                Ok(_) => {}
                Err(StoreError::LeaseLost { .. }) => return,
                // An unreachable store is not a lost lease yet: the next step asks it again before it acts.
                Err(error) => tracing::warn!(%error, "lease not renewed"),
            }
        }
    }

    fn of(&self) -> Of {
        Of {
            project: self.project().clone(),
            instance: self.of_instance,
        }
    }

    /// What is told of an operation that was lost.
    pub(super) fn taken_over(&self) -> Unfinished {
        tracing::warn!("lease lost: another has taken the operation over");
        Unfinished::TakenOver {
            of: self.of(),
            operation: self.operation().clone(),
        }
    }

    /// Ended in the middle because this process is about to end.
    pub(super) async fn hand_over(&self) -> Unfinished {
        if self.let_go_of_lease().await {
            return self.taken_over();
        }
        Unfinished::HandedOver {
            of: self.of(),
            operation: self.operation().clone(),
        }
    }

    /// Ended in the middle because of something that may pass: nothing is final yet, so no end is put on record, and whoever
    /// looks next goes on from here. Where another has done so already, that is what went wrong.
    pub(in crate::operation) async fn leave(&self, why: &str) -> OperationError {
        let why = self.redactor().redact(why).into_owned();
        tracing::warn!(why, "left in the middle");
        if self.let_go_of_lease().await {
            return self.taken_over().into();
        }
        let left = Unfinished::Left {
            of: self.of(),
            operation: self.operation().clone(),
            why,
        };
        left.into()
    }

    /// So that it needn't be waited for. Returns whether another has it already.
    async fn let_go_of_lease(&self) -> bool {
        let handed_over = self.context.store.hand_over(self.lease).await;
        match &handed_over {
            Ok(()) => tracing::info!("handed over"),
            Err(error) => {
                tracing::warn!(%error, "not handed over: the next Hailer waits for the lease to run out");
            }
        }
        matches!(handed_over, Err(StoreError::LeaseLost { .. }))
    }
}
