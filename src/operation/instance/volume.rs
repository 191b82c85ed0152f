//! The volumes of instances: made with labels that say whose they are, listed, and pruned.

use std::sync::Arc;

use super::image::prune;
use super::{plan_prune_volumes, remove};
use crate::domain::instance::{Instance, Life};
use crate::domain::journal::Step;
use crate::domain::name::InstanceName;
use crate::domain::plan::{Pruned, PrunedKind};
use crate::domain::policy::Approved;
use crate::engine::Volume;
use crate::instance::container;
use crate::instance::label;
use crate::operation::under_way::UnderWay;
use crate::operation::{Context, OperationError};
use crate::reply::Responder;

/// A volume that was made for an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnVolume {
    /// Its name on the engine.
    pub name: String,
    /// Which instance it was made for, by its label.
    pub of: Option<String>,
    /// Whose that is or was, by its label.
    pub owner: Option<String>,
    /// The instance that has it; `None`: none.
    pub instance: Option<Instance>,
}

/// The volumes that this Hailer made for instances.
pub async fn volumes(
    context: &Context,
    _approved: &Approved,
) -> Result<Vec<OwnVolume>, OperationError> {
    let house = context.store.house().await?;
    let instances = context.store.instances().await?;
    let all = context
        .engine()
        .await?
        .labelled_volumes(&label::of_all())
        .await?;
    let own = all
        .into_iter()
        .filter(|volume| volume.labels.get(label::HOUSE) == Some(&house));
    Ok(own
        .map(|volume| OwnVolume {
            of: volume.labels.get(label::INSTANCE).cloned(),
            owner: volume.labels.get(label::OWNER).cloned(),
            instance: instances
                .iter()
                .find(|instance| instance.made.volumes.contains(&volume.name))
                .cloned(),
            name: volume.name,
        })
        .collect())
}

/// What pruning would remove: volumes of instances that aren't there any more.
pub(super) async fn unused(context: &Context) -> Result<Vec<Pruned>, OperationError> {
    let house = context.store.house().await?;
    let instances = context.store.instances().await?;
    let all = context
        .engine()
        .await?
        .labelled_volumes(&label::of_all())
        .await?;
    let is_unused = |volume: &Volume| {
        let own = volume.labels.get(label::HOUSE) == Some(&house);
        let has = |instance: &Instance| {
            instance.life != Life::Kept
                && (instance.made.volumes.contains(&volume.name)
                    || volume.labels.get(label::INSTANCE).map(String::as_str)
                        == Some(instance.name.as_str()))
        };
        own && !instances.iter().any(has)
    };
    Ok(all
        .into_iter()
        .filter(is_unused)
        .map(|volume| Pruned {
            kind: PrunedKind::Volume,
            of: volume.labels.get(label::INSTANCE).cloned(),
            name: volume.name,
            id: None,
            bytes: None,
        })
        .collect())
}

/// Removes them, if they are what was shown.
pub async fn prune_volumes(
    context: &Context,
    approved: &Approved,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Pruned>, OperationError> {
    let plan = async || plan_prune_volumes(context).await;
    prune(
        context,
        (approved, responder),
        plan,
        async |under_way, pruned| {
            let of = pruned.of.as_deref().and_then(|of| of.parse().ok());
            let Some(instance): Option<InstanceName> = of else {
                return Ok(false);
            };
            // Somebody may have made it again since it was shown.
            let kept = |found: &Instance| found.life == Life::Kept;
            if !context
                .store
                .instance(&instance)
                .await?
                .is_none_or(|found| kept(&found))
            {
                return Ok(false);
            }
            remove::volume(under_way, &instance, &pruned.name).await?;
            // What was on record of an instance whose last volume this was goes with it.
            let left = context
                .engine()
                .await?
                .labelled_volumes(&label::of_instance(&instance))
                .await?;
            if left.is_empty() {
                let forgotten = context.store.forget_kept_instance(&instance);
                under_way.record("instance", forgotten).await?;
            }
            Ok(true)
        },
    )
    .await
}

/// Has a volume of an instance on the engine. One that is there has to be its own.
pub(super) async fn have(
    under_way: &UnderWay<'_>,
    instance: &InstanceName,
    wanted: &container::OwnVolume,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    if let Some(there) = engine.volume(&wanted.name).await? {
        return remove::of_this_house(under_way, instance, (&there.name, &there.labels)).await;
    }
    let step = Step::CreateVolume {
        name: wanted.name.clone(),
    };
    let create = async |intent: &_| {
        engine
            .create_labelled_volume(intent, &wanted.name, &wanted.labels)
            .await
    };
    under_way.step(step, create).await
}
