//! The lease of a project's lock: who works on a project, and until when that counts without a word from them.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::domain::journal::Term;
use crate::domain::name::{OperationId, ProjectName};
use crate::domain::operation::Busy;
use crate::store::Store;
use crate::store::clock::after;
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;
use crate::store::text::Place;

/// The lock of one project, held by one operation. It has to be renewed before it runs out; a third of its length is a good
/// interval.
#[derive(Debug, Clone)]
pub struct Lease {
    pub(super) operation: OperationId,
    pub(super) project: ProjectName,
    pub(super) fence: i64,
    pub(super) length: Duration,
    /// Whether the operation was another's before.
    pub(super) adopted: bool,
    pub(super) term: Term,
}

impl Lease {
    /// The operation that holds it.
    #[must_use]
    pub const fn operation(&self) -> &OperationId {
        &self.operation
    }

    /// The Compose project that it locks.
    #[must_use]
    pub const fn project(&self) -> &ProjectName {
        &self.project
    }

    /// The fencing token: greater than that of every earlier lease of this project.
    #[must_use]
    pub const fn fence(&self) -> i64 {
        self.fence
    }

    /// How long it lasts without being renewed.
    #[must_use]
    pub const fn length(&self) -> Duration {
        self.length
    }

    /// Until when it counts by this process's own clock.
    #[must_use]
    pub const fn term(&self) -> &Term {
        &self.term
    }

    pub(super) fn lost(&self) -> StoreError {
        StoreError::LeaseLost {
            project: self.project.clone(),
            operation: self.operation.clone(),
        }
    }
}

impl Store {
    /// Holds the lock for another length of the lease, from now by the database's clock, which is read again for it. A lease
    /// that has run out can be renewed as long as nobody has taken the operation over. Says until when it lasts.
    pub async fn renew(&self, lease: &Lease) -> Result<DateTime<Utc>, StoreError> {
        let asked = Instant::now();
        self.synchronise_clock().await?;
        let until = after(self.now(), lease.length);
        let statement = sql("UPDATE project_locks SET lease_until = $4 \
             WHERE project = $1 AND operation = $2 AND fence = $3")
        .bind(&lease.project)
        .bind(&lease.operation)
        .bind(lease.fence)
        .bind(until);
        if self.database.execute(statement).await? == 0 {
            return Err(lease.lost());
        }
        lease.term.renew(asked);
        Ok(until)
    }

    /// Lets the lease run out now: the operation is interrupted, and whoever looks for such ones takes it over at once.
    pub async fn hand_over(&self, lease: &Lease) -> Result<(), StoreError> {
        lease.term.end();
        let statement = sql("UPDATE project_locks SET lease_until = $4 \
             WHERE project = $1 AND operation = $2 AND fence = $3")
        .bind(&lease.project)
        .bind(&lease.operation)
        .bind(lease.fence)
        // Past by the clock of every program, which are some milliseconds apart.
        .bind(DateTime::UNIX_EPOCH);
        match self.database.execute(statement).await? {
            0 => Err(lease.lost()),
            _ => Ok(()),
        }
    }

    /// Who has the lock of `project`, if anybody.
    pub async fn busy(&self, project: &ProjectName) -> Result<Option<Busy>, StoreError> {
        let statement = sql(
            "SELECT operations.id, operations.action, operations.actor_name, project_locks.taken_at, \
                    project_locks.lease_until \
             FROM project_locks JOIN operations ON operations.id = project_locks.operation \
             WHERE project_locks.project = $1",
        )
        .bind(project);
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(|row| row.read(project, self.now())).transpose()
    }
}

/// Takes the lock of `project` for `operation`, if it is free; a lease that has run out doesn't free it, since the project
/// may be halfway. Gives the fence.
pub(super) async fn take_lock(
    transaction: &mut Transaction<'_>,
    project: &ProjectName,
    operation: &OperationId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    let statement = sql(
        "INSERT INTO project_locks (project, fence, operation, taken_at, lease_until, last_step) \
         VALUES ($1, 1, $2, $3, $4, 0) ON CONFLICT (project) DO UPDATE \
         SET fence = project_locks.fence + 1, operation = excluded.operation, taken_at = excluded.taken_at, \
             lease_until = excluded.lease_until, last_step = 0 \
         WHERE project_locks.operation IS NULL RETURNING fence",
    )
    .bind(project)
    .bind(operation)
    .bind(now)
    .bind(until);
    let row: Option<(i64,)> = transaction.optional(statement).await?;
    Ok(row.map(|(fence,)| fence))
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    action: String,
    actor_name: String,
    taken_at: DateTime<Utc>,
    lease_until: DateTime<Utc>,
}

impl Row {
    fn read(self, project: &ProjectName, now: DateTime<Utc>) -> Result<Busy, StoreError> {
        let place = Place {
            table: "operations",
            id: &self.id,
        };
        Ok(Busy {
            project: project.clone(),
            operation: place.name(&self.id)?,
            action: place.word(self.action)?,
            by: self.actor_name,
            since: self.taken_at,
            lapsed: self.lease_until <= now,
        })
    }
}
