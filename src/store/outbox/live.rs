//! Live messages: the one message of a conversation in which an operation's progress is shown, also after a restart.

use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::store::database::sql;
use crate::store::error::{Rule, StoreError};

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
}
