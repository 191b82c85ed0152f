//! Makes one instance: its image, its volumes, its container at a port that is free, until it is ready. Where that fails, what
//! was made for it is taken away again.

use chrono::{DateTime, Utc};

use super::port::{Ports, start_at_a_port};
use super::room::{no_volumes, room};
use crate::domain::actor::{Actor, Conversation};
use crate::domain::container::Health;
use crate::domain::instance::{Instance, Life, Made, Runs, Served};
use crate::domain::journal::Step;
use crate::domain::name::InstanceName;
use crate::instance::container;
use crate::instance::label::Marks;
use crate::instance::preset::{Preset, Spec};
use crate::instance::ready::{self, NotReady, Why, wait_ready};
use crate::operation::OperationError;
use crate::operation::instance::asked::{self, Asked};
use crate::operation::instance::{InstanceError, image, process, volume};
use crate::operation::under_way::UnderWay;
use crate::reply::Redactor;

/// What is to be made.
pub(super) struct Order {
    pub(super) name: InstanceName,
    pub(super) preset: Preset,
    pub(super) asked: Asked,
    pub(super) owner: Actor,
    pub(super) conversation: Conversation,
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: Option<DateTime<Utc>>,
    pub(super) with_bot: bool,
}

/// Puts it on record and makes it. Where it fails, whoever called takes away what is there of it.
pub(super) async fn make(
    under_way: &UnderWay<'_>,
    order: &mut Order,
) -> Result<Instance, OperationError> {
    let before = room(under_way, order).await?;
    let spec = order.asked.resolve(&order.preset)?;
    under_way.keep_secret(&asked::redactor(&spec));
    let runs = process::runs(under_way.context, &spec).await?;
    if before.is_none() && runs == Runs::Container {
        no_volumes(under_way, &order.name, &spec).await?;
    }
    let step = Step::MakeInstance {
        name: order.name.clone(),
        again: before.is_some(),
    };
    under_way
        .step(step, async |_| Ok::<_, OperationError>(()))
        .await?;
    let instance = Instance {
        name: order.name.clone(),
        life: Life::Making,
        owner: order.owner.clone(),
        conversation: order.conversation.clone(),
        made: Made {
            with_bot: order.with_bot,
            ..made_of(&spec, &order.name).running_as(runs)
        },
        container: None,
        created_at: order.created_at,
        expires_at: order.expires_at,
        ready_at: None,
        stopped_at: None,
    };
    let kept = order.asked.to_kept()?;
    let store = &under_way.context.store;
    if before.is_some() {
        let again = store.make_instance_again(&instance, &kept);
        under_way.record("instance", again).await?;
    } else if !under_way
        .record("instance", store.add_instance(&instance, &kept))
        .await?
    {
        // Its lock is this operation's, so nobody could.
        return Err(OperationError::Internal(format!(
            "{} is on record by now",
            order.name
        )));
    }
    let ports = match order.asked.port {
        Some(_) => Ports::Exact,
        None => Ports::Near,
    };
    stand(under_way, instance, (&spec, ports)).await
}

/// Gets what it needs, and has it stand until it is ready.
pub(in crate::operation::instance) async fn stand(
    under_way: &UnderWay<'_>,
    instance: Instance,
    (spec, ports): (&Spec, Ports),
) -> Result<Instance, OperationError> {
    let (instance, ready_at) = match instance.made.runs {
        Runs::Container => stand_on_engine(under_way, instance, (spec, ports)).await?,
        Runs::Process => process::stand(under_way, instance, (spec, ports)).await?,
    };
    let store = &under_way.context.store;
    under_way
        .record(
            "instance",
            store.instance_is_there(&instance.name, Some(ready_at)),
        )
        .await?;
    Ok(Instance {
        life: Life::There,
        ready_at: Some(ready_at),
        ..instance
    })
}

