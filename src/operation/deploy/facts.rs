//! Everything that a plan is made from, as it was found. Collecting it changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::files::{self, Files};
use super::{Wanted, images, patience, shared, source};
use crate::compose::cache::ModelCache;
use crate::compose::model::dependency::Condition;
use crate::compose::model::mount::MountKind;
use crate::compose::model::service::Service;
use crate::compose::policy::{self, Scope};
use crate::compose::{self, Document, LoadRequest, Model, hash};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::container::{Container, HealthState, State};
use crate::domain::files::{FileDiff, Manifest, RelativePath};
use crate::domain::finding::{Finding, Level};
use crate::domain::name::{CodebaseName, ServiceName};
use crate::domain::plan::{Gate, ImagePlan, SourceState};
use crate::operation::context::{containers, docker};
use crate::operation::{Context, OperationError, roots};

/// What was found.
pub(super) struct Facts {
    pub(super) codebase: CodebaseName,
    /// The services that the codebase acts on; empty: all.
    pub(super) own_services: Vec<ServiceName>,
    pub(super) source: SourceState,
    pub(super) model: Model,
    /// The model as it is kept with a release.
    pub(super) document: Document,
    /// The model of the live release, or, before the first deploy, of what stands in production.
    pub(super) model_before: Option<Model>,
    pub(super) config_hashes: BTreeMap<ServiceName, String>,
    pub(super) containers: Vec<Container>,
    pub(super) images: BTreeMap<ServiceName, ImagePlan>,
    /// What the tags of services that are built stand for now; one that stands for nothing is left out.
    pub(super) tags_before: BTreeMap<String, String>,
    /// Services that another one waits for to run to their end.
    pub(super) one_shots: BTreeSet<ServiceName>,
    pub(super) files: FileDiff,
    pub(super) missing_networks: Vec<String>,
    pub(super) missing_volumes: Vec<String>,
    pub(super) findings: Vec<(Finding, Level)>,
    pub(super) warnings: Vec<String>,
    pub(super) gate: Gate,
}

impl Facts {
    /// The containers of a service, by number.
    pub(super) fn containers_of(&self, service: &ServiceName) -> Vec<&Container> {
        self.containers
            .iter()
            .filter(|container| container.service() == Some(service.as_str()))
            .collect()
    }

    /// The number of a container within its service.
    pub(super) fn number_of(&self, id: &str) -> Option<u32> {
        self.containers
            .iter()
            .find(|container| container.id == id)
            .map(Container::number)
    }

    /// Whether a container ran, and its healthcheck, if it has one, did not fail.
    pub(super) fn ran_well(&self, id: &str) -> bool {
        let own = self.containers.iter().find(|container| container.id == id);
        own.is_some_and(|own| own.state == State::Running && own.health != HealthState::Unhealthy)
    }

    /// How often the engine has restarted a container; 0 for one that is new.
    pub(super) fn restarts_of(&self, id: &str) -> u64 {
        self.containers
            .iter()
            .find(|container| container.id == id)
            .map_or(0, |container| container.restarts)
    }

    /// Whether this deploy may touch the service, when `named` were asked for.
    pub(super) fn may_touch(&self, service: &ServiceName, named: &[ServiceName]) -> bool {
        let own = self.own_services.is_empty() || self.own_services.contains(service);
        own && (named.is_empty() || named.contains(service))
    }

    /// What the service mounts of the project's folder, relative to it; the folder itself is "".
    pub(super) fn mounted_paths(&self, service: &Service) -> Vec<String> {
        let binds = service
            .volumes
            .iter()
            .filter(|mount| mount.kind == MountKind::Bind)
            .filter_map(|mount| mount.source.as_deref());
        let secrets = service
            .secrets
            .iter()
            .filter_map(|used| self.model.secrets.get(&used.source)?.file.as_deref());
        let configs = service
            .configs
            .iter()
            .filter_map(|used| self.model.configs.get(&used.source)?.file.as_deref());
        binds
            .chain(secrets)
            .chain(configs)
            .filter_map(|path| {
                Path::new(path)
                    .strip_prefix(&self.model.origin.directory)
                    .ok()
            })
            .map(|path| path.to_string_lossy().into_owned())
            .collect()
    }
}

