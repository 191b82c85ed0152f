//! What a crash left behind is put right before anything else is done, and told.

use std::sync::Arc;

use super::Router;
use crate::domain::actor::Conversation;
use crate::operation::OperationError;
use crate::operation::recover::{self, Recovered};
use crate::reply::{self, Reply, Responder};

/// What became of an operation that had been interrupted, and where it was asked for.
#[derive(Debug)]
pub struct Told {
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
        conversation: operation.conversation,
        reply,
    }
}
