//! A world of its own for each test: a project with a name that nobody else has, an image made from the static binary,
//! and a guard that takes all of it away again, also when the test panics.

mod left;
mod single;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::compose::hash::config_hash;
use crate::compose::policy::{Profiles, Scope};
use crate::compose::{ComposeBinary, LoadRequest, Locator, Model, Surroundings, load};
use crate::domain::container::Container;
use crate::domain::journal::{Intent, Term};
use crate::domain::name::{CodebaseName, OperationId, ProjectName, ServiceName};
use crate::engine::{
    BuildRequest, BuildWatch, Engine, EngineError, Expects, GateRules, Image, NewContainer, Watched,
};

pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) project: ProjectName,
    /// The tag of an image that holds the static binary as its entrypoint.
    pub(crate) image: String,
    pub(crate) intent: Intent,
    pub(crate) folder: tempfile::TempDir,
    codebase: CodebaseName,
}

impl World {
    pub(crate) async fn new() -> Self {
        let mut random = [0; 5];
        getrandom::fill(&mut random).unwrap();
        let unique = hex::encode(random);
        let term = Term::of(Duration::from_hours(1), Instant::now());
        let world = Self {
            engine: engine().await,
            project: ProjectName::new(format!("hailer-test-{unique}")).unwrap(),
            image: format!("hailer-test-{unique}:1"),
            intent: Intent::committed(OperationId::new(unique).unwrap(), 1, term),
            folder: tempfile::tempdir().unwrap(),
            codebase: CodebaseName::new("shop").unwrap(),
        };
        world.build_image().await;
        world
    }

    async fn build_image(&self) {
        let context = self.folder.path().join("image");
        fs::create_dir(&context).unwrap();
        let binary = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/shop/shop");
        fs::copy(&binary, context.join("shop")).unwrap_or_else(|error| {
            panic!("{}: {error}; run scripts/build-shop", binary.display())
        });
        // The label comes first, so that no layer is another test's too.
        let dockerfile = format!(
            "FROM scratch\nLABEL test={}\nCOPY shop /shop\nENTRYPOINT [\"/shop\"]\n",
            self.image
        );
        fs::write(context.join("Dockerfile"), dockerfile).unwrap();
        let request = BuildRequest::new(context, &self.image);
        self.build(&request, &|_| {}).await.unwrap();
    }

    /// Builds it with the builder that the engine prefers.
    pub(crate) async fn build(
        &self,
        request: &BuildRequest,
        line: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Image, EngineError> {
        let cancel = &CancellationToken::new();
        let watch = BuildWatch { line, cancel };
        self.engine.build_image(&self.intent, request, watch).await
    }

    /// The model of a project with these services (YAML, from `services:` on). `IMAGE` in the text is the world's image.
    pub(crate) async fn model(&self, yaml: &str) -> Model {
        fs::write(self.compose_file(), yaml.replace("IMAGE", &self.image)).unwrap();
        let request = LoadRequest::new(self.project.clone(), self.folder.path().to_owned());
        load(&compose_binary().await, &request).await.unwrap()
    }

    pub(crate) fn compose_file(&self) -> PathBuf {
        self.folder.path().join("compose.yaml")
    }

    /// Runs the official tool on the project, as a person in its folder would, and returns what it prints.
    pub(crate) async fn compose(&self, words: &[&str]) -> String {
        let ran = Command::new(compose_binary().await.path())
            .args(["-p", self.project.as_str()])
            .args(words)
            .current_dir(self.folder.path())
            .env("PWD", self.folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{words:?}: {said}");
        String::from_utf8(ran.stdout).unwrap()
    }

    /// Creates a service's container under its final name.
    pub(crate) async fn create(&self, model: &Model, service: &str) -> String {
        self.try_create(model, service, None).await.unwrap()
    }

    pub(crate) async fn try_create(
        &self,
        model: &Model,
        service: &str,
        replaces: Option<&str>,
    ) -> Result<String, EngineError> {
        let (name, definition) = model
            .services
            .iter()
            .find(|(name, _)| name.as_str() == service)
            .unwrap();
        let image = definition.image_reference(&self.project, name);
        let image_id = self.engine.image(&image).await?.id;
        let container_name = match replaces {
            Some(_) => format!("{}-{service}-1.new", self.project),
            None => format!("{}-{service}-1", self.project),
        };
        let namespaces: BTreeMap<ServiceName, String> = self
            .containers()
            .await
            .into_iter()
            .map(|one| (ServiceName::new(one.service().unwrap()).unwrap(), one.id))
            .collect();
        let container_of = |service: &str| {
            let shared = namespaces.iter().find(|(name, _)| name.as_str() == service);
            shared.map(|(_, id)| id.clone())
        };
        let hash = config_hash(definition, model.origin.version, container_of);
        let scope = Scope::new(&model.origin.directory, &[]);
        let profiles = Profiles::read(Profiles::named_by(model), &scope);
        let new = NewContainer {
            model,
            name,
            service: definition,
            number: 1,
            container_name: &container_name,
            image: &image,
            image_id: &image_id,
            config_hash: &hash.unwrap_or_default(),
            replaces,
            namespaces: &namespaces,
            profiles: &profiles,
            codebase: &self.codebase,
        };
        self.engine.create_container(&self.intent, &new).await
    }

    /// Creates what the model defines, and starts it, in the order of the names. Returns the containers' ids.
    pub(crate) async fn up(&self, model: &Model) -> Vec<String> {
        self.create_networks_and_volumes(model).await;
        let mut ids = Vec::new();
        for name in model.services.keys() {
            let id = self.create(model, name.as_str()).await;
            self.engine.start(&self.intent, &id).await.unwrap();
            ids.push(id);
        }
        ids
    }

    pub(crate) async fn create_networks_and_volumes(&self, model: &Model) {
        for key in model.networks.keys() {
            self.engine
                .create_network(&self.intent, model, key)
                .await
                .unwrap();
        }
        for key in model.volumes.keys() {
            self.engine
                .create_volume(&self.intent, model, key)
                .await
                .unwrap();
        }
    }

    /// One service that runs `command` and nothing else, started. Returns its container's id.
    pub(crate) async fn run(&self, command: &str) -> String {
        self.run_with(command, "").await
    }

    /// The same with more keys, as lines of YAML indented by four.
    pub(crate) async fn run_with(&self, command: &str, keys: &str) -> String {
        let yaml = format!("services:\n  web:\n    image: IMAGE\n    command: {command}\n{keys}");
        self.up(&self.model(&yaml).await).await.remove(0)
    }

    pub(crate) async fn containers(&self) -> Vec<Container> {
        self.engine.project_containers(&self.project).await.unwrap()
    }
}

/// A container that the gate waits for, as one of service "web".
pub(crate) fn watched(id: &str, expects: Expects) -> Watched {
    Watched {
        service: ServiceName::new("web").unwrap(),
        container: id.to_owned(),
        expects,
        restarts_before: 0,
    }
}

/// Rules with a window and a deadline that tests can wait for.
pub(crate) fn rules(deadline_secs: u64) -> GateRules {
    GateRules {
        deadline: Duration::from_secs(deadline_secs),
        stability: Duration::from_secs(1),
        probe: None,
    }
}

pub(crate) async fn engine() -> Engine {
    let host = std::env::var("DOCKER_HOST").ok();
    Engine::connect(host.as_deref()).await.unwrap()
}

async fn compose_binary() -> ComposeBinary {
    let given = std::env::var_os("HAILER_COMPOSE_BIN").map(PathBuf::from);
    let locator = Locator::new(given, Surroundings::of_this_process());
    locator.find().await.unwrap()
}
