//! What becomes of one that could not be made.

use crate::domain::name::InstanceName;
use crate::domain::outcome::Outcome;
use crate::operation::OperationError;
use crate::operation::instance::each::ended_badly;
use crate::operation::instance::{recover, remove};
use crate::operation::under_way::UnderWay;

/// Takes away what is there of one that failed, but for one that is kept. What failed at once had nothing made.
pub(super) async fn undone(
    under_way: &UnderWay<'_>,
    name: &InstanceName,
    (error, kept): (&OperationError, bool),
) -> Result<Outcome, OperationError> {
    let journal = under_way.journal().await?;
    let replaced = recover::began_to_destroy(&journal);
    let Some(again) = recover::began_to_make(&journal) else {
        return match (replaced, error.may_pass()) {
            (true, true) => Err(under_way.leave(&error.to_string()).await),
            (true, false) => Ok(ended_badly(error)),
            (false, _) => Ok(untouched(ended_badly(error))),
        };
    };
    if error.may_pass() {
        return Err(under_way.leave(&error.to_string()).await);
    }
    let outcome = ended_badly(error);
    if kept {
        return Ok(outcome);
    }
    under_way.progress("taking away what was made of it", None, false);
    match remove::all_that_was_made(under_way, name, again).await {
        Ok(()) if replaced => Ok(outcome),
        Ok(()) => Ok(untouched(outcome)),
        Err(error) if error.may_pass() => Err(under_way.leave(&error.to_string()).await),
        Err(error) => Ok(ended_badly(&error)),
    }
}

/// The same where nothing is left of it.
fn untouched(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Failed {
            why, last_lines, ..
        } => Outcome::Untouched {
            why,
            last_lines,
            left: vec![],
        },
        other => other,
    }
}
