//! What every use case works with.

mod running;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use futures_util::future::BoxFuture;
use tokio::sync::{Mutex, OnceCell};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::OperationError;
use super::under_way::fail_point::{FailPoints, Here, Place, Point};
use crate::compose::{ComposeBinary, Locator};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::container::Container;
use crate::domain::name::{InstanceName, OperationId};
use crate::engine::{BUILD_SILENCE, Engine, Logins};
use crate::github;
use crate::host::Host;
use crate::instance::discovery::Quilt;
use crate::store::Store;

/// How long a lease lasts without being renewed, where nothing else is said.
const LEASE: Duration = Duration::from_secs(30);

/// The store, the engine, the Compose binary, the folders, and what is running in this process. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// What is remembered.
    pub store: Arc<Store>,
    /// The programs of this machine that stand in for containers.
    pub(super) host: Host,
    /// Where things may lie.
    pub folders: Folders,
    /// How long an operation keeps its project's lock without renewing it. After that it counts as interrupted.
    pub(super) lease: Duration,
    /// How long a build may say nothing before it is ended.
    pub(super) build_silence: Duration,
    /// The folder of the user's presets.
    pub(super) presets: Option<PathBuf>,
    /// Where what presets look for is found.
    pub(super) quilt: Quilt,
    /// The images that are being pulled for instances.
    pulls: Arc<DashMap<String, Arc<Mutex<()>>>>,
    docker_host: Option<String>,
    logins: Logins,
    /// GitHub, where Hailer has an account there.
    pub github: Option<github::Client>,
    engine: Arc<OnceCell<Engine>>,
    compose: Arc<Locator>,
    running: Arc<DashMap<OperationId, CancellationToken>>,
    /// Whether this process is about to end, and what it waits for until then.
    pub(super) draining: CancellationToken,
    under_way: TaskTracker,
    fail_points: Arc<FailPoints>,
}

/// Where things may lie.
#[derive(Debug, Clone)]
pub struct Folders {
    /// Hailer's own folder: caches and indexes.
    pub data: PathBuf,
    /// The folders under which production and workspaces must lie.
    pub allowed_roots: Vec<PathBuf>,
}

impl Context {
    /// Puts the parts together. The engine at `docker_host` is connected to, and the Compose binary looked for, when
    /// something first asks for it.
    #[must_use]
    pub fn new(
        store: Store,
        docker_host: Option<String>,
        compose: Locator,
        folders: Folders,
    ) -> Self {
        Self {
            store: Arc::new(store),
            host: Host::default(),
            folders,
            lease: LEASE,
            build_silence: BUILD_SILENCE,
            presets: None,
            quilt: Quilt::default(),
            pulls: Arc::default(),
            docker_host,
            logins: Logins::default(),
            github: None,
            engine: Arc::default(),
            compose: Arc::new(compose),
            running: Arc::default(),
            draining: CancellationToken::new(),
            under_way: TaskTracker::new(),
            fail_points: Arc::default(),
        }
    }

    /// The same with another length of leases, at least a second.
    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease.max(Duration::from_secs(1));
        self
    }

    /// The same with another time that a build may say nothing.
    #[must_use]
    pub const fn with_build_silence(mut self, silence: Duration) -> Self {
        self.build_silence = silence;
        self
    }

    /// The same with credentials for registries.
    #[must_use]
    pub fn with_logins(mut self, logins: Logins) -> Self {
        self.logins = logins;
        self
    }

    /// The same with a folder of presets, beside those that are built in.
    #[must_use]
    pub fn with_presets(mut self, folder: PathBuf) -> Self {
        self.presets = Some(folder);
        self
    }

    /// The same with somewhere to look for what presets ask for.
    #[must_use]
    pub fn with_quilt(mut self, quilt: Quilt) -> Self {
        self.quilt = quilt;
        self
    }

    /// The turn to pull an image: one of this process at a time.
    pub(super) fn pulling(&self, reference: &str) -> Arc<Mutex<()>> {
        let turns = self.pulls.entry(reference.to_owned()).or_default();
        Arc::clone(&turns)
    }

    /// The same with an account on GitHub.
    #[must_use]
    pub fn with_github(mut self, client: github::Client) -> Self {
        self.github = Some(client);
        self
    }

    /// Where versions are that were fetched, by codebase.
    pub(super) fn sources(&self) -> PathBuf {
        self.folders.data.join("sources")
    }

    /// The engine. What needs none works without one.
    pub async fn engine(&self) -> Result<&Engine, OperationError> {
        let connect = async || {
            let engine = Engine::connect(self.docker_host.as_deref()).await?;
            Ok::<_, OperationError>(engine.with_logins(self.logins.clone()))
        };
        self.engine.get_or_try_init(connect).await
    }

    /// The engine; `None`: there is none on this machine.
    pub(super) async fn engine_if_any(&self) -> Result<Option<&Engine>, OperationError> {
        match self.engine().await {
            Err(OperationError::Engine(error)) if error.is_absent() => Ok(None),
            found => found.map(Some),
        }
    }

    /// The folder of the program that stands in for an instance's container.
    pub(super) fn process_folder(&self, name: &InstanceName) -> PathBuf {
        self.folders.data.join("processes").join(name.as_str())
    }

    /// Finds the Compose binary.
    pub async fn compose(&self) -> Result<ComposeBinary, OperationError> {
        Ok(self.compose.find().await?)
    }

    /// Where an operation has come to, for whoever wants to see what becomes of it when it is stopped there.
    pub(super) fn fail_point(&self, point: Point<'_>) -> Here<'_> {
        self.fail_points.here(point)
    }

    /// Puts something on record that no step of the journal stands for.
    pub(super) fn recording<'a, T: Send>(
        &'a self,
        name: &'static str,
        recorded: impl Future<Output = T> + Send + 'a,
    ) -> BoxFuture<'a, T> {
        Box::pin(async move {
            let here = self.fail_point(Point::Record(name));
            here.reached(Place::Before).await;
            let came = recorded.await;
            here.reached(Place::After).await;
            came
        })
    }
}

/// The docker config of a codebase, or how to give it one.
pub(super) fn docker(codebase: &Codebase) -> Result<&DockerConfig, OperationError> {
    codebase
        .docker
        .as_ref()
        .ok_or_else(|| OperationError::NotConfigured {
            codebase: codebase.name.clone(),
        })
}

/// The containers of a codebase's project, by service and number; those of `docker compose run` are left out.
pub(super) async fn containers(
    context: &Context,
    docker: &DockerConfig,
) -> Result<Vec<Container>, OperationError> {
    let engine = context.engine().await?;
    let mut containers = engine.project_containers(&docker.compose_project).await?;
    containers.retain(|container| !container.is_oneoff());
    Ok(containers)
}
