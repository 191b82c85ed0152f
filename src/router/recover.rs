//! What a crash left behind is put right before anything else is done, and told.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join_all, ready};
use futures_util::stream::{self, FuturesUnordered, StreamExt};

use chrono::{DateTime, Utc};

use super::Router;
use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::domain::operation::Operation;
use crate::operation::recover::{self, Recovered};
use crate::operation::{Ended, OperationError};
use crate::reply::{self, Reply, Responder};

/// What became of an operation that had been interrupted, and where it was asked for.
#[derive(Debug)]
pub struct Told {
    /// Which operation.
    pub operation: OperationId,
    /// The conversation in which it was let happen.
    pub conversation: Conversation,
    /// What is said there.
    pub reply: Reply,
}

impl Router {
    /// Brings every operation to an end that nobody works on any more, side by side: the projects have nothing to do with
    /// each other. One whose process is alive is left alone.
    pub async fn recover(
        &self,
        responder: &Arc<dyn Responder>,
    ) -> Result<Vec<Told>, OperationError> {
        let found = recover::interrupted(&self.context).await?;
        let each = found
            .into_iter()
            .map(|one| self.recover_one(one, responder));
        Ok(join_all(each).await.into_iter().flatten().collect())
    }

    /// The same for one operation, if it is among them.
    pub(super) async fn recover_only(
        &self,
        operation: &OperationId,
        responder: &Arc<dyn Responder>,
    ) -> Result<Option<Told>, OperationError> {
        let found = recover::interrupted(&self.context).await?;
        match found.into_iter().find(|one| one.id == *operation) {
            Some(one) => Ok(self.recover_one(one, responder).await),
            None => Ok(None),
        }
    }

    /// Looks for interrupted operations at once and then after each `pause`. Each is told as soon as it has ended, and none
    /// waits for another. Never ends.
    pub async fn keep_recovering(
        &self,
        responder: &Arc<dyn Responder>,
        pause: Duration,
        mut tell: impl FnMut(Told),
    ) {
        let looks = stream::unfold(Duration::ZERO, async |wait| {
            tokio::time::sleep(wait).await;
            Some((recover::interrupted(&self.context).await, pause))
        });
        let told = looks.flat_map_unordered(None, |found| {
            let found = found.unwrap_or_else(|error| {
                tracing::warn!(%error, "not known what was interrupted");
                vec![]
            });
            let each = found
                .into_iter()
                .map(|one| self.recover_one(one, responder));
            each.collect::<FuturesUnordered<_>>()
        });
        let mut told = pin!(told.filter_map(ready));
        while let Some(told) = told.next().await {
            tell(told);
        }
    }

    async fn recover_one(&self, one: Operation, responder: &Arc<dyn Responder>) -> Option<Told> {
        Box::pin(recover::recover(&self.context, one, responder))
            .await
            .map(told)
    }

    /// What any Hailer has brought to an end, and is still to be told where it was asked for.
    pub async fn untold(&self) -> Result<Vec<Told>, OperationError> {
        let untold = self.context.store.untold().await?;
        Ok(untold.into_iter().filter_map(ended).collect())
    }

    /// What ended in a chat since then without a word of it in the outbox. It is for an update that is handled a second
    /// time: the first time may have come as far as the end of an operation.
    pub async fn unsaid(
        &self,
        chat: &Conversation,
        since: DateTime<Utc>,
    ) -> Result<Vec<Told>, OperationError> {
        let unsaid = self.context.store.ended_unsaid(chat, since).await?;
        Ok(unsaid.into_iter().filter_map(ended).collect())
    }

    /// It was told where it was asked for, so nobody needs to tell it again.
    pub async fn mark_told(&self, told: &Told) -> Result<(), OperationError> {
        Ok(self.context.store.told(&told.operation).await?)
    }
}

/// What is told of an operation that is on record with its end.
fn ended(operation: Operation) -> Option<Told> {
    let outcome = operation.outcome.clone()?;
    let began = operation.begun_at.or(operation.ended_at);
    let took = operation.ended_at.zip(began);
    let took = took.and_then(|(ended, began)| (ended - began).to_std().ok());
    let ended = Ended {
        operation: operation.id.clone(),
        outcome,
        elapsed: took.unwrap_or_default(),
    };
    Some(told(Recovered {
        operation,
        ended: Ok(ended),
    }))
}

fn told(Recovered { operation, ended }: Recovered) -> Told {
    let by = &operation.actor.display_name;
    let reply = match ended {
        Ok(ended) => {
            let facts = reply::Ended {
                codebase: &operation.codebase,
                action: operation.action,
                command: operation.command.as_deref(),
                operation: &operation.id,
                took: ended.elapsed,
            };
            reply::recovered(&facts, by, &ended.outcome)
        }
        Err(error) => {
            let why = error.to_string();
            reply::not_recovered(&operation.codebase, operation.action, by, &why)
        }
    };
    Told {
        operation: operation.id,
        conversation: operation.conversation,
        reply,
    }
}
