//! How instances are: what is on record, and what the engine says of their containers.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt, stream};
use secrecy::SecretString;

use super::asked;
use super::{process, there};
use crate::domain::container::Health;
use crate::domain::instance::{Condition, Instance, Known, Life, Runs, Seen};
use crate::domain::name::InstanceName;
use crate::domain::policy::{self, Approved};
use crate::engine::EngineError;
use crate::operation::{Context, OperationError};

/// How many containers are asked for at a time.
const AT_A_TIME: usize = 16;

/// An instance, and what is seen of it.
#[derive(Debug, Clone)]
pub struct Looked {
    /// What is on record.
    pub instance: Instance,
    /// How it is.
    pub condition: Condition,
    /// What the engine says of its container; `None`: there is none.
    pub seen: Option<Seen>,
}

/// One instance, whole.
#[derive(Debug)]
pub struct Whole {
    /// What is seen of it.
    pub looked: Looked,
    /// Its health, with the last check.
    pub health: Option<Health>,
    /// How it is reached, with its passwords, which are shown once to its owner; `None`: not here, or not any more.
    pub connections: Option<BTreeMap<String, SecretString>>,
    /// Whether they wait to be shown.
    pub still_to_show: bool,
}

/// All instances, or one's own, by name. An engine that doesn't answer is an error: what isn't known isn't listed.
pub async fn list(
    context: &Context,
    approved: &Approved,
    all: bool,
) -> Result<(Vec<Looked>, usize), OperationError> {
    let actor = approved.actor();
    let found = context.store.instances().await?;
    let (own, of_others): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|instance| policy::same_person(&instance.owner, actor));
    let hidden = if all { 0 } else { of_others.len() };
    let mut shown = own;
    if all {
        shown.extend(of_others);
        shown.sort_by(|a, b| a.name.cmp(&b.name));
    }
    let is_on_engine =
        |instance: &Instance| instance.container.is_some() && instance.made.runs == Runs::Container;
    if shown.iter().any(is_on_engine) {
        context.engine().await?;
    }
    let looked = stream::iter(shown)
        .map(|instance| look(context, instance))
        .buffered(AT_A_TIME)
        .try_collect()
        .await?;
    Ok((looked, hidden))
}

/// One of them, with how it is reached where that may be shown.
pub async fn inspect(
    context: &Context,
    approved: &Approved,
    (name, in_private): (&InstanceName, bool),
) -> Result<Whole, OperationError> {
    let instance = match context.store.instance(name).await? {
        Some(instance) => instance,
        None => there(context, name).await?,
    };
    let (looked, mut health) = look_closely(context, instance).await?;
    if let Some(check) = health
        .as_mut()
        .and_then(|health| health.last_check.as_mut())
    {
        let redactor = asked::redactor_of(context, name).await?;
        check.output = redactor.redact(&check.output).into_owned();
    }
    let to_show = context.store.is_still_to_show(name).await?;
    let owners = policy::same_person(&looked.instance.owner, approved.actor());
    let connections = if to_show && in_private && owners && looked.instance.life == Life::There {
        connections(context, &looked.instance).await?
    } else {
        None
    };
    let still_to_show =
        to_show && connections.is_none() && context.store.is_still_to_show(name).await?;
    Ok(Whole {
        looked,
        health,
        connections,
        still_to_show,
    })
}

/// How it is reached, with its passwords. They are shown once: `None` where they were.
pub async fn connections(
    context: &Context,
    instance: &Instance,
) -> Result<Option<BTreeMap<String, SecretString>>, OperationError> {
    let spec = asked::made_from(context, &instance.name).await?;
    let ports: Vec<_> = instance.made.ports.iter().map(|port| port.host).collect();
    let connections = spec
        .connections("127.0.0.1", &ports)
        .map_err(super::InstanceError::from)?;
    Ok(context
        .store
        .show_instance(&instance.name)
        .await?
        .then_some(connections))
}

async fn look(context: &Context, instance: Instance) -> Result<Looked, OperationError> {
    let (looked, _) = look_closely(context, instance).await?;
    Ok(looked)
}

/// It, and the health that the engine gives its container.
async fn look_closely(
    context: &Context,
    instance: Instance,
) -> Result<(Looked, Option<Health>), OperationError> {
    let Some(id) = &instance.container else {
        return Ok((looked(instance, None), None));
    };
    let (container, health) = match instance.made.runs {
        Runs::Container => match context.engine().await?.inspect_with_health(id).await {
            Err(EngineError::NotFound { .. }) => (None, None),
            Err(error) => return Err(error.into()),
            Ok((container, health)) => (Some(container), Some(health)),
        },
        Runs::Process => (process::seen(context, &instance).await?, None),
    };
    let seen = container.map(|container| {
        let started_before = |at| container.started.is_some_and(|started| started <= at);
        let known = Known {
            ready: instance.ready_at.is_some_and(started_before),
            stopped: instance.stopped_at.is_some(),
        };
        Seen::new(container, known)
    });
    Ok((looked(instance, seen), health))
}

fn looked(instance: Instance, seen: Option<Seen>) -> Looked {
    let condition = match (&seen, instance.life) {
        (_, Life::Making) => Condition::Starting,
        (Some(seen), _) => seen.status,
        (None, Life::Kept) => Condition::Stopped,
        // Somebody removed it by hand.
        (None, Life::There) => Condition::Failed,
    };
    Looked {
        instance,
        condition,
        seen,
    }
}
