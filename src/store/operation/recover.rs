//! What a crash left behind, and taking it over.

use std::time::{Duration, Instant};

use crate::domain::journal::Term;
use crate::domain::name::{OperationId, ProjectName};
use crate::domain::operation::Operation;
use crate::store::Store;
use crate::store::clock::after;
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::text::Place;

use super::lease::Lease;
use super::row::{Row, columns};

/// Between a yes and the beginning there are milliseconds, and whoever waits for something else says so again and again
/// ([`Store::still_queued`]). What has waited for this long will not begin by itself.
const QUEUED_FOR: Duration = Duration::from_secs(30);

/// No lease is longer (`HAILER_LEASE`), even where two programs' clocks are a little apart. Nor is a clock further ahead.
const LONGEST: Duration = Duration::from_mins(11);

/// As long as a lease usually is.
const USUAL: Duration = Duration::from_secs(30);

impl Store {
    /// The operations that nobody works on, oldest first: running with a lease that has run out (to be adopted), or queued
    /// and never begun (to be settled). What is queued further ahead than any clock is was queued by one that has been put
    /// back since.
    pub async fn interrupted(&self) -> Result<Vec<Operation>, StoreError> {
        self.synchronise_clock().await?;
        let now = self.now();
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM operations LEFT JOIN project_locks ON project_locks.operation = operations.id \
             WHERE (operations.state = 'running' AND project_locks.lease_until <= $1) \
                OR (operations.state = 'queued' AND (operations.queued_at <= $2 OR operations.queued_at > $3)) \
             ORDER BY operations.queued_at, operations.id"
        ))
        .bind(now)
        .bind(now - QUEUED_FOR)
        .bind(after(now, LONGEST));
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Whoever begins the queued operation lives, and waits until something else has ended: it counts as queued only now, so that
    /// nobody takes it for abandoned.
    pub async fn still_queued(&self, operation: &OperationId) -> Result<(), StoreError> {
        self.synchronise_clock().await?;
        let statement =
            sql("UPDATE operations SET queued_at = $2 WHERE id = $1 AND state = 'queued'")
                .bind(operation)
                .bind(self.now());
        self.database.execute(statement).await.map(|_| ())
    }

    /// A lease that lasts for longer than any may was taken by a clock that has been put back since. It begins now, where leases
    /// are of this `length`: whoever took it and lives renews it after a third of that, and whoever was killed doesn't keep the
    /// project for as long as the clock was off.
    pub async fn cut_leases(&self, length: Duration) -> Result<(), StoreError> {
        self.synchronise_clock().await?;
        let now = self.now();
        let too_long = sql("SELECT project FROM project_locks WHERE lease_until > $1 LIMIT 1")
            .bind(after(now, LONGEST));
        // Whoever writes waits for its turn, and mostly there is nothing to write.
        let found: Option<(String,)> = self.database.optional(too_long).await?;
        if found.is_some() {
            let statement = sql("UPDATE project_locks SET lease_until = $1 WHERE lease_until > $2")
                .bind(after(now, USUAL.max(length)))
                .bind(after(now, LONGEST));
            self.database.execute(statement).await?;
        }
        Ok(())
    }

    /// Takes a running operation over whose lease has run out. Of several that try, one has it; the fence grows, so that
    /// whoever had it before can't commit another intent.
    pub async fn adopt(
        &self,
        operation: &OperationId,
        length: Duration,
    ) -> Result<Lease, StoreError> {
        let asked = Instant::now();
        self.synchronise_clock().await?;
        let now = self.now();
        let mut transaction = self.database.begin().await?;
        let statement = sql(
            "UPDATE project_locks SET fence = fence + 1, taken_at = $2, lease_until = $3 \
             WHERE operation = $1 AND lease_until <= $2 RETURNING project, fence",
        )
        .bind(operation)
        .bind(now)
        .bind(after(now, length));
        let row: Option<(String, i64)> = transaction.optional(statement).await?;
        let Some((project, fence)) = row else {
            return Err(StoreError::not_found(format!(
                "interrupted operation {operation}"
            )));
        };
        let place = Place {
            table: "project_locks",
            id: &project,
        };
        let project: ProjectName = place.name(&project)?;
        let statement = sql("UPDATE operations SET fence = $2 WHERE id = $1 AND state = 'running'")
            .bind(operation)
            .bind(fence);
        if transaction.execute(statement).await? == 0 {
            return Err(place.corrupt(&format!(
                "operation {operation} has the lock and doesn't run"
            )));
        }
        transaction.commit().await?;
        Ok(Lease {
            operation: operation.clone(),
            project,
            fence,
            length,
            adopted: true,
            term: Term::of(length, asked),
        })
    }
}
