//! What a deploy starts from: the live release, or, before the first deploy, what stands in production.

use super::evaluate::{self, request};
use crate::compose::{self, Model};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::files::{FileDiff, Manifest};
use crate::domain::release::NamedRelease;
use crate::domain::release::mounted::MountedFiles;
use crate::operation::{Context, OperationError};

/// What the live release is made of.
pub(super) struct Live {
    /// Which it is, and where it came from.
    pub(super) named: NamedRelease,
    /// What Hailer has put into production.
    pub(super) owned: Manifest,
    /// What its services' files held.
    pub(super) mounted: MountedFiles,
    model: Option<Model>,
}

/// Which release is live, what Hailer has put into production, and what its services' files held; nothing before the first
/// deploy.
pub(super) fn held(live: Option<&Live>) -> (Option<NamedRelease>, Option<Manifest>, MountedFiles) {
    live.map(|live| {
        let (named, owned) = (live.named.clone(), live.owned.clone());
        (Some(named), Some(owned), live.mounted.clone())
    })
    .unwrap_or_default()
}

pub(super) async fn live(
    context: &Context,
    codebase: &Codebase,
) -> Result<Option<Live>, OperationError> {
    let store = &context.store;
    let Some(release) = store.live_release(&codebase.name).await? else {
        return Ok(None);
    };
    let kept = store
        .release_content(&codebase.name, release.number)
        .await?;
    let mounted = store
        .mounted_files(&codebase.name, release.number)
        .await?
        .unwrap_or_default();
    let model = evaluate::model_of(&kept.model)
        .inspect_err(|error| tracing::warn!(%error, "the live release's model is not compared"))
        .ok();
    Ok(Some(Live {
        named: release.named(),
        mounted,
        model,
        owned: kept.owned(),
    }))
}

/// The definition that the running containers were made from, as far as it is known: it only makes reasons more telling.
///
/// Where no file changes, what stands in production is what was just read (`now`).
pub(super) async fn model(
    context: &Context,
    docker: &DockerConfig,
    live: Option<Live>,
    (now, diff): (&Model, &FileDiff),
) -> Option<Model> {
    if let Some(live) = live {
        return live.model;
    }
    if diff.is_empty() {
        return Some(now.clone());
    }
    let binary = context.compose().await.ok()?;
    let request = request(docker).ok()?;
    match compose::load(&binary, &request).await {
        Ok(model) => Some(model),
        Err(error) => {
            tracing::debug!(%error, "what stands in production can't be read");
            None
        }
    }
}
