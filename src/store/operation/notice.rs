//! What is still to be told: how an operation ended that another program brought to an end than the one that was asked. The
//! row is written with the end, and goes when somebody has told it where it belongs.

use chrono::{DateTime, Utc};

use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::domain::operation::Operation;
use crate::store::Store;
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;
use crate::store::outbox::END;

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

    /// The operations that ended in a chat, or a topic of it, at `since` or later, and of whose end nothing was put out:
    /// a program ended between the end and the word of it.
    pub async fn ended_unsaid(
        &self,
        chat: &Conversation,
        since: DateTime<Utc>,
    ) -> Result<Vec<Operation>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM operations WHERE (conversation = $1 OR conversation LIKE $2) AND ended_at >= $3 \
             AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.key = CAST($4 AS TEXT) || operations.id) \
             ORDER BY ended_at, operations.id"
        ))
        .bind(chat)
        .bind(format!("{chat}/%"))
        .bind(since)
        .bind(END);
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
