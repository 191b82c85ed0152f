//! Live messages: the one message of a conversation in which an operation's progress is shown, also after a restart.

use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::store::database::sql;
use crate::store::error::{Rule, StoreError};
use crate::store::text::Place;

use super::Outbox;

impl Outbox {
    /// From now on the progress of `operation` is shown in `message`, by the platform's id.
    pub async fn show_live(
        &self,
        operation: &OperationId,
        conversation: &Conversation,
        message: &str,
    ) -> Result<(), StoreError> {
        let statement = sql(
            "INSERT INTO live_messages (operation, conversation, message) VALUES ($1, $2, $3) \
             ON CONFLICT (operation, conversation) DO UPDATE SET message = excluded.message",
        )
        .bind(operation)
        .bind(conversation)
        .bind(message);
        match self.store.database.execute(statement).await {
            Err(error) if error.breaks(Rule::Reference) => {
                Err(StoreError::not_found(format!("operation {operation}")))
            }
            done => done.map(|_| ()),
        }
    }

    /// The message that shows the progress of `operation` there; `None`: none was sent yet.
    pub async fn live_message(
        &self,
        operation: &OperationId,
        conversation: &Conversation,
    ) -> Result<Option<String>, StoreError> {
        let statement =
            sql("SELECT message FROM live_messages WHERE operation = $1 AND conversation = $2")
                .bind(operation)
                .bind(conversation);
        let row: Option<(String,)> = self.store.database.optional(statement).await?;
        Ok(row.map(|(message,)| message))
    }

    /// What shows there the operations of its codebase that were done before `operation`, the newest 20, by the platform's id.
    pub async fn shown_before(
        &self,
        operation: &OperationId,
        conversation: &Conversation,
    ) -> Result<Vec<(OperationId, String)>, StoreError> {
        let statement = sql(
            "SELECT live.operation, live.message FROM live_messages AS live \
             JOIN operations AS earlier ON earlier.id = live.operation \
             JOIN operations AS own ON own.codebase = earlier.codebase AND own.id <> earlier.id \
                 AND own.ended_at >= earlier.ended_at \
             WHERE own.id = $1 AND live.conversation = $2 AND earlier.state = 'done' \
             ORDER BY earlier.ended_at DESC LIMIT 20",
        )
        .bind(operation)
        .bind(conversation);
        let rows: Vec<(String, String)> = self.store.database.all(statement).await?;
        let read = |(operation, message): (String, String)| {
            let place = Place {
                table: "live_messages",
                id: &operation,
            };
            Ok((place.name(&operation)?, message))
        };
        rows.into_iter().map(read).collect()
    }

    /// What showed `operation` there shows it no more.
    pub async fn forget_live(
        &self,
        operation: &OperationId,
        conversation: &Conversation,
    ) -> Result<(), StoreError> {
        let statement = sql("DELETE FROM live_messages WHERE operation = $1 AND conversation = $2")
            .bind(operation)
            .bind(conversation);
        self.store.database.execute(statement).await.map(|_| ())
    }
}
