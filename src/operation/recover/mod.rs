//! After a crash: every operation that nobody works on any more is taken over and brought to an end, forward where its gate
//! had passed, back everywhere else.
//!
//! What to do is decided from the journal alone (`decide`, pure); `carry_on` acts and verifies. Each of its steps is
//! journalled too, so a recovery that is killed is itself recovered. An operation whose lease still lasts is left alone.

mod carry_on;
mod decide;
mod give_up;

use std::sync::Arc;
use std::time::Duration;

use super::under_way::{self, Ended};
use super::{Context, OperationError};
use crate::domain::journal::OperationState;
use crate::domain::operation::Operation;
use crate::domain::outcome::Outcome;
use crate::reply::Responder;
use crate::store::StoreError;

pub(super) use give_up::give_up;

/// An operation that had been interrupted.
#[derive(Debug)]
pub struct Recovered {
    /// What it was, who let it happen, and where its outcome is to be told.
    pub operation: Operation,
    /// How it has ended; an error where it couldn't be brought to an end, so that it is tried again the next time.
    pub ended: Result<Ended, OperationError>,
}

/// The operations that nobody works on any more, oldest first.
pub async fn interrupted(context: &Context) -> Result<Vec<Operation>, OperationError> {
    context.store.cut_leases(context.lease).await?;
    Ok(context.store.interrupted().await?)
}

/// Brings one of them to an end. `None` where it is somebody else's, or has begun, meanwhile.
pub async fn recover(
    context: &Context,
    operation: Operation,
    responder: &Arc<dyn Responder>,
) -> Option<Recovered> {
    let ended = match operation.state {
        OperationState::Queued => settle(context, &operation).await,
        _ => take_over(context, &operation, responder).await,
    };
    let ended = ended.transpose()?;
    Some(Recovered { operation, ended })
}

/// It never began, so there is nothing to undo. `None`: it has begun meanwhile.
async fn settle(context: &Context, queued: &Operation) -> Result<Option<Ended>, OperationError> {
    let outcome = Outcome::untouched("Hailer was interrupted before it began");
    let settled = context.store.settle_found(&queued.id, &outcome);
    match context.recording("settle", settled).await {
        Ok(()) => Ok(Some(Ended {
            operation: queued.id.clone(),
            outcome,
            elapsed: Duration::ZERO,
        })),
        Err(StoreError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// `None`: another has taken it over meanwhile.
async fn take_over(
    context: &Context,
    interrupted: &Operation,
    responder: &Arc<dyn Responder>,
) -> Result<Option<Ended>, OperationError> {
    // Without the engine nothing can be put right, nor known: it stays interrupted.
    // But for programs, which need none.
    if !interrupted.codebase.is_instances() {
        context.engine().await?;
    }
    under_way::take_over(context, interrupted, responder, async |under_way| {
        carry_on::carry_on(under_way, interrupted).await
    })
    .await
}
