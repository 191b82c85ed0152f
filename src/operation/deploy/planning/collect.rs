//! Collects what a plan is made from. It changes nothing but folders of Hailer's own.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::findings::BothProfiles;
use super::handover::Wishes;
use super::{before, findings, mounted, neighbours, patience, shared};
use crate::compose::{Model, hash, order};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::container::Container;
use crate::domain::files::FileDiff;
use crate::domain::name::ServiceName;
use crate::operation::context::{containers, docker};
use crate::operation::deploy::Wanted;
use crate::operation::deploy::files::Files;
use crate::operation::deploy::images::Images;
use crate::operation::deploy::origin::Origin;
use crate::operation::deploy::place::Place;
use crate::operation::{Context, OperationError};

/// Collects the facts for a deploy of what is `wanted`.
pub(super) async fn collect(
    context: &Context,
    codebase: &Codebase,
    wanted: &Wanted<'_>,
) -> Result<(Facts, Files), OperationError> {
    let whose @ (_, docker) = (codebase, docker(codebase)?);
    let origin = Origin::find(context, whose, wanted).await?;
    let place = Place::find(context, codebase, docker).await?;
    let live = before::live(context, codebase).await?;
    let (live_release, owned, mounted_before) = before::held(live.as_ref());
    let mut files = origin.files(context, whose, place, owned).await?;
    let settled = files.settle(&codebase.name)?;
    let modelled = origin.model(context, docker, &files).await?;
    let model = Model::of_document(modelled.document.clone())?;
    let model_before = before::model(context, docker, live, (&model, &files.diff)).await;
    let models = (&model, model_before.as_ref());
    let profiles = BothProfiles::read(context, docker, &files, models).await?;
    let findings = findings::allowed(context, whose, &files, models, &profiles)?;
    let versions = (&model, model_before.as_ref(), &files.diff);
    let (engines, mounted, stands) = tokio::join!(
        on_the_engine(context, docker, wanted, &origin, versions),
        mounted::read(&model, &files),
        origin.stands(live_release.as_ref()),
    );
    let (engines, mounted) = (engines?, mounted?);
    let told = Vec::from_iter(modelled.warning);
    let unknown = [stands.warnings, mounted.unknown, engines.neighbours].concat();
    let warnings = [settled, model.warnings.clone(), told, unknown].concat();
    let facts = Facts {
        codebase: codebase.name.clone(),
        action: wanted.version.action(),
        own_services: docker.containers.clone(),
        wishes: Wishes::of(docker),
        source: stands.source,
        live: stands.live,
        config_hashes: config_hashes(&model, &engines.containers),
        one_shots: order::one_shots(&model)?,
        files: files.diff.clone(),
        mounted: mounted.files,
        mounted_before,
        link: files.link(),
        shared: docker.shared_paths.clone(),
        missing_networks: engines.missing_networks,
        missing_volumes: engines.missing_volumes,
        findings,
        profiles,
        warnings,
        gate: patience::gate(docker, &model, &engines.images.checks),
        model,
        document: modelled.document,
        foreseen: modelled.foreseen,
        model_before,
        containers: engines.containers,
        images: engines.images,
    };
    Ok((facts, files))
}

/// What the engine has, and lacks.
struct OnTheEngine {
    containers: Vec<Container>,
    images: Images,
    missing_networks: Vec<String>,
    missing_volumes: Vec<String>,
    /// What else runs from the same folder, and which containers run from another one: a sentence each.
    neighbours: Vec<String>,
}

async fn on_the_engine(
    context: &Context,
    docker: &DockerConfig,
    wanted: &Wanted<'_>,
    origin: &Origin,
    (model, before, diff): (&Model, Option<&Model>, &FileDiff),
) -> Result<OnTheEngine, OperationError> {
    let engine = context.engine().await?;
    let (containers, images, missing_networks, missing_volumes, neighbours) = tokio::join!(
        containers(context, docker),
        origin.images(engine, (model, before, diff), (docker, wanted)),
        shared::missing_networks(engine, model),
        shared::missing_volumes(engine, model),
        neighbours::in_this_folder(engine, docker),
    );
    let containers = containers?;
    let mut neighbours = neighbours?;
    neighbours.extend(neighbours::from_elsewhere(docker, &containers));
    Ok(OnTheEngine {
        containers,
        images: images?,
        missing_networks: missing_networks?,
        missing_volumes: missing_volumes?,
        neighbours,
    })
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
