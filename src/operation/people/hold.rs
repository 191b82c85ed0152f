//! `/docker-lock`, `/docker-unlock`: a person keeps a project as it is. Whom that keeps from what is policy's to say.

use std::time::Duration;

use crate::domain::actor::Actor;
use crate::domain::codebase::Codebase;
use crate::domain::hold::Hold;
use crate::domain::name::CodebaseName;
use crate::domain::policy::{Approved, same_person};
use crate::operation::{Context, OperationError};
use crate::reply::{self, Reply};
use crate::store::HoldError;

/// How long a hold lasts where nothing else is said.
const USUALLY: Duration = Duration::from_hours(24);

/// Keeps the project as it is, for `length`. A hold of one's own is replaced; another's stays.
pub async fn hold(
    context: &Context,
    approved: &Approved,
    codebase: &Codebase,
    (reason, length): (Option<&str>, Option<Duration>),
) -> Result<Reply, OperationError> {
    let wanted = (reason, length.unwrap_or(USUALLY));
    let now = context.store.now();
    let taken = match take(context, approved.actor(), &codebase.name, wanted).await? {
        Ok(taken) => taken,
        Err(another) => return Ok(reply::held_already(&codebase.name, &another, now)),
    };
    let busy = match &codebase.docker {
        Some(docker) => context.store.busy(&docker.compose_project).await?,
        None => None,
    };
    Ok(reply::held(&codebase.name, &taken, busy.as_ref(), now))
}

/// `Err` with another's hold.
async fn take(
    context: &Context,
    holder: &Actor,
    codebase: &CodebaseName,
    (reason, length): (Option<&str>, Duration),
) -> Result<Result<Hold, Box<Hold>>, OperationError> {
    let store = &context.store;
    match store.hold(codebase, holder, reason, length).await {
        Err(HoldError::Held(found)) if same_person(&found.holder, holder) => {
            // Their own, taken from elsewhere.
            store.unhold(codebase, &found.holder.principal).await?;
        }
        Err(HoldError::Held(found)) => return Ok(Err(found)),
        Err(HoldError::Store(error)) => return Err(error.into()),
        Ok(taken) => return Ok(Ok(taken)),
    }
    match store.hold(codebase, holder, reason, length).await {
        Ok(taken) => Ok(Ok(taken)),
        Err(HoldError::Held(found)) => Ok(Err(found)),
        Err(HoldError::Store(error)) => Err(error.into()),
    }
}

/// Ends the hold on the project, one's own or, where policy allows that, another's.
pub async fn unhold(
    context: &Context,
    _approved: &Approved,
    codebase: &Codebase,
) -> Result<Reply, OperationError> {
    let store = &context.store;
    let Some(hold) = store.hold_of(&codebase.name).await? else {
        return Ok(reply::not_held(&codebase.name));
    };
    let ended = store.unhold(&codebase.name, &hold.holder.principal).await?;
    Ok(if ended {
        reply::unheld(&codebase.name, &hold)
    } else {
        reply::not_held(&codebase.name)
    })
}
