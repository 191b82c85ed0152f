//! A world of its own for each test: a root with production and a workspace, a Compose project with a name that nobody
//! else has, a store, and a router. All of it goes when the world is dropped, also when the test panics.

mod before;
mod built;
mod chat;
mod database;
mod docker;
mod hub;
mod registry;
mod said;
mod unwell;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use hailer::app;
use hailer::command::{self, Invocation};
use hailer::config::{Config, Environment};
use hailer::domain::actor::{Actor, Conversation, PersonId, Place, Platform};
use hailer::domain::journal::Step;
use hailer::domain::name::CodebaseName;
use hailer::reply::{Progress, Reply, Responder};
use hailer::router::{Request, Router};
use hailer::store::{Seal, Store, StoreTarget};

pub(crate) use before::Before;
pub(crate) use database::Database;
use docker::Docker;
pub(crate) use docker::{docker, image_id};
pub(crate) use hub::head_of;
pub(crate) use registry::{PASSWORD, Registry};
pub(crate) use said::Said;
pub(crate) use unwell::{Illness, Unwell};

/// One healthy service, which the project of most tests is.
pub(crate) const WEB: &str = "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 200ms, retries: 15}
";

/// Where one test takes place.
pub(crate) struct World {
    // Dropped in this order: what runs goes before the files that it mounts.
    docker: Docker,
    database: Database,
    router: Arc<Router>,
    root: tempfile::TempDir,
    /// What its `hailer` is told besides.
    told: Vec<(&'static str, String)>,
}

impl World {
    /// A root, a store and a router. Nothing runs, and no codebase is known.
    pub(crate) async fn empty() -> Self {
        Self::on(Database::Sqlite, vec![]).await
    }

    /// The project `compose` runs, as the official tool started it, and the codebase `shop` is configured for it.
    /// `IMAGE` in the text is the test's own image.
    pub(crate) async fn running(compose: &str) -> Self {
        Self::running_on(Database::Sqlite, compose).await
    }

    /// The same with the store of one's choice.
    pub(crate) async fn running_on(database: Database, compose: &str) -> Self {
        let world = Self::on(database, vec![]).await;
        world.start(compose);
        world.configure().await;
        world
    }

    /// An empty world whose engine is looked for at `host`.
    pub(crate) async fn with_engine_at(host: &str) -> Self {
        Self::told(vec![("DOCKER_HOST", host.to_owned())]).await
    }

    /// An empty world whose `hailer` has a folder of presets.
    pub(crate) async fn with_presets_in(folder: &Path) -> Self {
        let folder = folder.display().to_string();
        Self::told(vec![("HAILER_PRESETS_DIR", folder)]).await
    }

    /// An empty world whose `hailer` is told more by its environment.
    async fn told(variables: Vec<(&'static str, String)>) -> Self {
        Self::on(Database::Sqlite, variables).await
    }

    async fn on(database: Database, told: Vec<(&'static str, String)>) -> Self {
        let docker = Docker::new();
        let root = tempfile::tempdir().unwrap();
        for folder in ["production", "workspace", "data"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        let router = open(&variables(root.path(), &database, &told)).await;
        Self {
            docker,
            database,
            router,
            root,
            told,
        }
    }

    /// Starts the project `compose` with the official tool.
    pub(crate) fn start(&self, compose: &str) {
        self.docker.import_image();
        self.write("production/compose.yaml", compose);
        self.write("workspace/compose.yaml", compose);
        self.compose(&["up", "--detach", "--wait"]);
    }

    /// Adds the codebase `shop` and tells where it runs.
    pub(crate) async fn configure(&self) {
        let (production, workspace) = (self.path("production"), self.path("workspace"));
        for line in [
            format!("/codebase add shop --workspace {}", workspace.display()),
            format!(
                "/docker-config set {} {}",
                production.display(),
                self.project()
            ),
            "/docker-config set stability_window 1s".to_owned(),
            "/docker-config set overlap 0s".to_owned(),
        ] {
            let said = self.says(&line).await;
            assert_eq!(said.code, 0, "{said}");
        }
    }

    /// What is said at the terminal, and the answer.
    pub(crate) async fn says(&self, line: &str) -> Said {
        self.at_the_terminal().says(line).await
    }

    /// What Ctrl-C at the terminal does.
    pub(crate) fn cancel(&self) {
        assert_eq!(self.router.cancel_all(), 1);
    }

    /// Whoever sits at the terminal.
    pub(crate) fn at_the_terminal(&self) -> Speaker<'_> {
        self.speaker(Platform::Console, "ada")
    }

    /// Somebody in a private chat.
    pub(crate) fn as_telegram(&self, id: u64) -> Speaker<'_> {
        self.speaker(Platform::Telegram, &id.to_string())
    }

    fn speaker(&self, platform: Platform, id: &str) -> Speaker<'_> {
        Speaker {
            world: self,
            router: Arc::clone(&self.router),
            actor: Actor {
                principal: format!("{}:{id}", platform.as_str()).parse().unwrap(),
                display_name: id.to_owned(),
                person: None,
            },
            conversation: Conversation::new(platform, id),
            place: match platform {
                Platform::Console => Place::Terminal,
                Platform::Telegram | Platform::Github => Place::Private,
            },
            delay: None,
        }
    }

