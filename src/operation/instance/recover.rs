//! An operation on instances that was interrupted is brought to an end: what was being made is taken away again, what was being
//! destroyed or emptied is finished, and of the rest it is said how it stands.

use super::destroy::finish;
use super::each::ended_badly;
use super::reset::anew;
use super::{OperationError, cycle, process, remove};
use crate::domain::action::Action;
use crate::domain::instance::{Life, Runs};
use crate::domain::journal::Step;
use crate::domain::name::InstanceName;
use crate::domain::operation::{StepRecord, StepState};
use crate::domain::outcome::Outcome;
use crate::operation::under_way::UnderWay;

const WHY: &str = "Hailer was interrupted";

/// From wherever it was interrupted. An error leaves it interrupted, to be tried again.
pub(in crate::operation) async fn carry_on(
    under_way: &UnderWay<'_>,
) -> Result<Outcome, OperationError> {
    let journal = under_way.journal().await?;
    match end(under_way, &journal).await {
        Err(error) if error.may_pass() => Err(error),
        Err(error) => Ok(ended_badly(&error)),
        outcome => outcome,
    }
}

/// What was under way as a whole. Volumes and images are removed as a part of that, or by a prune, which is none.
fn whole(journal: &[StepRecord]) -> Option<Step> {
    let find = |is_it: fn(&Step) -> bool| {
        let found = journal.iter().rev().find(|record| is_it(&record.step));
        found.map(|record| record.step.clone())
    };
    find(|step| {
        matches!(
            step,
            Step::MakeInstance { .. }
                | Step::ResetInstance { .. }
                | Step::DestroyInstance { .. }
                | Step::StopAndStart { .. }
                | Step::ChangeInstances { .. }
        )
    })
    .or_else(|| find(|step| matches!(step, Step::RemoveImage { .. } | Step::RemoveVolume { .. })))
}

/// Whether the container that an instance has was started: from then on people may have used it.
fn was_started(journal: &[StepRecord], container: Option<&String>) -> bool {
    journal.iter().any(|record| {
        record.state == StepState::Done
            && matches!(&record.step, Step::StartContainer { container: id, .. } if Some(id) == container)
    })
}

/// Whether it was stopped for certain.
fn was_stopped(journal: &[StepRecord], container: &str) -> bool {
    journal.iter().any(|record| {
        record.state == StepState::Done
            && matches!(&record.step, Step::StopContainer { container: id } if id == container)
    })
}

/// Whether a journal says that making one has begun, and if so, whether over volumes that were there.
pub(super) fn began_to_make(journal: &[StepRecord]) -> Option<bool> {
    journal.iter().find_map(|record| match record.step {
        Step::MakeInstance { again, .. } => Some(again),
        _ => None,
    })
}

/// Whether a journal says that destroying one has begun.
pub(super) fn began_to_destroy(journal: &[StepRecord]) -> bool {
    let destroys = |record: &StepRecord| matches!(record.step, Step::DestroyInstance { .. });
    journal.iter().any(destroys)
}

async fn end(under_way: &UnderWay<'_>, journal: &[StepRecord]) -> Result<Outcome, OperationError> {
    let store = &under_way.context.store;
    let replaced = began_to_destroy(journal);
    match whole(journal) {
        Some(Step::MakeInstance { name, again }) => {
            remove::all_that_was_made(under_way, &name, again).await?;
            if replaced {
                return Ok(interrupted(format!(
                    "{WHY} while {name} was being made anew; nothing is left of it, nor of the one before"
                )));
            }
            Ok(Outcome::untouched(format!(
                "{WHY} while {name} was being made; nothing is left of it"
            )))
        }
        Some(Step::DestroyInstance { name, volumes }) => {
            if let Some(instance) = store.instance(&name).await? {
                finish(under_way, &instance, volumes).await?;
            }
            let operation = store.operation(under_way.operation()).await?;
            let meant_another = operation.is_some_and(|operation| {
                matches!(operation.action, Action::Reset | Action::ResetOther)
            });
            if meant_another {
                return Ok(interrupted(format!(
                    "{WHY} before {name} was made anew; the one before is gone"
                )));
            }
            Ok(Outcome::done())
        }
        Some(Step::ResetInstance { name }) => match store.instance(&name).await? {
            Some(instance) if was_started(journal, instance.container.as_ref()) => {
                cycle::runs_again(under_way, instance).await?;
                Ok(Outcome::done())
            }
            Some(instance) => {
                anew(under_way, instance).await?;
                Ok(Outcome::done())
            }
            None => Ok(Outcome::untouched(format!("{WHY}; {name} is gone"))),
        },
        Some(Step::StopAndStart { stop, start }) => {
            settle(under_way, journal, (&stop, &start)).await
        }
        Some(Step::ChangeInstances { names }) => several(under_way, names).await,
        Some(_) => Ok(interrupted(format!(
            "{WHY} in the middle of it; ask again to go on"
        ))),
        None => Ok(Outcome::untouched(WHY)),
    }
}

/// Each of several has an operation of its own, which is brought to an end by itself.
async fn several(
    under_way: &UnderWay<'_>,
    names: Vec<InstanceName>,
) -> Result<Outcome, OperationError> {
    let mut left = Vec::new();
    for name in names {
        if under_way.context.store.instance(&name).await?.is_some() {
            left.push(name.to_string());
        }
    }
    Ok(match left.as_slice() {
        [] => Outcome::done(),
        left => interrupted(format!(
            "{WHY}, so not all of it may be done; look at {}",
            left.join(", ")
        )),
    })
}

/// A restart and a start are finished; a stop, too.
async fn settle(
    under_way: &UnderWay<'_>,
    journal: &[StepRecord],
    (stopping, starting): (&[String], &[String]),
) -> Result<Outcome, OperationError> {
    let store = &under_way.context.store;
    let all = store.instances().await?;
    let of = |id: &String| {
        let found = all
            .iter()
            .find(|instance| instance.container.as_ref() == Some(id));
        found
            .filter(|instance| instance.life == Life::There)
            .cloned()
    };
    // What is to start again may run still from before, or since: which, the journal alone tells.
    let is_over = |id: &&String| starting.contains(id) && was_stopped(journal, id);
    for id in stopping.iter().filter(|id| !is_over(id)) {
        let Some(instance) = of(id) else { continue };
        if instance.made.runs == Runs::Process {
            process::stop(under_way, &instance, None).await?;
        } else {
            let engine = under_way.context.engine().await?;
            let step = Step::StopContainer {
                container: id.clone(),
            };
            let ends = async |intent: &_| engine.stop(intent, id, None).await;
            under_way.step(step, ends).await?;
        }
        let stopped = store.instance_is_stopped(&instance.name);
        under_way.record("instance", stopped).await?;
    }
    for id in starting {
        let Some(instance) = of(id) else { continue };
        cycle::runs_again(under_way, instance).await?;
    }
    Ok(Outcome::done())
}

fn interrupted(why: String) -> Outcome {
    Outcome::Failed {
        why,
        service: None,
        last_lines: vec![],
        production: None,
        differing: vec![],
    }
}
