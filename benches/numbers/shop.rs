//! A project of three services that Docker Compose started, and a Hailer that knows it. Both are gone when it is dropped.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use hailer::app;
use hailer::command::parse;
use hailer::config::{Config, Environment};
use hailer::domain::actor::{Actor, Conversation, Place, Platform};
use hailer::frontend::console;
use hailer::reply::{Progress, Reply, Responder, Status};
use hailer::router::{Request, Router};
use hailer::store::{Seal, Store, StoreTarget};

use super::official::{self, Compose, run, runtime};

/// Of Compose; whatever carries this name is the bench's.
pub(crate) const PROJECT: &str = "hailer-bench";

/// The static binary that the images are made of.
const BINARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/shop/shop");

const FILES: [(&str, &str); 3] = [
    (
        "Dockerfile",
        "FROM scratch\nCOPY shop /shop\nENTRYPOINT [\"/shop\"]\n",
    ),
    (".dockerignore", "*\n!shop\n"),
    ("config/shop.conf", "greeting = hello\n"),
];

pub(crate) struct Shop {
    project: String,
    folder: tempfile::TempDir,
    pub(crate) compose: Compose,
    pub(crate) runtime: tokio::runtime::Runtime,
    router: Router,
    actor: Actor,
}

impl Shop {
    /// The shop of most parts.
    pub(crate) fn up() -> Self {
        Self::of(PROJECT, include_str!("shop.yaml"))
    }

    /// Brings a project up with the official Compose binary, and tells a new Hailer of it.
    pub(crate) fn of(project: &str, compose_file: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for tree in ["production", "workspace"] {
            lay_out(&folder.path().join(tree), compose_file);
        }
        let variables = variables(folder.path());
        let borrowed = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()));
        let config = Config::from_env(&Environment::of(borrowed)).unwrap();
        let runtime = runtime();
        let shop = Self {
            project: project.to_owned(),
            compose: official::compose(),
            router: runtime.block_on(app::open(&config)).unwrap(),
            runtime,
            actor: console::actor().unwrap(),
            folder,
        };
        shop.take_down();
        run(shop.compose().args(["up", "--build", "--detach", "--wait"]));
        let workspace = shop.folder.path().join("workspace");
        shop.ask(&format!(
            "/codebase add shop --workspace {}",
            workspace.display()
        ));
        shop.ask("/docker-config auto-detect");
        shop
    }

    /// The official binary, speaking of this project.
    pub(crate) fn compose(&self) -> Command {
        let mut command = self.compose.command();
        command.args([
            "--progress",
            "quiet",
            "-p",
            &self.project,
            "--project-directory",
        ]);
        command.arg(self.folder.path().join("production"));
        command
    }

    /// Asks Hailer, in this process. It must be done, and answered well.
    pub(crate) fn ask(&self, line: &str) -> Reply {
        let reply = self.answer(line);
        assert_eq!(reply.status, Status::Done, "{line}: {reply:#?}");
        reply
    }

    fn answer(&self, line: &str) -> Reply {
        let request = Request {
            actor: self.actor.clone(),
            conversation: Conversation::new(Platform::Console, &self.actor.display_name),
            place: Place::Terminal,
            asked_at: None,
            received_at: self.router.now(),
            again: false,
            invocation: parse(line).unwrap(),
            deploys: None,
            responder: Arc::new(Unseen),
        };
        self.runtime.block_on(self.router.handle(request))
    }

    /// Asks for something that is confirmed: the preview and the yes, without a pause. It must end well.
    pub(crate) fn ask_and_confirm(&self, line: &str) {
        let preview = self.answer(line);
        assert_eq!(preview.status, Status::NeedsConfirmation, "{preview:#?}");
        self.ask(&format!("{line} yes"));
    }

    /// A folder of the project: `production` or `workspace`.
    pub(crate) fn path(&self, tree: &str) -> PathBuf {
        self.folder.path().join(tree)
    }

    /// The store, opened a second time.
    pub(crate) fn store(&self) -> Store {
        let data = self.path("data");
        let seal = Seal::open_or_create(&data.join("key")).unwrap();
        let target = StoreTarget::Sqlite(data.join("hailer.sqlite"));
        self.runtime.block_on(Store::open(&target, seal)).unwrap()
    }

    /// Deploys a change with Hailer: from then on a release is live.
    pub(crate) fn deploy(&self) {
        self.write("workspace/config/shop.conf", "greeting = good evening\n");
        let reply = self.deploy_now();
        assert_eq!(reply.status, Status::Done, "{reply:#?}");
    }

    /// Deploys what the workspace holds: the preview and the yes, without a pause. Returns how it ended.
    pub(crate) fn deploy_now(&self) -> Reply {
        let preview = self.answer("/docker-deploy");
        assert_eq!(preview.status, Status::NeedsConfirmation, "{preview:#?}");
        self.answer("/docker-deploy yes")
    }

    /// Writes a file of production or the workspace.
    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.path().join(path), text).unwrap();
    }

    /// `hailer`, the release binary, as a process of its own that knows the same codebase.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        variables(self.folder.path())
    }

    fn take_down(&self) {
        run(self.compose().args([
            "down",
            "--volumes",
            "--remove-orphans",
            "--timeout",
            "1",
            "--rmi",
            "local",
        ]));
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.take_down();
    }
}

fn lay_out(tree: &Path, compose_file: &str) {
    for (path, text) in FILES.into_iter().chain([("compose.yaml", compose_file)]) {
        let path = tree.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::copy(BINARY, tree.join("shop")).expect("target/shop/shop is there (scripts/build-shop)");
    fs::set_permissions(tree.join("shop"), fs::Permissions::from_mode(0o755)).unwrap();
}

/// All that Hailer is told: nothing of the bench's own environment but where Docker and Compose are.
fn variables(folder: &Path) -> Vec<(&'static str, String)> {
    let text = |path: PathBuf| path.to_str().unwrap().to_owned();
    let mut variables = vec![
        ("HAILER_DATA_DIR", text(folder.join("data"))),
        ("HAILER_ALLOWED_ROOTS", text(folder.to_owned())),
        ("USER", "bench".to_owned()),
        ("TERM", "xterm".to_owned()),
    ];
    let passed = ["HOME", "PATH", "DOCKER_HOST", "HAILER_COMPOSE_BIN"];
    variables.extend(
        passed
            .iter()
            .filter_map(|name| Some((*name, std::env::var(name).ok()?))),
    );
    variables
}

/// Nobody watches.
struct Unseen;

impl Responder for Unseen {
    fn progress(&self, _: Progress) {}
    fn line(&self, _: &str) {}
}
