//! A restart, start or stop that somebody cancelled on its way: what it had stopped runs again, what it had started stands
//! still again, and that is verified.

use super::carry_on;
use super::decide::{Cycle, undo};
use crate::domain::codebase::Codebase;
use crate::domain::outcome::Outcome;
use crate::operation::context::docker;
use crate::operation::deploy::patience;
use crate::operation::restart;
use crate::operation::under_way::UnderWay;
use crate::operation::{OperationError, step};

/// Undoes it and says how that went; `by` is who cancelled it.
pub(in crate::operation) async fn give_up(
    under_way: &UnderWay<'_>,
    codebase: &Codebase,
    by: Option<String>,
) -> Result<Outcome, OperationError> {
    let why = OperationError::Cancelled { by: by.clone() }.to_string();
    match put_back(under_way, codebase).await {
        Ok(false) => Ok(Outcome::Cancelled { by, left: vec![] }),
        Ok(true) => Ok(carry_on::rolled_back(&why)),
        Err(second) if second.may_pass() => {
            let why = format!("{why}; putting it back has not come to its end: {second}");
            Err(under_way.leave(&why).await)
        }
        Err(second) => {
            tracing::warn!(why, "putting back what was cancelled failed");
            let project = under_way.project();
            Ok(restart::broken(under_way.context, codebase, project, second).await)
        }
    }
}

/// Returns whether there was anything to put back.
async fn put_back(under_way: &UnderWay<'_>, codebase: &Codebase) -> Result<bool, OperationError> {
    let Some(cycle) = undo(&under_way.journal().await?) else {
        return Ok(false);
    };
    let Cycle { stopped, .. } = &cycle;
    for id in stopped {
        step::stop(under_way, id).await?;
    }
    let context = under_way.context;
    let live = context.store.live_release(&codebase.name).await?;
    let gate = patience::of_releases(context, docker(codebase)?, &live).await?;
    carry_on::settle(under_way, &cycle, &gate).await?;
    Ok(true)
}
