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
use crate::domain::plan::SourceState;
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;
use crate::store::seal::Seal;
use crate::store::text::document;

use super::{Letter, put_into};

/// How an operation stands: the body of a letter whose conversation is a repository and no thread in it. Where its commit isn't in
/// that repository, it took the place of one that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// Which.
    pub operation: OperationId,
    /// Running, or how it ended.
    pub state: OperationState,
}

impl Deployment {
    /// Puts it out, where the operation brings a commit live, or where the one was that it replaced.
    pub(in crate::store) async fn put(
        &self,
        transaction: &mut Transaction<'_>,
        (seal, now): (&Seal, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let statement = sql(
            "SELECT shown FROM confirmations WHERE id = (SELECT confirmation FROM operations WHERE operations.id = $1)",
        )
        .bind(&self.operation);
        let row: Option<(Option<Value>,)> = transaction.optional(statement).await?;
        // A plan of another version of Hailer may read otherwise: then it isn't known what is brought live.
        let shown = row.and_then(|(shown,)| Shown::deserialize(shown?).ok());
        let source = shown.and_then(|shown| shown.plan.source);
        let mut repositories: Vec<_> = repository(source.as_ref()).into_iter().collect();
        if self.state == OperationState::Done && self.has_repository(transaction).await? {
            repositories.extend(self.replaced(transaction).await?);
            repositories.dedup();
        }
        for conversation in repositories {
            let letter = Letter {
                conversation,
                tells: vec![],
                says_more: false,
                body: document("how a deployment stands", self)?,
            };
            put_into(transaction, &letter, (seal, now)).await?;
        }
        Ok(())
    }

    /// Whether anything of the codebase can come from GitHub.
    async fn has_repository(&self, transaction: &mut Transaction<'_>) -> Result<bool, StoreError> {
        let statement = sql("SELECT name FROM codebases WHERE repository IS NOT NULL \
             AND name = (SELECT codebase FROM operations WHERE operations.id = $1)")
        .bind(&self.operation);
        let row: Option<(String,)> = transaction.optional(statement).await?;
        Ok(row.is_some())
    }

    /// The repository of the release that was live before the operation's, if it came from one.
    async fn replaced(
        &self,
        transaction: &mut Transaction<'_>,
    ) -> Result<Option<Conversation>, StoreError> {
        let statement = sql(
            "SELECT earlier.source FROM releases AS own JOIN releases AS earlier \
             ON earlier.codebase = own.codebase AND earlier.number <> own.number AND earlier.live_at IS NOT NULL \
             WHERE own.operation = $1 AND own.state = 'live' ORDER BY earlier.live_at DESC, earlier.number DESC LIMIT 1",
        )
        .bind(&self.operation);
        let row: Option<(Option<Value>,)> = transaction.optional(statement).await?;
        let source = row.and_then(|(source,)| SourceState::deserialize(source?).ok());
        Ok(repository(source.as_ref()))
    }
}

fn repository(source: Option<&SourceState>) -> Option<Conversation> {
    let commit = source?.on_github()?;
    let place = commit.repository.as_str();
    Some(Conversation::new(Platform::Github, place))
}
