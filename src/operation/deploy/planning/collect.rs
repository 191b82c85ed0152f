//! Collects what a plan is made from. It changes nothing but folders of Hailer's own.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::handover::Wishes;
use super::{before, findings, mounted, neighbours, patience, shared};
use crate::compose::model::dependency::Condition;
use crate::compose::{Model, hash};
use crate::domain::codebase::Codebase;
use crate::domain::container::Container;
use crate::domain::name::ServiceName;
use crate::domain::release::mounted::MountedFiles;
use crate::operation::context::{containers, docker};
use crate::operation::deploy::Wanted;
use crate::operation::deploy::files::Files;
use crate::operation::deploy::origin::{Modelled, Origin};
use crate::operation::{Context, OperationError, roots};

/// Collects the facts for a deploy of what is `wanted`.
pub(super) async fn collect(
    context: &Context,
    codebase: &Codebase,
    wanted: &Wanted<'_>,
) -> Result<(Facts, Files), OperationError> {
    let docker = docker(codebase)?;
    let origin = Origin::find(context, (codebase, docker), wanted).await?;
    let production =
        roots::existing_folder(&docker.production_path, &context.folders.allowed_roots)?;
    let live = before::live(context, codebase).await?;
    let (owned, mounted_before) = match &live {
        Some(live) => (Some(live.owned.clone()), live.mounted.clone()),
        None => (None, MountedFiles::default()),
    };
    let files = origin.files(context, production, owned).await?;
    let Modelled {
        document,
        foreseen,
        warning,
    } = origin.model(context, docker, &files).await?;
    let model = Model::of_document(document.clone())?;
    let engine = context.engine().await?;
    let model_before = before::model(context, docker, live, (&model, &files.diff)).await;
    let (containers, images, mounted, (source, unsaid)) = tokio::join!(
        containers(context, docker),
        origin.images(engine, (&model, model_before.as_ref()), &files.diff),
        mounted::read(&model, &files),
        origin.state(),
    );
    let (missing_networks, missing_volumes, neighbours) = tokio::join!(
        shared::missing_networks(engine, &model),
        shared::missing_volumes(engine, &model),
        neighbours::in_this_folder(engine, docker),
    );
    let (containers, images, mounted) = (containers?, images?, mounted?);
    let mut warnings = model.warnings.clone();
    warnings.extend(warning);
    warnings.extend(unsaid);
    warnings.extend(mounted.unknown.iter().cloned());
    warnings.extend(neighbours::from_elsewhere(docker, &containers));
    warnings.extend(neighbours?);
    let facts = Facts {
        codebase: codebase.name.clone(),
        action: wanted.version.action(),
        own_services: docker.containers.clone(),
        wishes: Wishes::of(docker),
        source,
        config_hashes: config_hashes(&model, &containers),
        one_shots: one_shots(&model),
        files: files.diff.clone(),
        mounted: mounted.files,
        mounted_before,
        missing_networks: missing_networks?,
        missing_volumes: missing_volumes?,
        findings: findings::find(context, docker, &model, model_before.as_ref()),
        warnings,
        gate: patience::gate(docker, &model),
        model,
        document,
        foreseen,
        model_before,
        containers,
        images: images.plans,
        tags_before: images.tags_before,
    };
    Ok((facts, files))
}

/// Compose's config hash of each service. One that shares a namespace with a service without containers has none yet.
fn config_hashes(model: &Model, containers: &[Container]) -> BTreeMap<ServiceName, String> {
    let first = |service: &str| {
        let own = containers
            .iter()
            .filter(|container| container.service() == Some(service));
        own.min_by_key(|container| container.number())
            .map(|container| container.id.clone())
    };
    let hash = |service| hash::config_hash(service, model.origin.version, first);
    model
        .services
        .iter()
        .filter_map(|(name, service)| Some((name.clone(), hash(service)?)))
        .collect()
}

pub(super) fn one_shots(model: &Model) -> BTreeSet<ServiceName> {
    let waits = model
        .services
        .values()
        .flat_map(|service| &service.depends_on);
    waits
        .filter(|(_, wait)| wait.condition == Condition::Completed)
        .map(|(on, _)| on.clone())
        .collect()
}