async fn stand_on_engine(
    under_way: &UnderWay<'_>,
    instance: Instance,
    (spec, ports): (&Spec, Ports),
) -> Result<(Instance, DateTime<Utc>), OperationError> {
    image::have(under_way, &spec.image).await?;
    let marks = marks(under_way, &instance).await?;
    for volume in container::volumes(spec, &marks) {
        volume::have(under_way, &instance.name, &volume).await?;
    }
    let instance = start_at_a_port(under_way, instance, (spec, &marks, ports)).await?;
    let ready_at = ready(under_way, &instance, spec).await?;
    Ok((instance, ready_at))
}

/// What marks all that is made for it on the engine.
pub(super) async fn marks(
    under_way: &UnderWay<'_>,
    instance: &Instance,
) -> Result<Marks, OperationError> {
    Ok(Marks {
        instance: instance.name.clone(),
        preset: instance.made.preset.clone(),
        version: instance.made.version.clone(),
        created_at: instance.created_at,
        owner: instance.owner.principal.clone(),
        expires_at: instance.expires_at,
        house: under_way.context.store.house().await?,
    })
}

/// What is on record of what is about to be made.
pub(super) fn made_of(spec: &Spec, name: &InstanceName) -> Made {
    let host_ip = if spec.public { "0.0.0.0" } else { "127.0.0.1" };
    let served = |port: &crate::instance::preset::Published| Served {
        name: port.name.as_ref().map(|name| name.as_str().to_owned()),
        container: port.container,
        host: port.preferred,
        host_ip: host_ip.to_owned(),
        protocol: port.protocol.as_str().to_owned(),
    };
    let volumes: Vec<_> = container::volume_names(spec, name);
    let in_memory = spec
        .data
        .as_ref()
        .is_some_and(|data| spec.tmpfs.iter().any(|tmpfs| tmpfs.target == *data));
    Made {
        preset: spec.preset.clone(),
        version: spec.version.clone(),
        mode: spec.mode,
        image: spec.image.clone(),
        ports: spec.ports.iter().map(served).collect(),
        in_memory,
        has_data: spec.data.is_some() || !volumes.is_empty(),
        volumes,
        traced: spec.traced,
        runs: Runs::Container,
        with_bot: false,
    }
}

/// Waits until its check passes.
pub(in crate::operation::instance) async fn ready(
    under_way: &UnderWay<'_>,
    instance: &Instance,
    spec: &Spec,
) -> Result<DateTime<Utc>, OperationError> {
    let engine = under_way.context.engine().await?;
    let Some(id) = &instance.container else {
        return Err(InstanceError::Gone {
            name: instance.name.clone(),
        }
        .into());
    };
    under_way.progress("waiting until it is ready", None, false);
    let own = spec.health.as_ref().map(|health| health.within.0);
    let limit = own.unwrap_or(ready::WITHIN);
    let gate = Step::Gate {
        deadline_secs: limit.as_secs(),
    };
    let redactor = asked::redactor(spec);
    let wait = async |_: &_| {
        let waited = wait_ready(engine, id, spec.health.as_ref(), limit).await;
        waited.map_err(|error| not_ready(error, &redactor))
    };
    let _: Health = tokio::select! {
        ready = under_way.step(gate, wait) => ready?,
        cancelled = Box::pin(under_way.cancelled()) => return Err(cancelled),
    };
    under_way.progress("waiting until it is ready", None, true);
    Ok(under_way.context.store.now())
}

/// Without secrets. Of an engine that is gone nothing is final: whoever looks next goes on from here.
fn not_ready(mut error: NotReady, redactor: &Redactor) -> OperationError {
    let last_check = match error.why {
        Why::Engine(gone) if gone.is_unreachable() => return gone.into(),
        Why::NotInTime {
            ref mut last_check, ..
        } => last_check.as_mut(),
        _ => None,
    };
    asked::redact_ending(redactor, &mut error.last_lines, last_check);
    InstanceError::from(error).into()
}
