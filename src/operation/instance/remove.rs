//! Takes away what was made for an instance. Only what says by its labels that it is the instance's, of this Hailer.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{InstanceError, process};
use crate::domain::instance::{Instance, Runs};
use crate::domain::journal::Step;
use crate::domain::name::InstanceName;
use crate::engine::Volumes;
use crate::instance::label::{self, Marks};
use crate::operation::OperationError;
use crate::operation::under_way::{UnderWay, step};

/// How a container is brought to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At once: what it has written goes, too.
    Kill,
    /// With its own time to write down what it has.
    Stop,
}

/// Takes its container away, if there is one.
pub(super) async fn container(
    under_way: &UnderWay<'_>,
    instance: &Instance,
    end: End,
) -> Result<(), OperationError> {
    if instance.made.runs == Runs::Process {
        let grace = (end == End::Kill).then_some(Duration::ZERO);
        return process::remove(under_way, instance, grace).await;
    }
    let engine = under_way.context.engine().await?;
    let name = instance.name.as_str();
    let on_record = match &instance.container {
        Some(id) => match engine.inspect(id).await {
            Err(error) if error.is_not_found() => None,
            found => Some(found?),
        },
        None => None,
    };
    let found = match on_record {
        Some(found) => {
            of_this_house(under_way, &instance.name, (&found.name, &found.labels)).await?;
            found
        }
        // One that was made just before a crash is known by its name alone, which another's may have, too.
        None => match engine.by_name(name).await? {
            Some(found) if is_of_this_house(under_way, &instance.name, &found.labels).await? => {
                found
            }
            _ => return Ok(()),
        },
    };
    match end {
        End::Kill => by_force(under_way, (&found.id, &found.name)).await,
        End::Stop => {
            step::stop_for_good(under_way, &found.id).await?;
            step::remove(under_way, (&found.id, &found.name), Volumes::Remove).await
        }
    }
}

async fn is_of_this_house(
    under_way: &UnderWay<'_>,
    instance: &InstanceName,
    labels: &BTreeMap<String, String>,
) -> Result<bool, OperationError> {
    let house = under_way.context.store.house().await?;
    let marks = Marks::of(instance.as_str(), labels);
    Ok(matches!(marks, Ok(Some(marks)) if marks.house == house))
}

/// Kills a container that this operation made or was told to destroy, and removes it.
pub(super) async fn by_force(
    under_way: &UnderWay<'_>,
    (id, name): (&str, &str),
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let step = Step::RemoveContainer {
        container: id.to_owned(),
        name: name.to_owned(),
    };
    let remove = async |intent: &_| engine.remove_by_force(intent, id).await;
    under_way.step(step, remove).await
}

/// Takes a volume of it away, if it is there.
pub(super) async fn volume(
    under_way: &UnderWay<'_>,
    instance: &InstanceName,
    name: &str,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let Some(volume) = engine.volume(name).await? else {
        return Ok(());
    };
    of_this_house(under_way, instance, (name, &volume.labels)).await?;
    let step = Step::RemoveVolume {
        name: name.to_owned(),
    };
    let remove = async |intent: &_| {
        engine
            .remove_labelled_volume(intent, name, (label::INSTANCE, instance.as_str()))
            .await
    };
    under_way.step(step, remove).await
}

/// Takes away whatever an operation made for an instance, and its row. `again`: volumes of an earlier one were there, and stay
/// with what is on record of them.
pub(super) async fn all_that_was_made(
    under_way: &UnderWay<'_>,
    name: &InstanceName,
    again: bool,
) -> Result<(), OperationError> {
    let row = under_way.context.store.instance(name).await?;
    if let Some(instance) = row.filter(|row| row.made.runs == Runs::Process) {
        process::remove(under_way, &instance, Some(Duration::ZERO)).await?;
        return forget(under_way, name, again).await;
    }
    let Some(engine) = under_way.context.engine_if_any().await? else {
        // Where there is none, nothing was made on it.
        return forget(under_way, name, again).await;
    };
    let operation = under_way.operation().as_str();
    let is_ours = |labels: &BTreeMap<String, String>| {
        labels.get("hailer.operation").map(String::as_str) == Some(operation)
    };
    if let Some(found) = engine.by_name(name.as_str()).await?
        && is_ours(&found.labels)
    {
        by_force(under_way, (&found.id, &found.name)).await?;
    }
    for volume in engine.labelled_volumes(&label::of_instance(name)).await? {
        if is_ours(&volume.labels) {
            self::volume(under_way, name, &volume.name).await?;
        }
    }
    forget(under_way, name, again).await
}

async fn forget(
    under_way: &UnderWay<'_>,
    name: &InstanceName,
    again: bool,
) -> Result<(), OperationError> {
    let store = &under_way.context.store;
    if again {
        under_way
            .record("instance", store.keep_instance(name))
            .await
    } else {
        under_way
            .record("instance", store.forget_instance(name))
            .await
    }
}

/// Nothing is touched that doesn't say that it is this instance's, made by this Hailer.
pub(super) async fn of_this_house(
    under_way: &UnderWay<'_>,
    instance: &InstanceName,
    (what, labels): (&str, &BTreeMap<String, String>),
) -> Result<(), OperationError> {
    let refuse = |why: String| {
        Err(InstanceError::NotOurs {
            what: what.to_owned(),
            why,
        }
        .into())
    };
    let marks = match Marks::of(instance.as_str(), labels) {
        Ok(Some(marks)) => marks,
        Ok(None) => return refuse(format!("it lacks the label {}=true", label::MANAGED)),
        Err(forged) => return refuse(forged.to_string()),
    };
    if marks.house != under_way.context.store.house().await? {
        return refuse("another Hailer on this engine made it".to_owned());
    }
    Ok(())
}
