//! What a crash left behind is put right before anything else is done, and told.

mod first;
mod queued;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join_all, ready};
use futures_util::stream::{self, FuturesUnordered, StreamExt};

use super::Router;
use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::domain::operation::Operation;
use crate::operation::recover::{self, Recovered};
use crate::operation::{Ended, OperationError};
use crate::reply::{self, Reply, Responder};
use crate::store::{Unannounced, Untold};
pub(super) use first::First;

/// How an operation ended that somebody else than the one who was asked brings word of.
#[derive(Debug)]
pub struct Told {
    /// Which operation.
    pub operation: OperationId,
    /// The conversation in which it was let happen, or the one in which it is announced.
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

    /// How operations have ended that is still to be told where they were let happen. In a chat that is also an answer
    /// which its program did not come to.
    pub async fn untold(&self) -> Result<Vec<Told>, OperationError> {
        let untold = self.context.store.untold().await?;
        Ok(untold.into_iter().filter_map(still_to_tell).collect())
    }

    /// How operations have ended that is still to be announced.
    pub async fn unannounced(&self) -> Result<Vec<Told>, OperationError> {
        let unannounced = self.context.store.unannounced().await?;
        Ok(unannounced.into_iter().filter_map(to_announce).collect())
    }

    /// How these operations ended was told where it belongs, so nobody needs to tell it again. (What is put into an outbox
    /// says so by itself.)
    pub async fn mark_told(&self, operations: &[OperationId]) -> Result<(), OperationError> {
        for operation in operations {
            self.context.store.told(operation).await?;
        }
        Ok(())
    }
}

/// What is told of an operation that is on record with its end.
fn still_to_tell(
    Untold {
        operation,
        interrupted,
    }: Untold,
) -> Option<Told> {
    let ended = end_on_record(&operation)?;
    Some(if interrupted {
        told(Recovered {
            operation,
            ended: Ok(ended),
        })
    } else {
        Told {
            reply: reply::outcome(&facts(&operation, &ended), &ended.outcome),
            operation: operation.id,
            conversation: operation.conversation,
        }
    })
}

/// What is told of it where every change of its codebase is.
fn to_announce(Unannounced { operation, chat }: Unannounced) -> Option<Told> {
    let ended = end_on_record(&operation)?;
    let by = (
        operation.actor.display_name.as_str(),
        &operation.conversation,
    );
    Some(Told {
        reply: reply::announced(&facts(&operation, &ended), by, &ended.outcome),
        operation: operation.id,
        conversation: chat,
    })
}

fn end_on_record(operation: &Operation) -> Option<Ended> {
    let outcome = operation.outcome.clone()?;
    let began = operation.begun_at.or(operation.ended_at);
    let took = operation.ended_at.zip(began);
    let took = took.and_then(|(ended, began)| (ended - began).to_std().ok());
    Some(Ended {
        operation: operation.id.clone(),
        outcome,
        elapsed: took.unwrap_or_default(),
    })
}

fn told(Recovered { operation, ended }: Recovered) -> Told {
    let by = &operation.actor.display_name;
    let reply = match ended {
        Ok(ended) => reply::recovered(&facts(&operation, &ended), by, &ended.outcome),
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

fn facts<'a>(operation: &'a Operation, ended: &Ended) -> reply::Ended<'a> {
    reply::Ended {
        codebase: &operation.codebase,
        action: operation.action,
        command: operation.command.as_deref(),
        operation: &operation.id,
        took: ended.elapsed,
    }
}
