//! Numbers in the order in which they are given out. Whoever takes some has the others wait until the transaction ends, so
//! that what has the lower number is there first.

use super::database::{Transaction, sql};
use super::error::StoreError;

/// A counter, by its row.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counter {
    Inbox,
    Outbox,
}

impl Counter {
    /// Takes the next `many` numbers, and gives the last of them.
    pub(super) async fn take(
        self,
        transaction: &mut Transaction<'_>,
        many: i64,
    ) -> Result<i64, StoreError> {
        let name = match self {
            Self::Inbox => "inbox",
            Self::Outbox => "outbox",
        };
        let statement =
            sql("UPDATE counters SET given = given + $2 WHERE name = $1 RETURNING given")
                .bind(name)
                .bind(many);
        let row: Option<(i64,)> = transaction.optional(statement).await?;
        let (last,) = row.ok_or_else(|| StoreError::not_found(format!("counter {name}")))?;
        Ok(last)
    }
}
