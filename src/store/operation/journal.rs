//! The journal: a row is committed before each change, and says afterwards what came of it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::journal::{Intent, Step};
use crate::domain::name::OperationId;
use crate::domain::operation::StepRecord;
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::text::{Place, document};

use super::lease::Lease;

impl Store {
    /// Writes down what is about to be done. Only with the [`Intent`] that this gives may it be done; without the lock, or once
    /// the lease has run out, there is none.
    pub async fn intend(&self, lease: &Lease, step: &Step) -> Result<Intent, StoreError> {
        let now = self.now();
        let what = document("the step", step)?;
        let mut transaction = self.database.begin().await?;
        // The row of the lock is written, not just read: one who takes the operation over waits until this step is committed
        // and then sees it, or came first, and then this finds another fence.
        let statement = sql("UPDATE project_locks SET last_step = last_step + 1 \
             WHERE project = $1 AND operation = $2 AND fence = $3 AND lease_until > $4 \
             RETURNING last_step")
        .bind(&lease.project)
        .bind(&lease.operation)
        .bind(lease.fence)
        .bind(now);
        let row: Option<(i64,)> = transaction.optional(statement).await?;
        let Some((number,)) = row else {
            return Err(lease.lost());
        };
        let statement = sql(
            "INSERT INTO operation_steps (operation, step, state, what, intended_at) \
             VALUES ($1, $2, 'intent', $3, $4)",
        )
        .bind(&lease.operation)
        .bind(number)
        .bind(what)
        .bind(now);
        transaction.execute(statement).await?;
        transaction.commit().await?;
        Ok(Intent::committed(
            lease.operation.clone(),
            number,
            lease.term.clone(),
        ))
    }

    /// It was done. `detail` is what a successor needs to know of it, an object without secrets.
    pub async fn done(&self, intent: &Intent, detail: Value) -> Result<(), StoreError> {
        if !detail.is_object() {
            return Err(StoreError::Unstorable {
                what: "the detail of a step",
                why: "it is no object".to_owned(),
            });
        }
        self.end_step(intent, "done", detail).await
    }

    /// It was tried and failed.
    pub async fn failed(&self, intent: &Intent, why: &str) -> Result<(), StoreError> {
        self.end_step(intent, "failed", json!({ "why": why })).await
    }

    /// What was about to be done counts as failed, and nobody can say any more that it was done: [`Store::done`] finds no such
    /// row. What is over by now stays as it is.
    pub async fn withdraw(
        &self,
        operation: &OperationId,
        number: i64,
        why: &str,
    ) -> Result<(), StoreError> {
        let detail = json!({ "why": why });
        let ended = self.end_row((operation, number), "failed", detail);
        ended.await.map(drop)
    }

    /// Without regard to the lease: what has happened has happened, and who recovers wants to know.
    async fn end_step(
        &self,
        intent: &Intent,
        state: &'static str,
        detail: Value,
    ) -> Result<(), StoreError> {
        let (operation, step) = (intent.operation(), intent.step());
        match self.end_row((operation, step), state, detail).await? {
            0 => Err(StoreError::not_found(format!(
                "step {step} of operation {operation} under way"
            ))),
            _ => Ok(()),
        }
    }

    /// Returns how many rows were still open: one or none.
    async fn end_row(
        &self,
        (operation, number): (&OperationId, i64),
        state: &'static str,
        detail: Value,
    ) -> Result<u64, StoreError> {
        let statement = sql(
            "UPDATE operation_steps SET state = $3, detail = $4, ended_at = $5 \
             WHERE operation = $1 AND step = $2 AND state = 'intent'",
        )
        .bind(operation)
        .bind(number)
        .bind(state)
        .bind(detail)
        .bind(self.now());
        self.database.execute(statement).await
    }

    /// The journal of an operation, in order.
    pub async fn steps(&self, operation: &OperationId) -> Result<Vec<StepRecord>, StoreError> {
        let statement = sql(
            "SELECT operation, step, state, what, detail, intended_at, ended_at FROM operation_steps \
             WHERE operation = $1 ORDER BY step",
        )
        .bind(operation);
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    operation: String,
    step: i64,
    state: String,
    what: Value,
    detail: Option<Value>,
    intended_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl Row {
    fn read(self) -> Result<StepRecord, StoreError> {
        let id = format!("{} step {}", self.operation, self.step);
        let place = Place {
            table: "operation_steps",
            id: &id,
        };
        Ok(StepRecord {
            number: self.step,
            step: place.document(self.what)?,
            state: place.word(self.state)?,
            detail: self.detail,
            intended_at: self.intended_at,
            ended_at: self.ended_at,
        })
    }
}
