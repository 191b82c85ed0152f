//! An instance without an engine: a program of this machine, supervised, with the same states and steps as a container.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::InstanceError;
use super::asked;
use super::create::{Ports, claim};
use crate::domain::container::{Container, PublishedPort};
use crate::domain::instance::{Instance, Runs};
use crate::domain::journal::Step;
use crate::host::{self, About, Checked, NotReady, Why};
use crate::instance::preset::Spec;
use crate::instance::process::{may_run, process};
use crate::instance::ready;
use crate::operation::under_way::UnderWay;
use crate::operation::{Context, OperationError};
use crate::reply::Redactor;

/// How long one is given to stop, where nobody says otherwise: as the engine does.
const GRACE: Duration = Duration::from_secs(10);

/// What it is to run as here.
pub(super) async fn runs(context: &Context, spec: &Spec) -> Result<Runs, OperationError> {
    match context.engine().await {
        Err(OperationError::Engine(error)) if error.is_absent() => match spec.host {
            Some(_) if spec.mode.keeps_data() => Err(InstanceError::KeepsNothing {
                preset: spec.preset.clone(),
            }
            .into()),
            Some(_) => may_run(spec)
                .map(|()| Runs::Process)
                .map_err(|error| InstanceError::from(error).into()),
            None => Err(InstanceError::NoEngine {
                preset: spec.preset.clone(),
                why: error.to_string(),
            }
            .into()),
        },
        found => found.map(|_| Runs::Container),
    }
}

/// What its row has in place of a container's id, whatever run of it that is.
fn id(instance: &Instance) -> String {
    format!("process:{}", instance.name)
}

/// Starts it at ports that are free, until it is ready. It binds them itself, so what is free is decided by that.
pub(super) async fn stand(
    under_way: &UnderWay<'_>,
    mut instance: Instance,
    (spec, ports): (&Spec, Ports),
) -> Result<(Instance, DateTime<Utc>), OperationError> {
    let store = &under_way.context.store;
    let wanted = instance.made.ports.clone();
    let mut refused = BTreeSet::new();
    loop {
        under_way.go_on().await?;
        claim(under_way, &mut instance, (&wanted, &refused, ports)).await?;
        let id = id(&instance);
        let recorded = store.set_instance_container(&instance.name, Some(&id), &instance.made);
        under_way.record("instance", recorded).await?;
        instance.container = Some(id);
        match start(under_way, &instance, spec).await {
            Err(OperationError::Instance(error)) => match *error {
                InstanceError::ProcessNotReady(NotReady {
                    why: Why::PortTaken { port },
                    ..
                }) => {
                    refused.insert(port);
                    stop(under_way, &instance, Some(Duration::ZERO)).await?;
                }
                error => return Err(error.into()),
            },
            ready => return Ok((instance, ready?)),
        }
    }
}

/// Starts it where it is, unless it runs, and waits until it is ready.
async fn start(
    under_way: &UnderWay<'_>,
    instance: &Instance,
    spec: &Spec,
) -> Result<DateTime<Utc>, OperationError> {
    let ports: Vec<_> = instance.made.ports.iter().map(|port| port.host).collect();
    let found = process(spec, &ports).map_err(InstanceError::from)?;
    let (command, checked) = found.ok_or_else(|| InstanceError::Gone {
        name: instance.name.clone(),
    })?;
    let now = seen(under_way.context, instance).await?;
    if now.is_none_or(|program| program.ending().is_some()) {
        begin(under_way, instance, &command).await?;
    }
    ready(under_way, instance, (spec, &checked)).await
}

async fn begin(
    under_way: &UnderWay<'_>,
    instance: &Instance,
    command: &host::Command,
) -> Result<(), OperationError> {
    let context = under_way.context;
    let folder = context.process_folder(&instance.name);
    under_way.progress("starting", None, false);
    let step = Step::StartContainer {
        container: id(instance),
        made_for: None,
    };
    let start = async |intent: &_| {
        let started = context.host.start(intent, &folder, command).await;
        started.map(|_| ()).map_err(InstanceError::from)
    };
    under_way.step(step, start).await
}

