//! What is still to be told: how an operation ended. The row is written with the end, in one transaction, and goes with the
//! letter that tells it, so between the two it can't be lost.
//!
//! At a terminal whoever was asked prints the answer there and then; only what another program brought to an end has a row.
//! In a chat every end has one, since nobody sees there that a program ended before it answered.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::domain::name::OperationId;
use crate::domain::operation::Operation;
use crate::store::Store;
use crate::store::clock::before;
use crate::store::database::{Statement, Transaction, sql};
use crate::store::error::StoreError;

use super::row::{Row, columns};

/// How long whoever was asked has to tell it, before others do. Theirs is the answer to the command, with all that belongs
/// to it; but usually it comes within milliseconds of the end.
const ASKED_TELLS_WITHIN: Duration = Duration::from_secs(10);

/// An operation whose end is still to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Untold {
    /// The operation.
    pub operation: Operation,
    /// Whether it had been interrupted, and another program than the one that was asked ended it.
    pub interrupted: bool,
}

impl Store {
    /// The operations whose end is still to be told in their conversations, oldest first.
    pub async fn untold(&self) -> Result<Vec<Untold>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            ", notices.asked_tells FROM operations JOIN notices ON notices.operation = operations.id \
             WHERE NOT notices.asked_tells OR notices.made_at <= $1 ORDER BY notices.made_at, operations.id"
        ))
        .bind(before(self.now(), ASKED_TELLS_WITHIN));
        let rows: Vec<Noticed> = self.database.all(statement).await?;
        rows.into_iter().map(Noticed::read).collect()
    }

    /// How the operation ended was told where it belongs. Said twice, or of one that nothing is to be told of, it is fine.
    pub async fn told(&self, operation: &OperationId) -> Result<(), StoreError> {
        self.database.execute(telling(operation)).await?;
        Ok(())
    }
}

fn telling(operation: &OperationId) -> Statement {
    sql("DELETE FROM notices WHERE operation = $1").bind(operation)
}

/// Its end is to be told; `asked_tells`: by whoever was asked, if they come to it.
pub(super) async fn to_tell(
    transaction: &mut Transaction<'_>,
    ended: &OperationId,
    asked_tells: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement =
        sql("INSERT INTO notices (operation, made_at, asked_tells) VALUES ($1, $2, $3)")
            .bind(ended)
            .bind(now)
            .bind(asked_tells);
    transaction.execute(statement).await?;
    Ok(())
}

/// Whether what is said of the operation now wasn't told before: it has not ended, or its end is told by this.
pub(in crate::store) async fn is_news(
    transaction: &mut Transaction<'_>,
    operation: &OperationId,
) -> Result<bool, StoreError> {
    if transaction.execute(telling(operation)).await? > 0 {
        return Ok(true);
    }
    let statement =
        sql("SELECT id FROM operations WHERE id = $1 AND ended_at IS NOT NULL").bind(operation);
    let ended: Option<(String,)> = transaction.optional(statement).await?;
    Ok(ended.is_none())
}

#[derive(sqlx::FromRow)]
struct Noticed {
    #[sqlx(flatten)]
    row: Row,
    asked_tells: bool,
}

impl Noticed {
    fn read(self) -> Result<Untold, StoreError> {
        Ok(Untold {
            operation: self.row.read()?,
            interrupted: !self.asked_tells,
        })
    }
}
