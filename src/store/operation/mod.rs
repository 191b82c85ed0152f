//! Operations: begun under a lease of their project's lock, journalled step by step, ended in one transaction.
//!
//! The lock is a row a project with a fence, a number that grows whenever the lock changes hands. Every row of the journal is
//! written against the fence, so whoever has lost the lock can't commit another intent. Statements touch the lock before
//! the operation, everywhere, so that none waits for the other in a circle.

mod begin;
mod finish;
mod journal;
mod lease;
mod notice;
mod recover;
mod row;
mod stop;

use chrono::{DateTime, Utc};

use crate::domain::actor::Conversation;
use crate::domain::name::{CodebaseName, OperationId};
use crate::domain::operation::Operation;

use super::Store;
use super::database::sql;
use super::error::StoreError;
use row::{Row, columns};

pub use begin::BeginError;
pub use lease::Lease;
pub use notice::{Unannounced, Untold};

pub(super) use notice::{announces, is_news};

impl Store {
    /// The operation of this id.
    pub async fn operation(&self, id: &OperationId) -> Result<Option<Operation>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM operations WHERE id = $1"
        ))
        .bind(id);
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(Row::read).transpose()
    }

    /// The last `limit` operations on `codebase`, newest first.
    pub async fn recent_operations(
        &self,
        codebase: &CodebaseName,
        limit: u32,
    ) -> Result<Vec<Operation>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM operations WHERE codebase = $1 ORDER BY queued_at DESC, id LIMIT $2"
        ))
        .bind(codebase)
        .bind(limit);
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// The operations on `codebase` that were queued in a conversation at that time or later, oldest first.
    pub async fn operations_since(
        &self,
        codebase: &CodebaseName,
        (conversation, since): (&Conversation, DateTime<Utc>),
    ) -> Result<Vec<Operation>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM operations WHERE codebase = $1 AND conversation = $2 AND queued_at >= $3 ORDER BY queued_at, id"
        ))
        .bind(codebase)
        .bind(conversation)
        .bind(since);
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }
}
