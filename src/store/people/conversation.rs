//! Conversations: which codebase each speaks of, and which groups an administrator allowed.

use crate::domain::actor::{Actor, Conversation};
use crate::domain::name::CodebaseName;

use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::{Rule, StoreError};
use crate::store::text::Place;

impl Store {
    /// From now on this conversation speaks of `codebase`.
    pub async fn choose_codebase(
        &self,
        conversation: &Conversation,
        codebase: &CodebaseName,
    ) -> Result<(), StoreError> {
        let statement = sql(
            "INSERT INTO conversations (conversation, codebase) VALUES ($1, $2) \
             ON CONFLICT (conversation) DO UPDATE SET codebase = excluded.codebase",
        )
        .bind(conversation)
        .bind(codebase);
        match self.database.execute(statement).await {
            Err(error) if error.breaks(Rule::Reference) => {
                Err(StoreError::not_found(format!("codebase {codebase}")))
            }
            done => done.map(|_| ()),
        }
    }

    /// The codebase that this conversation speaks of; `None` when none was chosen or it was removed.
    pub async fn chosen_codebase(
        &self,
        conversation: &Conversation,
    ) -> Result<Option<CodebaseName>, StoreError> {
        let statement =
            sql("SELECT codebase FROM conversations WHERE conversation = $1").bind(conversation);
        let row: Option<(Option<String>,)> = self.database.optional(statement).await?;
        let place = Place {
            table: "conversations",
            id: conversation.as_str(),
        };
        row.and_then(|(codebase,)| codebase)
            .map(|name| place.name(&name))
            .transpose()
    }

    /// `by` allows commands in this group.
    pub async fn allow_conversation(
        &self,
        conversation: &Conversation,
        by: &Actor,
    ) -> Result<(), StoreError> {
        let statement = sql(
            "INSERT INTO conversations (conversation, allowed, allowed_by, allowed_at) \
             VALUES ($1, TRUE, $2, $3) ON CONFLICT (conversation) DO UPDATE \
             SET allowed = TRUE, allowed_by = excluded.allowed_by, allowed_at = excluded.allowed_at",
        )
        .bind(conversation)
        .bind(&by.principal)
        .bind(self.now());
        self.database.execute(statement).await.map(|_| ())
    }

    /// Whether an administrator allowed this group. One that was never seen is not allowed.
    pub async fn is_allowed(&self, conversation: &Conversation) -> Result<bool, StoreError> {
        let statement =
            sql("SELECT allowed FROM conversations WHERE conversation = $1").bind(conversation);
        let row: Option<(bool,)> = self.database.optional(statement).await?;
        Ok(row.is_some_and(|(allowed,)| allowed))
    }
}
