//! What is put out to a repository on GitHub of an operation that brings one of its commits live: that it has begun, and that
//! it has ended, each in the transaction of what it tells. So it doesn't matter who asked for it where, nor who brought it to
//! its end.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::actor::{Conversation, Platform};
use crate::domain::confirmation::Shown;
use crate::domain::journal::OperationState;
use crate::domain::name::OperationId;
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;
use crate::store::text::document;

use super::{Letter, put_into};

/// How an operation stands: the body of a letter whose conversation is a repository and no thread in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// Which.
    pub operation: OperationId,
    /// Running, or how it ended.
    pub state: OperationState,
}

impl Deployment {
    /// Puts it out, where the operation brings a commit live.
    pub(in crate::store) async fn put(
        &self,
        transaction: &mut Transaction<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql(
            "SELECT shown FROM confirmations WHERE id = (SELECT confirmation FROM operations WHERE operations.id = $1)",
        )
        .bind(&self.operation);
        let row: Option<(Option<Value>,)> = transaction.optional(statement).await?;
        // A plan of another version of Hailer may read otherwise: then it isn't known what is brought live.
        let shown = row.and_then(|(shown,)| Shown::deserialize(shown?).ok());
        let source = shown.and_then(|shown| shown.plan.source);
        let Some(commit) = source.as_ref().and_then(|source| source.on_github()) else {
            return Ok(());
        };
        let letter = Letter {
            conversation: Conversation::new(Platform::Github, commit.repository.as_str()),
            tells: vec![],
            body: document("how a deployment stands", self)?,
        };
        put_into(transaction, &letter, now).await.map(|_| ())
    }
}
