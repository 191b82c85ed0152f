//! The images that instances run: pulled where they are missing, once for all that wait for them, and pruned.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytesize::ByteSize;

use super::each::{ended_badly, whole};
use super::{plan_prune_images, presets};
use crate::domain::instance::Instance;
use crate::domain::journal::Step;
use crate::domain::name::PresetName;
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Pruned, PrunedKind};
use crate::domain::policy::Approved;
use crate::engine::{ListedImage, PullRequest, TransferProgress};
use crate::instance::preset::Entry;
use crate::operation::under_way::{self, UnderWay};
use crate::operation::{Context, OperationError};
use crate::reply::Responder;

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

/// Has an image on the engine: it is pulled where it is missing. Several that miss the same wait for one pull.
pub(super) async fn have(under_way: &UnderWay<'_>, reference: &str) -> Result<(), OperationError> {
    let context = under_way.context;
    let engine = context.engine().await?;
    if engine.find_image(reference).await?.is_some() {
        return Ok(());
    }
    let one_at_a_time = context.pulling(reference);
    let _turn = tokio::select! {
        turn = one_at_a_time.lock() => turn,
        cancelled = Box::pin(under_way.cancelled()) => return Err(cancelled),
    };
    if engine.find_image(reference).await?.is_some() {
        return Ok(());
    }
    under_way.go_on().await?;
    let doing = format!("pulling {reference}");
    let request = PullRequest {
        reference,
        platform: None,
    };
    let step = Step::PullImage {
        image: reference.to_owned(),
    };
    let progress = |news: &TransferProgress| moving(under_way, &doing, news);
    let pull = async |intent: &_| engine.pull_image(intent, &request, &progress).await;
    let pulled = tokio::select! {
        pulled = under_way.step(step, pull) => pulled?,
        cancelled = Box::pin(under_way.cancelled()) => return Err(cancelled),
    };
    let recorded = context.store.record_pull(reference, &pulled.id);
    under_way.record("instance", recorded).await?;
    under_way.progress(doing.as_str(), None, true);
    Ok(())
}

fn moving(under_way: &UnderWay<'_>, doing: &str, news: &TransferProgress) {
    let mut detail = format!("{} {}", news.layer, news.doing);
    if let Some((done, all)) = news.bytes {
        detail = format!("{detail} {} of {}", ByteSize(done), ByteSize(all));
    }
    under_way.progress(doing, Some(detail.trim().to_owned()), false);
}

/// An image that was asked for by its preset.
#[derive(Debug)]
pub struct Fetched {
    /// What it is asked for by.
    pub reference: String,
    /// Whose it is.
    pub preset: PresetName,
    /// How long it took.
    pub took: Duration,
    /// Whether it is there now; an error says why not.
    pub result: Result<(), OperationError>,
    /// Whether it was there before.
    pub was_there: bool,
}

/// Pulls the images of these presets, each in its usual version; of all presets where none is named.
pub async fn pull_images(
    context: &Context,
    approved: &Approved,
    presets: &[PresetName],
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Fetched>, OperationError> {
    let catalog = presets::load(context).await?;
    let mut references = BTreeMap::new();
    let named: Vec<_> = if presets.is_empty() {
        catalog.entries.iter().collect()
    } else {
        presets
            .iter()
            .map(|name| catalog.find(name))
            .collect::<Result<_, _>>()?
    };
    for entry in named {
        let preset = &entry.preset;
        if let Some(version) = preset.versions.get(&preset.default_version) {
            let reference = preset.image_of(&preset.default_version, version);
            references.insert(reference, preset.name.clone());
        }
    }
    let engine = context.engine().await?;
    let mut fetched = Vec::new();
    let lock = whole()?;
    under_way::carry_out(context, approved, &lock, responder, async |under_way| {
        let mut failed = None;
        for (reference, preset) in references {
            let begun = Instant::now();
            let was_there = engine.find_image(&reference).await?.is_some();
            let result = have(under_way, &reference).await;
            if let Err(error) = &result {
                failed.get_or_insert_with(|| ended_badly(error));
            }
            fetched.push(Fetched {
                reference,
                preset,
                took: begun.elapsed(),
                result,
                was_there,
            });
        }
        Ok(failed.unwrap_or_else(Outcome::done))
    })
    .await?;
    Ok(fetched)
}
