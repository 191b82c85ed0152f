//! A Hailer of its own for each test: a store, a router, and people who say things to it. Whatever it made on the engine goes
//! when it is dropped, also when the test panics.

mod gone;
mod speaker;

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bollard::Docker;
use hailer::app;
use hailer::config::{Config, Environment};
use hailer::domain::actor::{Actor, Conversation, Place, Platform};
use hailer::domain::instance::Instance;
use hailer::reply::Reply;
use hailer::router::Router;

use crate::database::Database;
use crate::plain::engine;
use crate::said::Said;

pub(crate) use speaker::{Made, Speaker, Unheard};

/// Longer than anything here takes on a busy machine.
const LIMIT: Duration = Duration::from_mins(3);
/// How often is looked for what nobody tells.
const EVERY: Duration = Duration::from_millis(20);

/// The label that says which Hailer made something.
pub(crate) const HOUSE: &str = "hailer.house";

/// A Hailer.
pub(crate) struct House {
    pub(crate) docker: Docker,
    pub(crate) router: Arc<Router>,
    pub(crate) root: tempfile::TempDir,
    pub(crate) id: String,
    variables: Vec<(String, String)>,
    _database: Database,
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::told(Database::Sqlite, &[]).await
    }

    /// One whose environment says more.
    pub(crate) async fn told(database: Database, more: &[(&str, String)]) -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["data", "presets"] {
            std::fs::create_dir(root.path().join(folder)).unwrap();
        }
        let own = |name: &str, value: String| (name.to_owned(), value);
        let mut variables = vec![
            own("HOME", format!("{}/data", root.path().display())),
            own("HAILER_DATA_DIR", format!("{}/data", root.path().display())),
            own("HAILER_ALLOWED_ROOTS", root.path().display().to_string()),
            own(
                "HAILER_PRESETS_DIR",
                format!("{}/presets", root.path().display()),
            ),
        ];
        variables.extend(
            database
                .url()
                .map(|url| own("DATABASE_URL", url.to_owned())),
        );
        variables.extend(more.iter().map(|(name, value)| own(name, value.clone())));
        let router = open(&variables).await;
        Self {
            docker: engine().await,
            id: router.store().house().await.unwrap(),
            router,
            root,
            variables,
            _database: database,
        }
    }

    /// A second Hailer on the same store, as another process would be.
    pub(crate) async fn second(&self) -> Arc<Router> {
        open(&self.variables).await
    }

    /// What a `hailer` process of this house is told by its environment.
    pub(crate) fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    /// A name that nobody else on the engine has: `hailer-…-db`.
    pub(crate) fn named(&self, own: &str) -> String {
        format!("hailer-{}-{own}", self.id)
    }

    /// What is said at the terminal, and the answer.
    pub(crate) async fn says(&self, line: &str) -> Said {
        self.console().says(line).await
    }

    /// What is asked for and is answered well.
    pub(crate) async fn does(&self, line: &str) -> Said {
        let said = self.says(line).await;
        assert_eq!(said.code, 0, "{line}: {}", said.text);
        said
    }

    /// What is asked for, confirmed, and answered well.
    pub(crate) async fn confirms(&self, line: &str) -> Said {
        let preview = self.says(line).await;
        let confirmation = preview.confirmation();
        self.does(&format!("/confirm {confirmation}")).await
    }

    /// Makes one and gives its name.
    pub(crate) async fn creates(&self, line: &str) -> Made {
        let said = self.does(line).await;
        Made::of(&said.data["instances"][0])
    }

    pub(crate) fn console(&self) -> Speaker<'_> {
        self.speaker((Platform::Console, "ada"), Place::Terminal)
    }

    pub(crate) fn telegram(&self, id: u64) -> Speaker<'_> {
        self.speaker((Platform::Telegram, &id.to_string()), Place::Private)
    }

    pub(crate) fn speaker(&self, (platform, id): (Platform, &str), place: Place) -> Speaker<'_> {
        Speaker {
            house: self,
            actor: Actor {
                principal: format!("{}:{id}", platform.as_str()).parse().unwrap(),
                display_name: id.to_owned(),
                person: None,
            },
            conversation: Conversation::new(platform, id),
            place,
        }
    }

    /// Lets somebody do what a role allows, on whatever it is granted.
    pub(crate) async fn grants(&self, id: u64, role: &str, on: &str) -> Speaker<'_> {
        self.does(&format!("/grant telegram:{id} {role} {on}"))
            .await;
        self.telegram(id)
    }

    /// What is on record of instances.
    pub(crate) async fn on_record(&self) -> Vec<Instance> {
        self.router.store().instances().await.unwrap()
    }

    /// Nothing is left of any instance, neither on the engine nor in the store.
    pub(crate) async fn has_nothing(&self) {
        assert_eq!(self.on_the_engine(), Vec::<String>::new());
        assert_eq!(self.on_record().await, []);
        let busy = self.router.store().interrupted().await.unwrap();
        assert!(busy.is_empty(), "{busy:?}");
    }

    /// The names of the containers and volumes that this house has on the engine.
    pub(crate) fn on_the_engine(&self) -> Vec<String> {
        let label = format!("label={HOUSE}={}", self.id);
        let listed = [
            docker(&["ps", "--all", "--filter", &label, "--format", "{{.Names}}"]),
            docker(&["volume", "ls", "--filter", &label, "--format", "{{.Name}}"]),
        ];
        let mut names: Vec<_> = listed
            .iter()
            .flat_map(|all| all.lines())
            .map(str::to_owned)
            .collect();
        names.sort();
        names
    }
}

impl House {
    fn said(&self, reply: Reply) -> Said {
        let root = self.root.path().display().to_string();
        Said::new(reply, &[(root.as_str(), "ROOT")])
    }
}

async fn open(variables: &[(String, String)]) -> Arc<Router> {
    let given = variables
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let config = Config::from_env(&Environment::of(given)).unwrap();
    Arc::new(app::open(&config).await.unwrap())
}

/// Waits until something is so, which nobody tells.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < LIMIT, "in vain: {what}");
        tokio::time::sleep(EVERY).await;
    }
}

/// Runs the Docker command line, as a person would beside Hailer.
pub(crate) fn docker(words: &[&str]) -> String {
    let ran = Command::new("docker").args(words).output().unwrap();
    let error = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "docker {words:?}: {error}");
    String::from_utf8(ran.stdout).unwrap().trim().to_owned()
}
