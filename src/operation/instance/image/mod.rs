//! The images that instances run: pulled where they are missing, once for all that wait for them, and pruned.

mod pull;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::each::{ended_badly, whole};
use super::{plan_prune_images, presets};
use crate::domain::instance::Instance;
use crate::domain::journal::Step;
use crate::domain::name::PresetName;
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Pruned, PrunedKind};
use crate::domain::policy::Approved;
use crate::engine::ListedImage;
use crate::instance::preset::Entry;
use crate::operation::under_way::{self, UnderWay};
use crate::operation::{Context, OperationError};
use crate::reply::Responder;

pub(in crate::operation::instance) use pull::have;
pub use pull::{Fetched, pull_images};

/// An image that presets or instances ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnImage {
    /// What it is asked for by.
    pub reference: String,
    /// The presets that ask for it.
    pub presets: Vec<PresetName>,
    /// How many instances run it.
    pub instances: usize,
    /// What the engine has of it; `None`: nothing.
    pub there: Option<ListedImage>,
    /// Whether it was pulled for an instance.
    pub pulled: bool,
    /// Whether a container has it.
    pub in_use: bool,
}

/// Every image of the presets, and those that were pulled for instances.
pub async fn images(
    context: &Context,
    _approved: &Approved,
) -> Result<Vec<OwnImage>, OperationError> {
    let catalog = presets::load(context).await?;
    let pulled = context.store.pulled_images().await?;
    let mut references: BTreeMap<String, Vec<PresetName>> = pulled
        .iter()
        .map(|image| (image.reference.clone(), vec![]))
        .collect();
    for Entry { preset, .. } in &catalog.entries {
        for (name, version) in &preset.versions {
            let own = references
                .entry(preset.image_of(name, version))
                .or_default();
            own.push(preset.name.clone());
        }
    }
    let instances = context.store.instances().await?;
    let runs = |instance: &&Instance, reference: &str| {
        instance.container.is_some() && instance.made.image == reference
    };
    let engine = context.engine().await?;
    let listed = engine.images().await?;
    let used = engine.used_images().await?;
    let own = references.into_iter().map(|(reference, presets)| {
        let there = listed.iter().find(|image| image.tags.contains(&reference));
        OwnImage {
            pulled: pulled.iter().any(|image| image.reference == reference),
            in_use: there.is_some_and(|image| used.contains(&image.id)),
            there: there.cloned(),
            instances: instances.iter().filter(|one| runs(one, &reference)).count(),
            presets,
            reference,
        }
    });
    Ok(own.collect())
}

/// What pruning would remove: it was pulled for an instance, is what was pulled then, and no container has it.
pub(super) async fn unused(context: &Context) -> Result<Vec<Pruned>, OperationError> {
    let engine = context.engine().await?;
    let used = engine.used_images().await?;
    let listed = engine.images().await?;
    let mut unused = Vec::new();
    for pulled in context.store.pulled_images().await? {
        let there = listed
            .iter()
            .find(|image| image.id == pulled.image && image.tags.contains(&pulled.reference));
        let Some(there) = there else { continue };
        if !used.contains(&there.id) {
            unused.push(Pruned {
                kind: PrunedKind::Image,
                name: pulled.reference,
                id: Some(there.id.clone()),
                bytes: Some(there.size),
                of: None,
            });
        }
    }
    Ok(unused)
}

/// Removes them, if they are what was shown.
pub async fn prune_images(
    context: &Context,
    approved: &Approved,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Pruned>, OperationError> {
    let plan = async || plan_prune_images(context).await;
    prune(
        context,
        (approved, responder),
        plan,
        async |under_way, pruned| {
            let engine = context.engine().await?;
            let reference = pruned.name.clone();
            let step = Step::RemoveImage {
                reference: reference.clone(),
            };
            let remove = async |intent: &_| engine.untag_image(intent, &reference).await;
            under_way.step(step, remove).await?;
            let forgotten = context.store.forget_pull(&reference);
            under_way.record("instance", forgotten).await?;
            Ok(true)
        },
    )
    .await
}

/// Removes what was shown, one after the other.
pub(super) async fn prune(
    context: &Context,
    (approved, responder): (&Approved, &Arc<dyn Responder>),
    plan: impl AsyncFn() -> Result<crate::domain::plan::Plan, OperationError>,
    remove: impl AsyncFn(&UnderWay<'_>, &Pruned) -> Result<bool, OperationError>,
) -> Result<Vec<Pruned>, OperationError> {
    let mut removed = Ok(Vec::new());
    let lock = whole()?;
    under_way::carry_out(context, approved, &lock, responder, async |under_way| {
        let plan = plan().await?;
        if approved.digest() != Some(plan.digest()) {
            let error = OperationError::ChangedMeanwhile {
                codebase: plan.codebase,
            };
            let outcome = Outcome::untouched(error.to_string());
            removed = Err(error);
            return Ok(outcome);
        }
        for pruned in plan.pruned {
            under_way.go_on().await?;
            under_way.progress(format!("removing {}", pruned.name), None, false);
            match remove(under_way, &pruned).await {
                // Somebody else needs it by now.
                Ok(false) => {}
                Ok(true) => removed.iter_mut().for_each(|all| all.push(pruned.clone())),
                Err(error) if error.may_pass() => {
                    return Err(under_way.leave(&error.to_string()).await);
                }
                Err(error) => {
                    let outcome = ended_badly(&error);
                    removed = Err(error);
                    return Ok(outcome);
                }
            }
        }
        Ok(Outcome::done())
    })
    .await?;
    removed
}
