//! Starting, stopping and restarting instances.

use std::sync::Arc;
use std::time::Duration;

use super::asked;
use super::create::ready;
use super::each::{Done, each};
use super::plan::plan_cycle;
use super::{InstanceError, process, remove, there};
use crate::domain::instance::{Instance, Runs};
use crate::domain::journal::Step;
use crate::domain::name::InstanceName;
use crate::domain::policy::Approved;
use crate::operation::under_way::UnderWay;
use crate::operation::{Context, OperationError};
use crate::reply::Responder;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cycle {
    /// It starts; one that runs is left alone.
    Start,
    /// It stops, within this time, and stays.
    Stop(Option<Duration>),
    /// It stops, within this time, and starts.
    Restart(Option<Duration>),
}

impl Cycle {
    const fn grace(self) -> Option<Duration> {
        match self {
            Self::Start => None,
            Self::Stop(grace) | Self::Restart(grace) => grace,
        }
    }

    const fn stops(self) -> bool {
        !matches!(self, Self::Start)
    }

    const fn starts(self) -> bool {
        !matches!(self, Self::Stop(_))
    }
}

/// Does it to each, side by side.
pub async fn cycle(
    context: &Context,
    approved: &Approved,
    (names, cycle): (&[InstanceName], Cycle),
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Done<Instance>>, OperationError> {
    let plan = async |names: &[InstanceName]| plan_cycle(context, names, cycle).await;
    each(
        context,
        (approved, responder),
        names,
        plan,
        async |under_way, name| turn(under_way, there(context, name).await?, cycle).await,
    )
    .await
}

async fn turn(
    under_way: &UnderWay<'_>,
    mut instance: Instance,
    cycle: Cycle,
) -> Result<Instance, OperationError> {
    let context = under_way.context;
    if instance.made.runs == Runs::Process {
        return turn_process(under_way, instance, cycle).await;
    }
    let engine = context.engine().await?;
    let name = instance.name.clone();
    let gone = || InstanceError::Gone { name: name.clone() };
    let id = instance.container.clone().ok_or_else(gone)?;
    let found = match engine.inspect(&id).await {
        Err(error) if error.is_not_found() => return Err(gone().into()),
        found => found?,
    };
    remove::of_this_house(under_way, &name, (&found.name, &found.labels)).await?;
    begins(under_way, Some(&id), cycle).await?;
    if cycle.stops() {
        under_way.progress(format!("stopping {name}"), None, false);
        let step = Step::StopContainer {
            container: id.clone(),
        };
        let ends = async |intent: &_| engine.stop(intent, &id, cycle.grace()).await;
        under_way.step(step, ends).await?;
        is_stopped(under_way, &mut instance).await?;
    }
    if cycle.starts() {
        under_way.progress(format!("starting {name}"), None, false);
        starts(under_way, &id).await?;
        // What ends before it is ready was not stopped by anybody.
        let started = context.store.instance_is_there(&name, None);
        under_way.record("instance", started).await?;
        instance = is_ready(under_way, instance).await?;
    }
    Ok(instance)
}

/// Writes down what is about to be done, so that whoever comes after a crash can do the rest of it.
async fn begins(
    under_way: &UnderWay<'_>,
    id: Option<&String>,
    cycle: Cycle,
) -> Result<(), OperationError> {
    let ids = |does: bool| id.filter(|_| does).cloned().into_iter().collect();
    let whole = Step::StopAndStart {
        stop: ids(cycle.stops()),
        start: ids(cycle.starts()),
    };
    under_way
        .step(whole, async |_| Ok::<_, OperationError>(()))
        .await
}

/// Puts on record that it is.
async fn is_stopped(
    under_way: &UnderWay<'_>,
    instance: &mut Instance,
) -> Result<(), OperationError> {
    let store = &under_way.context.store;
    let stopped = store.instance_is_stopped(&instance.name);
    under_way.record("instance", stopped).await?;
    instance.ready_at = None;
    instance.stopped_at = Some(store.now());
    Ok(())
}

/// Does it to a program of this machine.
async fn turn_process(
    under_way: &UnderWay<'_>,
    mut instance: Instance,
    cycle: Cycle,
) -> Result<Instance, OperationError> {
    let name = instance.name.clone();
    begins(under_way, instance.container.as_ref(), cycle).await?;
    if cycle.stops() {
        under_way.progress(format!("stopping {name}"), None, false);
        process::stop(under_way, &instance, cycle.grace()).await?;
        is_stopped(under_way, &mut instance).await?;
    }
    if cycle.starts() {
        under_way.progress(format!("starting {name}"), None, false);
        instance = process::start_again(under_way, instance).await?;
    }
    Ok(instance)
}

/// Has it run, whether or not it does, and waits until it is ready.
pub(super) async fn runs_again(
    under_way: &UnderWay<'_>,
    instance: Instance,
) -> Result<Instance, OperationError> {
    if instance.made.runs == Runs::Process {
        return process::start_again(under_way, instance).await;
    }
    let Some(id) = &instance.container else {
        let name = instance.name;
        return Err(InstanceError::Gone { name }.into());
    };
    starts(under_way, id).await?;
    is_ready(under_way, instance).await
}

/// One that runs is left alone.
async fn starts(under_way: &UnderWay<'_>, id: &str) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let step = Step::StartContainer {
        container: id.to_owned(),
        made_for: None,
    };
    let begins = async |intent: &_| engine.start(intent, id).await;
    under_way.step(step, begins).await
}

/// Waits until it is, and puts that on record.
async fn is_ready(
    under_way: &UnderWay<'_>,
    instance: Instance,
) -> Result<Instance, OperationError> {
    let context = under_way.context;
    let spec = asked::made_from(context, &instance.name).await?;
    under_way.keep_secret(&asked::redactor(&spec));
    let ready_at = ready(under_way, &instance, &spec).await?;
    let there = context
        .store
        .instance_is_there(&instance.name, Some(ready_at));
    under_way.record("instance", there).await?;
    Ok(Instance {
        ready_at: Some(ready_at),
        stopped_at: None,
        ..instance
    })
}
