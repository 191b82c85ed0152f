//! A project of its own on the real engine, and a Hailer that can be killed.

mod journal;
mod within;

use std::fs;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use hailer::store::{Seal, Store, StoreTarget};

use crate::shop_image::import_shop;
use crate::support::dockerd::Dockerd;
use crate::support::postgres::Postgres;

pub(crate) use journal::{begun, done};

/// How long the killed one counts as alive: no longer than a disk may stand still that everybody writes to.
const LEASE: &str = "4s";

/// Longer than anything here takes, on a disk that everybody writes to.
pub(crate) const LIMIT: Duration = Duration::from_mins(3);

/// The database that every cluster has.
pub(crate) const DATABASE: &str = "postgres";

const COMPOSE: &str = r#"
services:
  job:
    image: PROJECT:base
    command: [exit, "0"]
    environment: { VERSION: "NUMBER" }
  web:
    build: .
    command: [serve, "8080"]
    volumes: ["./conf:/conf:ro"]
    restart: unless-stopped
    depends_on:
      job: { condition: service_completed_successfully }
    healthcheck:
      test: [CMD, /shop, healthcheck, "http://127.0.0.1:8080/"]
      interval: 300ms
      timeout: 5s
      retries: 20
  plain:
    image: PROJECT:base
    command: [serve, "8081"]
    environment: { VERSION: "NUMBER" }
    depends_on: [web]
  kept:
    image: PROJECT:base
    command: [serve, "8083"]
"#;

/// A service that only version 1 has.
const GONE: &str = r#"
  gone:
    image: PROJECT:base
    command: [serve, "8082"]
    restart: always
"#;

pub(crate) struct World {
    pub(crate) home: tempfile::TempDir,
    pub(crate) project: String,
    pub(crate) store: Store,
    pub(crate) own: Own,
}

/// The servers that a world has for itself. `None`: the machine's engine, and SQLite.
#[derive(Default)]
pub(crate) struct Own {
    pub(crate) dockerd: Option<Dockerd>,
    pub(crate) postgres: Option<Postgres>,
}

impl World {
    /// Version 1 runs, put there by Hailer; version 2 is in the workspace.
    pub(crate) async fn new() -> Self {
        Self::with(Own::default()).await
    }

    /// The same on servers of its own, which may be killed.
    pub(crate) async fn with(own: Own) -> Self {
        Self::of("copy", own).await
    }

    /// The same where production is a link, and `.env` lives beside the release folders.
    pub(crate) async fn linked() -> Self {
        Self::of("symlink", Own::default()).await
    }

    async fn of(strategy: &str, own: Own) -> Self {
        let home = tempfile::tempdir().unwrap();
        for folder in ["workspace/conf", "production", "data"] {
            fs::create_dir_all(home.path().join(folder)).unwrap();
        }
        let name = home.path().file_name().unwrap().to_str().unwrap();
        let unique = hex::encode(name.trim_start_matches('.'));
        let target = match &own.postgres {
            Some(postgres) => StoreTarget::Postgres(postgres.url(DATABASE).into()),
            None => StoreTarget::Sqlite(home.path().join("data/hailer.sqlite")),
        };
        let seal = Seal::open_or_create(&home.path().join("data/key")).unwrap();
        let world = Self {
            project: format!("hailer-test-{unique}"),
            store: Store::open(&target, seal).await.unwrap(),
            home,
            own,
        };
        world.import_base();
        world.lay_out(1);
        let linked = strategy == "symlink";
        let env = if linked {
            "production.shared"
        } else {
            "production"
        };
        fs::create_dir_all(world.home.path().join(env)).unwrap();
        fs::write(
            world.home.path().join(env).join(".env"),
            "ONLY=production\n",
        )
        .unwrap();
        let workspace = world.workspace();
        world.says(&format!(
            "/codebase add shop --workspace {}",
            workspace.display()
        ));
        let production = world.production();
        world.says(&format!(
            "/docker-config set {} {}",
            production.display(),
            world.project
        ));
        world.says("/docker-config set stability_window 1s");
        if linked {
            world.says("/docker-config set deployment_strategy symlink");
            world.says("/docker-config set shared_paths .env");
        }
        world.says("/docker-deploy");
        world.lay_out(2);
        world
    }

    fn import_base(&self) {
        let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/shop/shop");
        // Both versions have this file, too.
        fs::copy(&shop, self.workspace().join("shop"))
            .unwrap_or_else(|error| panic!("{}: {error}; run scripts/build-shop", shop.display()));
        let label = format!("test={}", self.project);
        let base = format!("{}:base", self.project);
        let imported = import_shop(self.client(), &base, &label, "/shop");
        assert!(imported.status.success(), "docker import: {imported:?}");
    }

    /// Writes a version into the workspace.
    fn lay_out(&self, version: u8) {
        let write = |path: &str, text: &str| {
            fs::write(self.workspace().join(path), text).unwrap();
        };
        let gone = if version == 1 { GONE } else { "" };
        let compose = format!("{COMPOSE}{gone}");
        let compose = compose
            .replace("PROJECT", &self.project)
            .replace("NUMBER", &version.to_string());
        write("compose.yaml", &compose);
        write("conf/shop.conf", &format!("version = {version}\n"));
        // Each version's image is another one.
        let base = format!("{}:base", self.project);
        let dockerfile = format!("FROM {base}\nLABEL version=\"{version}\"\n");
        write("Dockerfile", &dockerfile);
        if version == 1 {
            write("conf/old.txt", "only version 1 has this\n");
        } else {
            fs::remove_file(self.workspace().join("conf/old.txt")).unwrap();
            fs::create_dir_all(self.workspace().join("conf/new")).unwrap();
            write("conf/new/extra.txt", "only version 2 has this\n");
        }
    }

    pub(crate) fn workspace(&self) -> PathBuf {
        self.home.path().join("workspace")
    }

    pub(crate) fn production(&self) -> PathBuf {
        self.home.path().join("production")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Hailer with these words.
    pub(crate) fn hailer(&self, words: &[&str]) -> Command {
        let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"));
        hailer
            .args(words)
            .env("HAILER_DATA_DIR", self.data())
            .env("HAILER_ALLOWED_ROOTS", self.home.path())
            .env("HAILER_LEASE", LEASE)
            .env("USER", "ada")
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(dockerd) = &self.own.dockerd {
            hailer.env("DOCKER_HOST", dockerd.host());
        }
        if let Some(postgres) = &self.own.postgres {
            hailer.env("DATABASE_URL", postgres.url(DATABASE));
        }
        hailer
    }

    /// Runs a command to its end, which must be a good one. Returns what it said.
    pub(crate) fn says(&self, line: &str) -> String {
        let output = self.hailer(&["--yes", "run", line]).output().unwrap();
        let said = said(&output);
        assert!(output.status.success(), "{line}: {said}");
        said
    }

    /// Starts a command.
    pub(crate) fn begins(&self, line: &str) -> Child {
        self.hailer(&["--yes", "run", line]).spawn().unwrap()
    }
}

/// SIGKILL, and its end.
pub(crate) fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

pub(crate) fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(err)
    )
}