/// Collects the facts for a deploy from the workspace.
pub(super) async fn collect(
    context: &Context,
    codebase: &Codebase,
    wanted: &Wanted<'_>,
) -> Result<(Facts, Files), OperationError> {
    let docker = docker(codebase)?;
    let workspace = source::workspace(codebase, docker, wanted, &context.folders.allowed_roots)?;
    let production =
        roots::existing_folder(&docker.production_path, &context.folders.allowed_roots)?;
    let live = live(context, codebase).await?;
    let owned = live.as_ref().map(|live| live.owned.clone());
    let files = files::look(context, workspace.clone(), production, owned).await?;
    let document = load(context, docker, &files).await?;
    let model = Model::of_document(document.clone())?;
    let engine = context.engine().await?;
    let (model_before, containers, images, missing_networks, missing_volumes) = tokio::join!(
        before(context, docker, live, (&model, &files.diff)),
        containers(context, docker),
        images::plan(engine, &model, (&workspace, &files.diff)),
        shared::missing_networks(engine, &model),
        shared::missing_volumes(engine, &model),
    );
    let (containers, images) = (containers?, images?);
    let facts = Facts {
        codebase: codebase.name.clone(),
        own_services: docker.containers.clone(),
        source: source::state(&workspace),
        config_hashes: config_hashes(&model, &containers),
        one_shots: one_shots(&model),
        files: files.diff.clone(),
        missing_networks: missing_networks?,
        missing_volumes: missing_volumes?,
        findings: findings(context, docker, &model, model_before.as_ref()),
        warnings: model.warnings.clone(),
        gate: gate(docker, &model),
        model,
        document,
        model_before,
        containers,
        images: images.plans,
        tags_before: images.tags_before,
    };
    Ok((facts, files))
}

/// What the live release is made of.
struct Live {
    owned: Manifest,
    model: Option<Model>,
}

async fn live(context: &Context, codebase: &Codebase) -> Result<Option<Live>, OperationError> {
    let store = &context.store;
    let Some(release) = store.live_release(&codebase.name).await? else {
        return Ok(None);
    };
    let kept = store
        .release_content(&codebase.name, release.number)
        .await?;
    Ok(Some(Live {
        model: super::model_of(&kept.model).ok(),
        owned: kept.owned(),
    }))
}

/// Evaluates the compose files on the tree as it will be, unless the same tree was evaluated before.
async fn load(
    context: &Context,
    docker: &DockerConfig,
    files: &Files,
) -> Result<Document, OperationError> {
    let binary = context.compose().await?;
    let cache = ModelCache::new(context.folders.data.join("models"));
    let request = request(docker)?;
    let tree = files
        .fingerprint()
        .await?
        .map(|known| blake3::Hash::from_bytes(*known.as_bytes()));
    let known = tree.and_then(|tree| cache.known(&binary, &request, tree));
    if let Some(known) = known {
        return Ok(known);
    }
    let view = files.view().await?;
    let request = LoadRequest {
        directory: view.path().to_owned(),
        shows: [&files.source, &files.production]
            .map(|tree| tree.path().to_owned())
            .into(),
        ..request
    };
    Ok(match tree {
        Some(tree) => cache.load_document(&binary, &request, tree).await?,
        None => compose::load_document(&binary, &request).await?,
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

/// The project as it stands in production.
pub(in crate::operation) fn request(docker: &DockerConfig) -> Result<LoadRequest, OperationError> {
    let files: Result<Vec<_>, _> = docker
        .compose_files
        .iter()
        .map(|file| RelativePath::new(file.as_str()))
        .collect();
    Ok(LoadRequest {
        files: files.map_err(|error| OperationError::Internal(error.to_string()))?,
        ..LoadRequest::new(
            docker.compose_project.clone(),
            docker.production_path.clone(),
        )
    })
}

/// The definition that the running containers were made from, as far as it is known: it only makes reasons more telling.
///
/// Where no file changes, what stands in production is what was just read (`now`).
async fn before(
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

fn one_shots(model: &Model) -> BTreeSet<ServiceName> {
    let waits = model
        .services
        .values()
        .flat_map(|service| &service.depends_on);
    waits
        .filter(|(_, wait)| wait.condition == Condition::Completed)
        .map(|(on, _)| on.clone())
        .collect()
}

/// Findings with their level here. What the project asked for before is a warning at most.
fn findings(
    context: &Context,
    docker: &DockerConfig,
    model: &Model,
    before: Option<&Model>,
) -> Vec<(Finding, Level)> {
    let scope = Scope::new(&docker.production_path, &context.folders.allowed_roots);
    let find = |model: &Model| policy::findings(model, &scope);
    let known: BTreeSet<_> = before.map(find).into_iter().flatten().collect();
    find(model)
        .into_iter()
        .map(|finding| {
            let level = docker.level(finding.kind);
            let level = if known.contains(&finding) {
                level.min(Level::Warn)
            } else {
                level
            };
            (finding, level)
        })
        .filter(|(_, level)| *level != Level::Allow)
        .collect()
}

/// 120 s, or what the healthchecks may take one after another along the longest chain of dependencies.
pub(in crate::operation) fn gate(docker: &DockerConfig, model: &Model) -> Gate {
    let deadline = docker
        .gate_timeout
        .unwrap_or_else(|| patience::longest_chain(model).as_secs().max(120));
    Gate {
        deadline_secs: deadline,
        stability_secs: docker.stability_window,
        probe: docker.probe.clone(),
    }
}
