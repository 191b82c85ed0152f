//! Ending: state, outcome, the lock and the audit in one transaction.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::domain::actor::Platform;
use crate::domain::audit::{Audited, Verdict};
use crate::domain::journal::OperationState;
use crate::domain::name::OperationId;
use crate::domain::outcome::Outcome;
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;
use crate::store::outbox::Deployment;
use crate::store::text::document;
use crate::store::{Store, audit};

use super::lease::Lease;
use super::notice::{to_announce, to_tell};
use super::row::{Row, columns};

impl Store {
    /// The operation has ended like this; its project's lock is free. Said a second time, because the answer to the first was
    /// lost on the way, it changes nothing and is fine.
    pub async fn finish(&self, lease: &Lease, outcome: &Outcome) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        let statement = sql(
            "UPDATE project_locks SET operation = NULL, taken_at = NULL, lease_until = NULL \
             WHERE project = $1 AND operation = $2 AND fence = $3",
        )
        .bind(&lease.project)
        .bind(&lease.operation)
        .bind(lease.fence);
        if transaction.execute(statement).await? == 0 {
            drop(transaction);
            return self.finished_before(lease).await;
        }
        let end = End {
            operation: &lease.operation,
            from: OperationState::Running,
            outcome,
            by_another: lease.adopted,
        };
        if !end.write(&mut transaction, self.now()).await? {
            return Err(lease.lost());
        }
        let deployment = Deployment {
            operation: lease.operation.clone(),
            state: OperationState::after(outcome),
        };
        let at = (&self.seal, self.now());
        deployment.put(&mut transaction, at).await?;
        transaction.commit().await?;
        self.outbox_bell.ring();
        Ok(())
    }

    async fn finished_before(&self, lease: &Lease) -> Result<(), StoreError> {
        let statement =
            sql("SELECT id FROM operations WHERE id = $1 AND fence = $2 AND ended_at IS NOT NULL")
                .bind(&lease.operation)
                .bind(lease.fence);
        match self.database.optional::<(String,)>(statement).await? {
            Some(_) => Ok(()),
            None => Err(lease.lost()),
        }
    }

    /// A queued operation has ended without ever beginning: what it asked for takes no lock, or will not be done.
    pub async fn settle(
        &self,
        operation: &OperationId,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        self.settle_as(operation, outcome, false).await
    }

    /// The same for one that was found, long after whoever should have begun it.
    pub async fn settle_found(
        &self,
        operation: &OperationId,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        self.settle_as(operation, outcome, true).await
    }

    async fn settle_as(
        &self,
        operation: &OperationId,
        outcome: &Outcome,
        by_another: bool,
    ) -> Result<(), StoreError> {
        let mut transaction = self.database.begin().await?;
        let end = End {
            operation,
            from: OperationState::Queued,
            outcome,
            by_another,
        };
        if !end.write(&mut transaction, self.now()).await? {
            return Err(StoreError::not_found(format!(
                "queued operation {operation}"
            )));
        }
        transaction.commit().await
    }
}

/// The end of an operation, as it will be on record.
struct End<'a> {
    operation: &'a OperationId,
    from: OperationState,
    outcome: &'a Outcome,
    /// Whether another ends it than the one who was asked.
    by_another: bool,
}

impl End<'_> {
    /// Writes it and its row of the audit. Says whether the operation was where it should end from.
    async fn write(
        &self,
        transaction: &mut Transaction<'_>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let outcome = document("the outcome", self.outcome)?;
        let statement = sql(concat!(
            "UPDATE operations SET state = $3, running_on = NULL, outcome = $4, ended_at = $5 \
             WHERE id = $1 AND state = $2 RETURNING ",
            columns!()
        ))
        .bind(self.operation)
        .bind(self.from.as_str())
        .bind(OperationState::after(self.outcome).as_str())
        .bind(outcome.clone())
        .bind(now);
        let Some(row) = transaction.optional::<Row>(statement).await? else {
            return Ok(false);
        };
        let ended = row.read()?;
        // Who sits at the terminal sees it there, or sees that nobody answers.
        if self.by_another || !ended.conversation.is_on(Platform::Console) {
            to_tell(transaction, &ended.id, !self.by_another, now).await?;
        }
        if self.from == OperationState::Running {
            to_announce(transaction, &ended, now).await?;
        }
        let audited = Audited {
            actor: ended.actor,
            conversation: ended.conversation,
            action: ended.action,
            codebase: Some(ended.codebase),
            verdict: Verdict::Ended,
            detail: json!({ "operation": ended.id, "outcome": outcome }),
        };
        transaction.execute(audit::insert(&audited, now)?).await?;
        Ok(true)
    }
}
