//! What nobody asks for: instances whose time is over end, and what a crash left of ephemeral ones is cleared away.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use futures_util::stream::{self, StreamExt};

use super::destroy::destroy_one;
use super::{InstanceError, each, remove};
use crate::domain::actor::{Actor, Conversation};
use crate::domain::container::Container;
use crate::domain::instance::{Instance, Life, Mode};
use crate::domain::name::InstanceName;
use crate::domain::outcome::Outcome;
use crate::domain::policy::Approved;
use crate::instance::label::{self, Marks};
use crate::operation::under_way::{self, UnderWay};
use crate::operation::{Context, OperationError};
use crate::reply::Responder;

/// After how long what couldn't be ended is tried again.
const AGAIN: TimeDelta = TimeDelta::minutes(10);

/// Something that was cleared away, or that can't be.
#[derive(Debug)]
pub struct Cleared {
    /// What.
    pub name: InstanceName,
    /// Where its end is told; `None`: nobody waits for it.
    pub conversation: Option<Conversation>,
    /// What became of it.
    pub result: Result<(), OperationError>,
}

/// Ends what has come to its end, and clears away what is left of ephemeral instances that nobody has on record.
pub async fn clear_away(
    context: &Context,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Cleared>, OperationError> {
    let mut cleared = expired(context, responder).await?;
    match leftovers(context, responder).await {
        Ok(leftovers) => cleared.extend(leftovers),
        Err(error) => tracing::warn!(%error, "not known what a crash left of instances"),
    }
    Ok(cleared)
}

/// Those whose time is over. One that is busy is met the next time.
pub async fn expired(
    context: &Context,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Cleared>, OperationError> {
    let mut cleared = Vec::new();
    for instance in context.store.expired_instances().await? {
        let now = context.store.now();
        let is_over = |instance: &Instance| Approved::expiry(instance, now);
        let Some(result) = end(context, responder, &instance, is_over).await else {
            continue;
        };
        if result.is_err() {
            // It isn't tried and told of over and over.
            let later = now + AGAIN;
            context.store.postpone_expiry(&instance.name, later).await?;
        }
        cleared.push(told(instance, result));
    }
    Ok(cleared)
}

/// Those that were made to go with the bot, which is being ended. One that is busy stays.
pub async fn end_with_bot(
    context: &Context,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Cleared>, OperationError> {
    let all = context.store.instances().await?;
    let going = all.into_iter().filter(|one| one.life == Life::There);
    let ended = going.map(|instance| async move {
        let result = end(context, responder, &instance, Approved::end_with_bot).await;
        if result.is_none() && instance.made.with_bot {
            tracing::warn!(name = %instance.name, "instance stays: something else is under way on it");
        }
        result.map(|result| told(instance, result))
    });
    Ok(stream::iter(ended)
        .buffered(each::AT_ONCE)
        .filter_map(std::future::ready)
        .collect()
        .await)
}

fn told(instance: Instance, result: Result<(), OperationError>) -> Cleared {
    Cleared {
        name: instance.name,
        conversation: Some(instance.conversation),
        result,
    }
}

/// Destroys one that `approved` says is to end; `None`: it is not, or it is busy.
async fn end(
    context: &Context,
    responder: &Arc<dyn Responder>,
    instance: &Instance,
    approved: impl Fn(&Instance) -> Option<Approved>,
) -> Option<Result<(), OperationError>> {
    let approval = approved(instance)?;
    let mut result = Err(InstanceError::Interrupted("it never began".to_owned()).into());
    let lock = instance.name.lock();
    let carried = under_way::carry_out(context, &approval, &lock, responder, async |under_way| {
        // By now it may be gone, or another of its name be there.
        let found = context.store.instance(&instance.name).await?;
        let Some(instance) = found.filter(|found| approved(found).is_some()) else {
            result = Ok(());
            return Ok(Outcome::untouched("it is gone already"));
        };
        // What outlives an instance outlives its end, too.
        match destroy_one(under_way, &instance, false).await {
            Ok(_) => {
                result = Ok(());
                Ok(Outcome::done())
            }
            Err(error) => {
                let outcome = each::failed(under_way, &error).await?;
                result = Err(error);
                Ok(outcome)
            }
        }
    })
    .await;
    match carried {
        Err(OperationError::Busy(_) | OperationError::Stopping) => None,
        Err(error) => Some(Err(error)),
        Ok(_) => Some(result),
    }
}

async fn leftovers(
    context: &Context,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Cleared>, OperationError> {
    let house = context.store.house().await?;
    let Some(engine) = context.engine_if_any().await? else {
        return Ok(Vec::new());
    };
    let found = engine.labelled(&label::of_all()).await?;
    let mut cleared = Vec::new();
    for container in found {
        let Some(marks) = left_over(context, (&container, &house)).await? else {
            continue;
        };
        let owner = Actor {
            display_name: marks.owner.to_string(),
            principal: marks.owner,
            person: None,
        };
        let approved = Approved::clearing_away(owner);
        let lock = marks.instance.lock();
        let mut result = Err(InstanceError::Interrupted("it never began".to_owned()).into());
        let carried =
            under_way::carry_out(context, &approved, &lock, responder, async |under_way| {
                // Whoever was making it may have put it on record meanwhile.
                if context.store.instance(&marks.instance).await?.is_some() {
                    result = Ok(());
                    return Ok(Outcome::untouched("it is on record by now"));
                }
                let came = remains(under_way, &container, &marks.instance).await;
                let outcome = came
                    .as_ref()
                    .map_or_else(each::ended_badly, |()| Outcome::done());
                result = came;
                Ok(outcome)
            })
            .await;
        match carried {
            Err(OperationError::Busy(_)) => continue,
            Err(error) => result = Err(error),
            Ok(_) => {}
        }
        cleared.push(Cleared {
            name: marks.instance,
            conversation: None,
            result,
        });
    }
    Ok(cleared)
}

/// Takes the container away, and the volumes that were ephemeral as it was.
async fn remains(
    under_way: &UnderWay<'_>,
    container: &Container,
    name: &InstanceName,
) -> Result<(), OperationError> {
    remove::by_force(under_way, (&container.id, &container.name)).await?;
    let engine = under_way.context.engine().await?;
    let house = under_way.context.store.house().await?;
    for volume in engine.labelled_volumes(&label::of_instance(name)).await? {
        let own = volume.labels.get(label::HOUSE) == Some(&house);
        if own && is_ephemeral(&volume.labels) {
            remove::volume(under_way, name, &volume.name).await?;
        }
    }
    Ok(())
}

fn is_ephemeral(labels: &BTreeMap<String, String>) -> bool {
    labels.get(label::MODE).map(String::as_str) == Some(Mode::Fast.as_str())
}

/// Whether a container is one that this Hailer made, that nobody has on record, and that was ephemeral.
async fn left_over(
    context: &Context,
    (container, house): (&Container, &str),
) -> Result<Option<Marks>, OperationError> {
    let Ok(Some(marks)) = Marks::of(&container.name, &container.labels) else {
        return Ok(None);
    };
    if marks.house != house || !is_ephemeral(&container.labels) {
        return Ok(None);
    }
    let on_record = context.store.instance(&marks.instance).await?.is_some();
    Ok((!on_record).then_some(marks))
}
