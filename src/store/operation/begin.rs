//! Beginning: the operation runs and has its project's lock, both or neither.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::domain::journal::{OperationState, Term};
use crate::domain::name::{CodebaseName, OperationId, ProjectName};
use crate::domain::operation::Busy;
use crate::domain::policy::Approved;
use crate::store::Store;
use crate::store::clock::after;
use crate::store::database::{Transaction, sql};
use crate::store::error::{Rule, StoreError};
use crate::store::outbox::Deployment;
use crate::store::random::operation_id;
use crate::store::text::word;

use super::lease::{Lease, take_lock};

/// Why an operation could not begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BeginError {
    /// Another operation has the project's lock.
    #[error(transparent)]
    Busy(Box<Busy>),
    /// It was begun or ended before: a confirmation counts once.
    #[error("operation {operation} can't begin: it is {} already", state.as_str())]
    NotQueued {
        /// The operation.
        operation: OperationId,
        /// Where it stands.
        state: OperationState,
    },
    /// What was approved concerns no codebase.
    #[error("there is no codebase to begin on")]
    NoCodebase,
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Begins what was approved: the operation that its confirmation queued, or a new one where nothing is confirmed. It holds
    /// the lock of `project` for `length` from now, and longer if renewed.
    pub async fn begin(
        &self,
        approved: &Approved,
        project: &ProjectName,
        length: Duration,
    ) -> Result<Lease, BeginError> {
        let codebase = approved.codebase().ok_or(BeginError::NoCodebase)?;
        let asked = Instant::now();
        self.synchronise_clock().await?;
        let now = self.now();
        let mut transaction = self.database.begin().await?;
        let operation = match approved.operation() {
            Some(queued) => queued.clone(),
            None => queue(&mut transaction, approved, codebase, now).await?,
        };
        let until = after(now, length);
        let Some(fence) = take_lock(&mut transaction, project, &operation, now, until).await?
        else {
            drop(transaction);
            return Err(self.why_busy(project).await);
        };
        let lease = Lease {
            operation,
            project: project.clone(),
            fence,
            length,
            adopted: false,
            term: Term::of(length, asked),
        };
        match run(&mut transaction, &lease, now).await {
            Ok(0) => {
                drop(transaction);
                return Err(self.why_not_queued(&lease.operation).await);
            }
            Ok(_) => {}
            Err(error) if error.breaks(Rule::Reference) => {
                return Err(StoreError::not_found(format!("codebase {codebase} any more")).into());
            }
            Err(error) => return Err(error.into()),
        }
        let deployment = Deployment {
            operation: lease.operation.clone(),
            state: OperationState::Running,
        };
        deployment.put(&mut transaction, (&self.seal, now)).await?;
        transaction.commit().await?;
        self.outbox_bell.ring();
        Ok(lease)
    }

    async fn why_busy(&self, project: &ProjectName) -> BeginError {
        match self.busy(project).await {
            Ok(Some(busy)) => BeginError::Busy(Box::new(busy)),
            Ok(None) => BeginError::Store(StoreError::Busy {
                database: self.describe().to_owned(),
                why: format!("the lock of {project} was let go just now"),
            }),
            Err(error) => error.into(),
        }
    }

    async fn why_not_queued(&self, operation: &OperationId) -> BeginError {
        match self.operation(operation).await {
            Ok(Some(found)) => BeginError::NotQueued {
                operation: found.id,
                state: found.state,
            },
            Ok(None) => StoreError::not_found(format!("operation {operation}")).into(),
            Err(error) => error.into(),
        }
    }
}

/// Queues an operation that needs no confirmation.
async fn queue(
    transaction: &mut Transaction<'_>,
    approved: &Approved,
    codebase: &CodebaseName,
    now: DateTime<Utc>,
) -> Result<OperationId, StoreError> {
    let operation = operation_id()?;
    let actor = approved.actor();
    let statement = sql(
        "INSERT INTO operations (id, codebase, action, actor, actor_name, conversation, state, queued_at) \
         VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7)",
    )
    .bind(&operation)
    .bind(codebase)
    .bind(word(&approved.action())?)
    .bind(&actor.principal)
    .bind(&actor.display_name)
    .bind(approved.conversation())
    .bind(now);
    transaction.execute(statement).await?;
    Ok(operation)
}

async fn run(
    transaction: &mut Transaction<'_>,
    lease: &Lease,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let statement = sql(
        "UPDATE operations SET state = 'running', running_on = codebase, project = $2, fence = $3, begun_at = $4 \
         WHERE id = $1 AND state = 'queued'",
    )
    .bind(&lease.operation)
    .bind(&lease.project)
    .bind(lease.fence)
    .bind(now);
    transaction.execute(statement).await
}
