//! A world of its own for each test: a root with production and a workspace, a Compose project with a name that nobody
//! else has, a store, and a router. All of it goes when the world is dropped, also when the test panics.

mod before;
mod built;
mod chat;
mod database;
mod docker;
mod engine;
mod files;
mod hub;
mod record;
mod registry;
mod said;
mod speaker;
mod stubborn;
mod unwell;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use docker::Docker;
use hailer::app;
use hailer::config::{Config, Environment};
use hailer::domain::actor::{Actor, Conversation, Place, Platform};
use hailer::reply::Reply;
use hailer::router::Router;

pub(crate) use before::Before;
pub(crate) use database::Database;
pub(crate) use docker::{compose_binary, docker, image_id};
pub(crate) use hub::head_of;
pub(crate) use registry::{PASSWORD, Registry};
pub(crate) use said::Said;
pub(crate) use speaker::Speaker;
pub(crate) use stubborn::{STUCK, Stubborn};
pub(crate) use unwell::{Illness, Unwell};

/// One healthy service, which the project of most tests is.
pub(crate) const WEB: &str = "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
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
            heard_at: None,
        }
    }

    /// Asks whatever is under way to stop. Returns how many operations were.
    pub(crate) fn cancel_all(&self) -> usize {
        self.router.cancel_all()
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
}