async fn ready(
    under_way: &UnderWay<'_>,
    instance: &Instance,
    (spec, checked): (&Spec, &Checked),
) -> Result<DateTime<Utc>, OperationError> {
    let context = under_way.context;
    let folder = context.process_folder(&instance.name);
    under_way.progress("waiting until it is ready", None, false);
    let own = spec.health.as_ref().map(|health| health.within.0);
    let limit = own.unwrap_or(ready::WITHIN);
    let gate = Step::Gate {
        deadline_secs: limit.as_secs(),
    };
    let wait = async |_: &_| {
        let waited = context.host.wait_ready(&folder, checked, limit).await;
        let waited = waited.map_err(|error| without_secrets(error, &asked::redactor(spec)));
        waited.map(|_| ()).map_err(InstanceError::from)
    };
    tokio::select! {
        ready = under_way.step(gate, wait) => ready?,
        cancelled = Box::pin(under_way.cancelled()) => return Err(cancelled),
    }
    under_way.progress("waiting until it is ready", None, true);
    Ok(context.store.now())
}

fn without_secrets(mut error: NotReady, redactor: &Redactor) -> NotReady {
    let last_check = match &mut error.why {
        Why::NotInTime { last_check, .. } => last_check.as_mut(),
        _ => None,
    };
    asked::redact_ending(redactor, &mut error.last_lines, last_check);
    error
}

/// Starts it again with what it was made from.
pub(super) async fn start_again(
    under_way: &UnderWay<'_>,
    instance: Instance,
) -> Result<Instance, OperationError> {
    let context = under_way.context;
    let spec = asked::made_from(context, &instance.name).await?;
    under_way.keep_secret(&asked::redactor(&spec));
    let ready_at = start(under_way, &instance, &spec).await?;
    let store = &context.store;
    let there = store.instance_is_there(&instance.name, Some(ready_at));
    under_way.record("instance", there).await?;
    Ok(Instance {
        ready_at: Some(ready_at),
        stopped_at: None,
        ..instance
    })
}

/// Stops it; one that doesn't run is left alone.
pub(super) async fn stop(
    under_way: &UnderWay<'_>,
    instance: &Instance,
    grace: Option<Duration>,
) -> Result<(), OperationError> {
    let context = under_way.context;
    let folder = context.process_folder(&instance.name);
    let step = Step::StopContainer {
        container: id(instance),
    };
    let end = async |intent: &_| {
        let stopped = context.host.stop(intent, &folder, grace.unwrap_or(GRACE));
        stopped.await.map(|_| ()).map_err(InstanceError::from)
    };
    under_way.step(step, end).await
}

/// Takes it away, with what it wrote.
pub(super) async fn remove(
    under_way: &UnderWay<'_>,
    instance: &Instance,
    grace: Option<Duration>,
) -> Result<(), OperationError> {
    let context = under_way.context;
    let folder = context.process_folder(&instance.name);
    let found = context.host.state(&folder).await;
    if found.map_err(InstanceError::from)?.is_some() {
        stop(under_way, instance, grace).await?;
    }
    let step = Step::RemoveContainer {
        container: id(instance),
        name: instance.name.to_string(),
    };
    let remove = async |intent: &_| {
        let removed = context.host.remove(intent, &folder).await;
        removed.map_err(InstanceError::from)
    };
    under_way.step(step, remove).await
}

/// How it is, as a container; `None`: nothing is left of it.
pub(super) async fn seen(
    context: &Context,
    instance: &Instance,
) -> Result<Option<Container>, OperationError> {
    let folder = context.process_folder(&instance.name);
    let found = context.host.state(&folder).await;
    let ports = instance.made.ports.iter().map(|port| PublishedPort {
        host_ip: port.host_ip.clone(),
        host_port: port.host,
        container_port: port.container,
        protocol: port.protocol.clone(),
    });
    let about = About {
        name: instance.name.to_string(),
        program: format!("{} on this machine", instance.made.preset),
        ports: ports.collect(),
        grace: GRACE,
        ..About::default()
    };
    let found = found.map_err(InstanceError::from)?;
    Ok(found.map(|process| process.container(&about)))
}
