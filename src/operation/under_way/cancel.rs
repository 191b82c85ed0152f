//! `/docker-cancel`: asks the operation that has the project, or the instance, to stop at its next step, wherever it runs.
//!
//! It is the operation itself that stops and puts back what it has done; here nothing is changed but the row that asks.

use crate::domain::codebase::Codebase;
use crate::domain::journal::Step;
use crate::domain::name::{InstanceName, ProjectName};
use crate::domain::operation::{StepRecord, StepState};
use crate::domain::policy::Approved;
use crate::operation::context::docker;
use crate::operation::{Context, OperationError};
use crate::reply::{self, Reply, UnderWay, Whose};

/// Asks what is under way on the codebase's project to stop.
pub async fn cancel(
    context: &Context,
    approved: &Approved,
    codebase: &Codebase,
) -> Result<Reply, OperationError> {
    let project = &docker(codebase)?.compose_project;
    cancel_of(
        context,
        approved,
        (Whose::Codebase(&codebase.name), project),
    )
    .await
}

/// Asks what is under way on an instance to stop.
pub async fn cancel_instance(
    context: &Context,
    approved: &Approved,
    name: &InstanceName,
) -> Result<Reply, OperationError> {
    cancel_of(context, approved, (Whose::Instance(name), &name.lock())).await
}

async fn cancel_of(
    context: &Context,
    approved: &Approved,
    (whose, project): (Whose<'_>, &ProjectName),
) -> Result<Reply, OperationError> {
    let Some(busy) = context.store.busy(project).await? else {
        return Ok(reply::nothing_to_cancel(whose));
    };
    if busy.lapsed {
        // Nobody works on it, so nobody would hear of it: it is recovered instead.
        return Err(OperationError::Busy(Box::new(busy)));
    }
    let journal = context.store.steps(&busy.operation).await?;
    let under_way = UnderWay {
        whose,
        busy: &busy,
        last: journal.last(),
        now: context.store.now(),
    };
    // An instance isn't put back: its next port is tried where one is taken, and what fails is taken away.
    let can_go_back = matches!(whose, Whose::Codebase(_));
    if journal.iter().any(has_passed) {
        return Ok(reply::too_late_to_cancel(&under_way));
    }
    let store = &context.store;
    let first = store.asked_to_stop(&busy.operation).await?;
    if can_go_back && first.is_none() && goes_back(&journal) {
        return Ok(reply::goes_back_already(&under_way));
    }
    match store.ask_to_stop(&busy.operation, approved.actor()).await? {
        None => Ok(reply::nothing_to_cancel(whose)),
        Some(first) => Ok(reply::asked_to_stop(&under_way, approved.actor(), &first)),
    }
}

/// Whether the new version was verified: from there on the old one goes.
fn has_passed(record: &StepRecord) -> bool {
    record.step == Step::GatePassed && record.state != StepState::Failed
}

/// Whether it failed by itself and is being put back. A gate and a start are tried again where the engine was restarted meanwhile.
fn goes_back(journal: &[StepRecord]) -> bool {
    let undoes = |record: &StepRecord| match record.step {
        Step::UndoFiles { .. } => true,
        Step::Gate { .. } | Step::StartContainer { .. } => false,
        _ => record.state == StepState::Failed,
    };
    let points = |record: &&StepRecord| matches!(record.step, Step::PointLink { .. });
    // A deploy points production once; the second time is the way back.
    journal.iter().any(undoes) || journal.iter().filter(points).count() > 1
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    fn row(step: Step, state: StepState) -> StepRecord {
        StepRecord {
            number: 1,
            step,
            state,
            detail: None,
            intended_at: Utc::now(),
            ended_at: None,
        }
    }

    fn undoes() -> Step {
        let undo = ".hailer-4fzzk1".to_owned();
        Step::UndoFiles { undo }
    }

    fn starts() -> Step {
        let container = "4fzzk1".to_owned();
        Step::StartContainer {
            container,
            made_for: None,
        }
    }

    fn networks() -> Step {
        let name = "shop_default".to_owned();
        Step::CreateNetwork { name }
    }

    #[test]
    fn what_failed_and_is_tried_again_is_not_on_its_way_back() {
        assert!(!goes_back(&[row(starts(), StepState::Failed)]));
        assert!(goes_back(&[row(networks(), StepState::Failed)]));
        assert!(!goes_back(&[row(networks(), StepState::Done)]));
        assert!(goes_back(&[row(undoes(), StepState::Intent)]));
    }

    #[test]
    fn a_gate_that_nobody_could_say_had_passed_is_none() {
        for (state, passed) in [
            (StepState::Intent, true),
            (StepState::Done, true),
            (StepState::Failed, false),
        ] {
            assert_eq!(has_passed(&row(Step::GatePassed, state)), passed);
        }
    }
}