    /// The same store, opened a second time.
    pub(crate) async fn store(&self) -> Store {
        let data = self.path("data");
        let seal = Seal::open_or_create(&data.join("key")).unwrap();
        let target = match self.database.url() {
            Some(url) => StoreTarget::Postgres(url.to_owned().into()),
            None => StoreTarget::Sqlite(data.join("hailer.sqlite")),
        };
        Store::open(&target, seal).await.unwrap()
    }

    /// Waits until an operation that is under way on the shop has such a step on record.
    pub(crate) async fn has_begun(&self, awaited: impl Fn(&Step) -> bool) {
        let store = self.store().await;
        let found = async {
            loop {
                let last = store.recent_operations(&Self::shop(), 1).await.unwrap();
                for operation in last.iter().filter(|one| one.ended_at.is_none()) {
                    let steps = store.steps(&operation.id).await.unwrap();
                    if steps.iter().any(|record| awaited(&record.step)) {
                        return;
                    }
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(3), found)
            .await
            .unwrap_or_else(|_| panic!("no such step within three minutes"));
    }

    /// A path in the world's root.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(path)
    }

    /// Writes a file below the root, with its folders. `IMAGE` in it is the test's own image.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace("IMAGE", &self.docker.image)).unwrap();
    }

    /// A file below the root.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces a part of a file below the root.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} holds no {from:?}");
        self.write(path, &text.replace(from, to));
    }

    /// Every file of production with its contents, and every folder that Hailer made beside it.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path("production")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push((path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }

    /// What Hailer may need for a while and must not leave: folders beside and in production, containers and tags.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let folders = [self.path(""), self.path("production")];
        let names = folders
            .iter()
            .flat_map(|folder| fs::read_dir(folder).unwrap());
        let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        let hidden = names.filter(|name| name.starts_with(".hailer"));
        hidden.chain(self.docker.leftovers()).collect()
    }

    /// The tag of the test's own image.
    pub(crate) fn image(&self) -> &str {
        &self.docker.image
    }

    /// Asks whatever is under way to stop. Returns how many operations were.
    pub(crate) fn cancel_all(&self) -> usize {
        self.router.cancel_all()
    }

    /// The Compose project.
    pub(crate) fn project(&self) -> &str {
        &self.docker.project
    }

    /// Runs the official Compose binary in production, as a person would.
    pub(crate) fn compose(&self, words: &[&str]) -> String {
        self.compose_in("production", words)
    }

    /// The same in another folder of the root.
    pub(crate) fn compose_in(&self, folder: &str, words: &[&str]) -> String {
        self.docker.compose(&self.path(folder), words)
    }

    /// `service state id` of each container of the project, sorted.
    pub(crate) fn containers(&self) -> Vec<String> {
        self.docker.containers()
    }

    /// The id of a service's container.
    pub(crate) fn container(&self, service: &str) -> String {
        let found = self.containers();
        let line = found
            .iter()
            .find(|line| line.split(' ').next() == Some(service));
        let line = line.unwrap_or_else(|| panic!("no {service} in {found:?}"));
        line.rsplit(' ').next().unwrap().to_owned()
    }

    /// When a service's container was started last.
    pub(crate) fn started(&self, service: &str) -> String {
        let id = self.container(service);
        docker(&["inspect", "--format", "{{.State.StartedAt}}", &id])
    }

    /// The project's networks and volumes.
    pub(crate) fn networks_and_volumes(&self) -> Vec<String> {
        self.docker.networks_and_volumes()
    }

    /// Runs a container that no project has. Returns its id.
    pub(crate) fn run_foreign(&self, name: &str, label: &str) -> String {
        let run = [
            "run",
            "--detach",
            "--network",
            "none",
            "--name",
            name,
            "--label",
            label,
        ];
        let what = [self.docker.image.as_str(), "hang"];
        docker(&[&run[..], &what].concat()).trim().to_owned()
    }

    /// Makes the test's own image.
    pub(crate) fn import_image(&self) {
        self.docker.import_image();
    }

    /// Deploys what the workspace holds, and insists that it goes well.
    pub(crate) async fn deploys(&self) {
        let preview = self.says("/docker-deploy").await;
        let said = self
            .says(&format!("/confirm {}", preview.confirmation()))
            .await;
        assert_eq!(said.code, 0, "{said}");
    }

    /// The environment for a `hailer` of one's own on this world.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        variables(self.root.path(), &self.database, &self.told)
    }
}

