//! What a crash left behind is put right before anything else is done, and told.

use std::sync::Arc;

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
    /// Brings every operation to an end that nobody works on any more. One whose process is alive is left alone.
    pub async fn recover(
        &self,
        responder: &Arc<dyn Responder>,
    ) -> Result<Vec<Told>, OperationError> {
        let recovered = Box::pin(recover::recover(&self.context, responder)).await?;
        Ok(recovered.into_iter().map(told).collect())
    }

    /// What any Hailer has brought to an end, and is still to be told where it was asked for.
    pub async fn untold(&self) -> Result<Vec<Told>, OperationError> {
        let untold = self.context.store.untold().await?;
        let ended = |operation: Operation| {
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
        };
        Ok(untold.into_iter().filter_map(ended).collect())
    }

    /// It was told where it was asked for, so nobody needs to tell it again.
    pub async fn mark_told(&self, told: &Told) -> Result<(), OperationError> {
        Ok(self.context.store.told(&told.operation).await?)
    }
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
