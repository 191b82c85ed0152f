//! What is still to be told: how an operation ended that another program brought to an end than the one that was asked. The
//! row is written with the end, and goes when somebody has told it where it belongs.

use chrono::{DateTime, Utc};

use crate::domain::name::OperationId;
use crate::domain::operation::Operation;
use crate::store::Store;
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;

use super::row::{Row, columns};

impl Store {
    /// The operations whose end is still to be told in their conversations, oldest first.
    pub async fn untold(&self) -> Result<Vec<Operation>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM operations JOIN notices ON notices.operation = operations.id \
             ORDER BY notices.made_at, operations.id"
        ));
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// How the operation ended was told where it belongs. Said twice, or of one that nothing is to be told of, it is fine.
    pub async fn told(&self, operation: &OperationId) -> Result<(), StoreError> {
        let statement = sql("DELETE FROM notices WHERE operation = $1").bind(operation);
        self.database.execute(statement).await?;
        Ok(())
    }
}

/// Its end is to be told.
pub(super) async fn to_tell(
    transaction: &mut Transaction<'_>,
    ended: &OperationId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = sql("INSERT INTO notices (operation, made_at) VALUES ($1, $2)")
        .bind(ended)
        .bind(now);
    transaction.execute(statement).await?;
    Ok(())
}
