//! What nobody asks for: instances whose time is over end, and what a crash left of ephemeral ones is cleared away.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;

use super::destroy::destroy_one;
use super::{InstanceError, each, remove};
use crate::domain::actor::{Actor, Conversation};
use crate::domain::container::Container;
use crate::domain::instance::{Instance, Mode};
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
        let Some(approved) = Approved::expiry(&instance, now) else {
            continue;
        };
        let mut result = Err(InstanceError::Interrupted("it never began".to_owned()).into());
        let lock = instance.name.lock();
        let carried =
            under_way::carry_out(context, &approved, &lock, responder, async |under_way| {
                let (outcome, came) = end(under_way, &instance.name).await?;
                result = came;
                Ok(outcome)
            })
            .await;
        match carried {
            Err(OperationError::Busy(_) | OperationError::Stopping) => continue,
            Err(error) => result = Err(error),
            Ok(_) => {}
        }
        if result.is_err() {
            // It isn't tried and told of over and over.
            let later = now + AGAIN;
            context.store.postpone_expiry(&instance.name, later).await?;
        }
        cleared.push(Cleared {
            name: instance.name,
            conversation: Some(instance.conversation),
            result,
        });
    }
    Ok(cleared)
}

/// Destroys one whose time is over. By now it may be gone, or another of its name be there.
async fn end(
    under_way: &UnderWay<'_>,
    name: &InstanceName,
) -> Result<(Outcome, Result<(), OperationError>), OperationError> {
    let store = &under_way.context.store;
    let over = |instance: &Instance| Approved::expiry(instance, store.now()).is_some();
    let found = store.instance(name).await?.filter(over);
    let Some(instance) = found else {
        return Ok((Outcome::untouched("it is gone already"), Ok(())));
    };
    // What outlives an instance outlives its end, too.
    match destroy_one(under_way, &instance, false).await {
        Ok(_) => Ok((Outcome::done(), Ok(()))),
        Err(error) => Ok((each::failed(under_way, &error).await?, Err(error))),
    }
}

async fn leftovers(
    context: &Context,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Cleared>, OperationError> {
    let house = context.store.house().await?;
    let found = context.engine().await?.labelled(&label::of_all()).await?;
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
    for volume in engine.labelled_volumes(&label::of_instance(name)).await? {
        if is_ephemeral(&volume.labels) {
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
