//! Carries out what was decided, verifies it, and says how the operation has ended.

use super::decide::{Course, Cycle, decide};
use crate::domain::codebase::Codebase;
use crate::domain::container::{Container, State};
use crate::domain::name::ServiceName;
use crate::domain::operation::Operation;
use crate::domain::outcome::Outcome;
use crate::domain::plan::Gate;
use crate::domain::release::NamedRelease;
use crate::engine::{Expects, Watched};
use crate::operation::changeover::{self, Changeover, PutBack};
use crate::operation::context::docker;
use crate::operation::deploy::patience;
use crate::operation::order::Dependencies;
use crate::operation::under_way::UnderWay;
use crate::operation::verify::{self, Deadline, Trouble, Until, kept_up};
use crate::operation::{ObjectError, OperationError, instance, restart, step};

const WHY: &str = "Hailer was interrupted";

/// Brings an operation to an end from wherever it was interrupted. An error leaves it interrupted, to be tried again.
pub(super) async fn carry_on(
    under_way: &UnderWay<'_>,
    interrupted: &Operation,
) -> Result<Outcome, OperationError> {
    if interrupted.codebase.is_instances() {
        return instance::carry_on(under_way).await;
    }
    let store = &under_way.context.store;
    let codebase = store.codebase(&interrupted.codebase).await?;
    let codebase = codebase.ok_or_else(|| OperationError::UnknownCodebase {
        name: interrupted.codebase.clone(),
    })?;
    let gate = gate(under_way, &codebase).await?;
    under_way.settle_gate().await?;
    let ended = match decide(&under_way.journal().await?) {
        Course::Discard(changeover) => {
            let discarded = discard(under_way, &changeover, &gate).await;
            discarded.map(|()| untouched(&changeover))
        }
        Course::Back(changeover) => {
            under_way.progress("putting the old version back", None, false);
            let back = changeover.put_back(under_way, &gate).await;
            back.map(|back| back.after(no_failure(WHY)))
        }
        Course::Forward(changeover) => {
            under_way.progress("finishing", None, false);
            let finished = finish(under_way, &changeover, &gate).await;
            finished.map(|release| Outcome::Done { release })
        }
        Course::Settle(cycle) => {
            let settled = settle(under_way, &cycle, &gate).await;
            settled.map(|()| {
                if cycle.whole {
                    Outcome::done()
                } else {
                    rolled_back(
                        "Hailer was interrupted before all of it was done; what had been stopped runs again",
                    )
                }
            })
        }
    };
    match ended {
        Ok(outcome) => Ok(outcome),
        Err(error) if error.may_pass() => Err(error),
        Err(error) => {
            let project = under_way.project();
            Ok(restart::broken(under_way.context, &codebase, project, error).await)
        }
    }
}

async fn discard(
    under_way: &UnderWay<'_>,
    changeover: &Changeover,
    gate: &Gate,
) -> Result<(), OperationError> {
    changeover.discard(under_way).await?;
    changeover.keep_up(under_way, gate).await
}

fn untouched(changeover: &Changeover) -> Outcome {
    Outcome::Untouched {
        why: WHY.to_owned(),
        last_lines: vec![],
        left: changeover.still_pushed(),
    }
}

/// The outcome where the same containers run as before.
pub(super) fn rolled_back(why: &str) -> Outcome {
    PutBack::default().after(no_failure(why))
}

/// No service is to blame.
fn no_failure(why: &str) -> Trouble {
    Trouble {
        why: why.to_owned(),
        service: None,
        last_lines: vec![],
        differing: vec![],
    }
}

/// The gate for whichever version it will be: the operation's own release, or the live one.
async fn gate(under_way: &UnderWay<'_>, codebase: &Codebase) -> Result<Gate, OperationError> {
    let context = under_way.context;
    let own = changeover::release(under_way).await?;
    let live = context.store.live_release(&codebase.name).await?;
    patience::of_releases(context, docker(codebase)?, own.iter().chain(&live)).await
}

/// Starts what a daemon's restart stopped, tidies up, and verifies once more. Returns the release that is live since.
async fn finish(
    under_way: &UnderWay<'_>,
    changeover: &Changeover,
    gate: &Gate,
) -> Result<Option<Box<NamedRelease>>, OperationError> {
    // First what stays as it is: the new ones may need it.
    let staying = changeover.revive_staying(under_way).await;
    let engine = under_way.context.engine().await?;
    let there = engine.project_containers(under_way.project()).await?;
    let lasting = |container: &&Container| {
        container.operation() == Some(under_way.operation().as_str())
            && !container
                .service()
                .is_some_and(|service| changeover.is_one_shot(service))
    };
    let new: Vec<_> = there.iter().filter(lasting).collect();
    for down in new.iter().filter(|new| new.state != State::Running) {
        step::start(under_way, &down.id).await?;
    }
    let release = changeover.finish(under_way).await?;
    let new = new.iter().map(|new| new.id.clone());
    // What can't be started doesn't keep the release that runs from being put on record.
    let ids: Vec<_> = new.chain(staying?).collect();
    verify_running(under_way, &ids, gate).await?;
    Ok(release)
}

pub(super) async fn settle(
    under_way: &UnderWay<'_>,
    cycle: &Cycle,
    gate: &Gate,
) -> Result<(), OperationError> {
    for id in &cycle.stopping {
        // Started in the middle of stopping it would be told that it runs, and then stop.
        step::stop(under_way, id).await?;
    }
    for id in &cycle.start {
        step::start(under_way, id).await?;
    }
    let engine = under_way.context.engine().await?;
    for id in &cycle.stopped {
        let container = engine.inspect(id).await?;
        if container.state == State::Running {
            let name = container.name;
            return Err(ObjectError::RunsAgain { name }.into());
        }
    }
    verify_running(under_way, &cycle.start, gate).await
}

/// Verifies that containers run, or, one-shots, have run to their end. One that is gone fails it.
async fn verify_running(
    under_way: &UnderWay<'_>,
    ids: &[String],
    gate: &Gate,
) -> Result<(), OperationError> {
    if ids.is_empty() {
        return Ok(());
    }
    let engine = under_way.context.engine().await?;
    let there = engine.project_containers(under_way.project()).await?;
    let (one_shots, _) = Dependencies::of(&there).one_shots(&there);
    let mut watched: Vec<Watched> = Vec::new();
    for id in ids {
        let container = engine.inspect(id).await?;
        let service = container.service().unwrap_or(&container.name);
        let service = ServiceName::new(service)
            .map_err(|error| OperationError::Internal(error.to_string()))?;
        let expects = if one_shots.contains(&service) {
            Expects::Completed
        } else {
            Expects::Ready
        };
        watched.push(verify::watch(&container, service, expects));
    }
    let deadline = Deadline::of(gate.clone());
    kept_up::gate(under_way, &watched, &deadline, Until::Over).await
}