/// A `hailer` with this environment.
async fn open(variables: &[(&'static str, String)]) -> Arc<Router> {
    let given = variables
        .iter()
        .map(|(name, value)| (*name, value.as_str()));
    let config = Config::from_env(&Environment::of(given)).unwrap();
    Arc::new(app::open(&config).await.unwrap())
}

/// What a `hailer` in this root is told by its environment.
fn variables(
    root: &Path,
    database: &Database,
    told: &[(&'static str, String)],
) -> Vec<(&'static str, String)> {
    let root = root.display();
    let mut variables = vec![
        ("HOME", format!("{root}/data")),
        ("HAILER_DATA_DIR", format!("{root}/data")),
        ("HAILER_ALLOWED_ROOTS", root.to_string()),
    ];
    for name in ["DOCKER_HOST", "HAILER_COMPOSE_BIN"] {
        variables.extend(std::env::var(name).ok().map(|value| (name, value)));
    }
    variables.extend(database.url().map(|url| ("DATABASE_URL", url.to_owned())));
    variables.extend_from_slice(told);
    variables
}

/// Runs `test` with the store in SQLite, then in PostgreSQL, and returns what was said: the same on both.
pub(crate) async fn on_both(compose: &str, test: impl AsyncFn(&World) -> Vec<Said>) -> String {
    let mut transcripts = Vec::new();
    for database in [Database::Sqlite, Database::postgres().await] {
        let said = test(&World::running_on(database, compose).await).await;
        let said: Vec<_> = said.iter().map(ToString::to_string).collect();
        transcripts.push(said.join("\n\n"));
    }
    assert_eq!(transcripts[0], transcripts[1]);
    transcripts.remove(0)
}

/// Someone who says things, somewhere.
#[derive(Clone)]
pub(crate) struct Speaker<'a> {
    world: &'a World,
    router: Arc<Router>,
    pub(crate) actor: Actor,
    pub(crate) conversation: Conversation,
    place: Place,
    delay: Option<TimeDelta>,
}

impl Speaker<'_> {
    /// The same one, elsewhere.
    pub(crate) fn elsewhere(mut self, place: &str) -> Self {
        self.conversation = Conversation::new(self.actor.principal.platform(), place);
        self
    }

    /// The same one, heard by another `hailer` on the same store: what that knows of the first, the store tells it.
    pub(crate) async fn in_another_process(mut self) -> Self {
        self.router = open(&self.world.variables()).await;
        self
    }

    /// The same one, known to be `person`.
    pub(crate) fn known_as(mut self, person: &PersonId) -> Self {
        self.actor.person = Some(person.clone());
        self
    }

    /// What a front end makes of what is said now.
    fn request(&self, invocation: Invocation, responder: Arc<dyn Responder>) -> Request {
        let now = self.router.store().now();
        Request {
            actor: self.actor.clone(),
            conversation: self.conversation.clone(),
            place: self.place,
            asked_at: self.delay.map(|delay| now - delay),
            invocation,
            deploys: None,
            responder,
        }
    }

    /// Says a line, and waits for the answer.
    pub(crate) async fn says(&self, line: &str) -> Said {
        self.says_heard_by(line, Arc::new(Unheard)).await
    }

    /// The same with someone who hears what is shown on the way.
    pub(crate) async fn says_heard_by(&self, line: &str, responder: Arc<dyn Responder>) -> Said {
        let invocation = command::parse_answer(line).map_or_else(|| command::parse(line), Ok);
        let reply = match invocation {
            Ok(invocation) => {
                let request = self.request(invocation, responder);
                Box::pin(self.router.handle(request)).await
            }
            Err(error) => Router::not_understood(&error),
        };
        self.world.said(reply)
    }
}

impl World {
    fn said(&self, reply: Reply) -> Said {
        let root = self.root.path().display().to_string();
        let own = [
            (self.docker.image.as_str(), "IMAGE"),
            (self.project(), "PROJECT"),
            (root.as_str(), "ROOT"),
        ];
        Said::new(reply, &own)
    }

    /// The name of the codebase that every test speaks of.
    pub(crate) fn shop() -> CodebaseName {
        CodebaseName::new("shop").unwrap()
    }
}

/// What is shown on the way is a front end's own tests' concern.
struct Unheard;

impl Responder for Unheard {
    fn progress(&self, _progress: Progress) {}
    fn line(&self, _line: &str) {}
}
