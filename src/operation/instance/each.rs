//! The same done to several instances side by side, each in an operation of its own under its own lock.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt};

use super::InstanceError;
use crate::domain::journal::Step;
use crate::domain::name::{CodebaseName, InstanceName, ProjectName};
use crate::domain::outcome::Outcome;
use crate::domain::plan::Plan;
use crate::domain::policy::Approved;
use crate::operation::under_way::{self, UnderWay};
use crate::operation::{Context, OperationError};
use crate::reply::{Redactor, Responder};

/// How many are changed at a time: each keeps the engine busy.
pub(super) const AT_ONCE: usize = 8;

/// What became of one of them.
#[derive(Debug)]
pub struct Done<T> {
    /// Which.
    pub name: InstanceName,
    /// What became of it.
    pub result: Result<T, OperationError>,
    /// How long that took.
    pub took: Duration,
}

/// Does `work` on each, if what would be done is still what was shown.
pub(super) async fn each<T: Send>(
    context: &Context,
    (approved, responder): (&Approved, &Arc<dyn Responder>),
    names: &[InstanceName],
    plan: impl AsyncFn(&[InstanceName]) -> Result<Plan, OperationError>,
    work: impl AsyncFn(&UnderWay<'_>, &InstanceName) -> Result<T, OperationError>,
) -> Result<Vec<Done<T>>, OperationError> {
    if let [name] = names {
        let first = async |under_way: &UnderWay<'_>, name: &InstanceName| {
            if approved.digest().is_some() {
                as_shown(approved, plan(names).await?)?;
            }
            work(under_way, name).await
        };
        let done = one(context, (approved, responder), name, first).await;
        return match done.result {
            Err(stale @ OperationError::ChangedMeanwhile { .. }) => Err(stale),
            // What a crash has left of it is for the caller to bring to an end first.
            Err(OperationError::Busy(busy)) if busy.lapsed => Err(OperationError::Busy(busy)),
            result => Ok(vec![Done { result, ..done }]),
        };
    }
    let each_once = once(names);
    if approved.operation().is_none() {
        return Ok(all(context, (approved, responder), &each_once, &work).await);
    }
    let mut dones = Ok(Vec::new());
    let whole = whole()?;
    under_way::carry_out(context, approved, &whole, responder, async |under_way| {
        let shown = match plan(names).await.and_then(|plan| as_shown(approved, plan)) {
            Ok(shown) => shown,
            Err(error) => {
                let outcome = failed(under_way, &error).await?;
                dones = Err(error);
                return Ok(outcome);
            }
        };
        let step = Step::ChangeInstances {
            names: each_once.clone(),
        };
        under_way
            .step(step, async |_| Ok::<_, OperationError>(()))
            .await?;
        let part = approved.part();
        // Each is looked at again under its own lock: until then others may change it.
        let work = async |under_way: &UnderWay<'_>, name: &InstanceName| {
            unchanged(&plan(std::slice::from_ref(name)).await?, (&shown, name))?;
            work(under_way, name).await
        };
        let all = all(context, (&part, responder), &each_once, &work).await;
        let outcome = outcome_of(&all);
        dones = Ok(all);
        Ok(outcome)
    })
    .await?;
    dones
}

/// The plan, if it is the one that was confirmed.
fn as_shown(approved: &Approved, plan: Plan) -> Result<Plan, OperationError> {
    if approved.digest() == Some(plan.digest()) {
        Ok(plan)
    } else {
        Err(changed_meanwhile())
    }
}

/// Checks that one of several comes to what was shown of it.
fn unchanged(now: &Plan, (shown, name): (&Plan, &InstanceName)) -> Result<(), OperationError> {
    let was = shown.instances.iter().find(|one| one.name == *name);
    if now.instances.first() == was {
        Ok(())
    } else {
        Err(changed_meanwhile())
    }
}

/// Each name once, in their order.
fn once(names: &[InstanceName]) -> Vec<InstanceName> {
    let mut seen = BTreeSet::new();
    let first = names.iter().filter(|name| seen.insert(*name));
    first.cloned().collect()
}

/// The lock of what concerns several instances at once. No instance has it: all of theirs begin with `hailer-`.
pub(super) fn whole() -> Result<ProjectName, OperationError> {
    ProjectName::new("all-of-hailer-instances")
        .map_err(|wrong| OperationError::Internal(wrong.to_string()))
}

async fn all<T: Send>(
    context: &Context,
    asked: (&Approved, &Arc<dyn Responder>),
    names: &[InstanceName],
    work: &impl AsyncFn(&UnderWay<'_>, &InstanceName) -> Result<T, OperationError>,
) -> Vec<Done<T>> {
    stream::iter(names)
        .map(|name| one(context, asked, name, work))
        .buffered(AT_ONCE)
        .collect()
        .await
}

/// Does it on one, in an operation of its own.
async fn one<T: Send>(
    context: &Context,
    (approved, responder): (&Approved, &Arc<dyn Responder>),
    name: &InstanceName,
    work: impl AsyncFn(&UnderWay<'_>, &InstanceName) -> Result<T, OperationError>,
) -> Done<T> {
    let mut result = Err(InstanceError::Interrupted("it never began".to_owned()).into());
    let carried = under_way::carry_out(
        context,
        approved,
        &name.lock(),
        responder,
        async |under_way| {
            let came = work(under_way, name).await;
            let outcome = match &came {
                Ok(_) => Outcome::done(),
                Err(error) => failed(under_way, error).await?,
            };
            result = came;
            Ok(outcome)
        },
    )
    .await;
    match carried {
        Ok(ended) => Done {
            name: name.clone(),
            result,
            took: ended.elapsed,
        },
        Err(error) => Done {
            name: name.clone(),
            result: Err(error),
            took: Duration::ZERO,
        },
    }
}

/// How an operation ends that failed. What had not begun touched nothing; what may pass is left, to be brought to an end later.
pub(super) async fn failed(
    under_way: &UnderWay<'_>,
    error: &OperationError,
) -> Result<Outcome, OperationError> {
    if under_way.journal().await?.is_empty() {
        let why = error.to_string();
        let redactor = Redactor::builder().build();
        return Ok(Outcome::untouched(redactor.redact(&why).into_owned()));
    }
    if error.may_pass() {
        return Err(under_way.leave(&error.to_string()).await);
    }
    Ok(ended_badly(error))
}

/// How an operation on an instance ended that failed. Where it stands now is for the list to say.
pub(super) fn ended_badly(error: &OperationError) -> Outcome {
    let redactor = Redactor::builder().build();
    let lines = match error {
        OperationError::Instance(error) => error.last_lines(),
        _ => &[],
    };
    Outcome::Failed {
        why: redactor.redact(&error.to_string()).into_owned(),
        service: None,
        last_lines: lines
            .iter()
            .map(|line| redactor.redact(line).into_owned())
            .collect(),
        production: None,
        differing: Vec::new(),
    }
}

fn outcome_of<T>(all: &[Done<T>]) -> Outcome {
    let failed: Vec<_> = all
        .iter()
        .filter_map(|done| Some(format!("{}: {}", done.name, done.result.as_ref().err()?)))
        .collect();
    if failed.is_empty() {
        return Outcome::done();
    }
    Outcome::Failed {
        why: Redactor::builder()
            .build()
            .redact(&failed.join("; "))
            .into_owned(),
        service: None,
        last_lines: Vec::new(),
        production: None,
        differing: Vec::new(),
    }
}

pub(super) fn changed_meanwhile() -> OperationError {
    OperationError::ChangedMeanwhile {
        codebase: CodebaseName::instances(),
    }
}
