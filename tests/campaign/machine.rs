//! A Docker daemon, a PostgreSQL and a registry of a worker's own, with the one image that all is made from.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::bot::Bot;
use crate::disk::{Disk, engine_has_room};
use crate::line::Line;
use crate::registry::Registry;
use crate::shop_image::import_shop;
use crate::support::dockerd::Dockerd;
use crate::support::postgres::Postgres;

/// The image that every service runs or is built from.
pub(crate) const BASE: &str = "campaign:base";

pub(crate) struct Machine {
    pub(crate) dockerd: Dockerd,
    pub(crate) postgres: Postgres,
    /// A line to the database that may hang.
    pub(crate) line: Line,
    /// On the loopback of the daemon's own network: nobody else reaches it.
    pub(crate) registry: Registry,
    pub(crate) runtime: tokio::runtime::Runtime,
    /// A copy of the binary: a build meanwhile changes nothing of what is tried.
    pub(crate) hailer: PathBuf,
    pub(crate) disk: Disk,
    _home: tempfile::TempDir,
    /// A project that the last run left as it found it.
    pub(crate) ready: Option<Bot>,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let home = tempfile::tempdir().unwrap();
        let hailer = home.path().join("hailer");
        fs::copy(env!("CARGO_BIN_EXE_hailer"), &hailer).unwrap();
        let disk = Disk::mount(home.path().join("disk"));
        let dockerd = Dockerd::start();
        let postgres = Postgres::start();
        let machine = Self {
            registry: Registry::start_in(&dockerd.entering(&["--net"])),
            dockerd,
            line: Line::to(&postgres.url("postgres")),
            postgres,
            runtime: runtime.unwrap(),
            hailer,
            disk,
            _home: home,
            ready: None,
        };
        machine.import_base();
        machine
    }

    /// Docker as people use it: what it says is what is there, whatever Hailer believes.
    pub(crate) fn docker(&self, words: &[&str]) -> String {
        let output = self.ask(words);
        let said = said(&output);
        assert!(output.status.success(), "docker {words:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same, whatever it answers.
    pub(crate) fn ask(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// Takes away all that runs, whoever left it.
    pub(crate) fn clear(&mut self) {
        self.ready = None;
        self.line.mend();
        // Who knows how it was left.
        self.postgres.kill();
        self.postgres.start_again();
        self.disk.make_room();
        engine_has_room(&self.dockerd);
        self.registry.thaw();
        let all = self.ask(&["ps", "-aq"]);
        let all = String::from_utf8_lossy(&all.stdout).into_owned();
        let remove = ["rm", "-f", "-v"];
        self.ask(
            &remove
                .into_iter()
                .chain(all.split_whitespace())
                .collect::<Vec<_>>(),
        );
        self.ask(&["network", "prune", "-f"]);
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("docker");
        command.args(words).env("DOCKER_HOST", self.dockerd.host());
        command
    }

    fn import_base(&self) {
        let imported = import_shop(self.command(&[]), BASE, "campaign=base", "/shop");
        assert!(
            imported.status.success(),
            "docker import: {}",
            said(&imported)
        );
    }

    /// A database that nobody has used.
    pub(crate) fn database(&self, name: &str) -> String {
        self.tell_server(format!("CREATE DATABASE {name}"));
        self.postgres.url(name)
    }

    /// It goes again: a server with thousands of them takes long to recover.
    pub(crate) fn drop_database(&self, url: &str) {
        let (_, name) = url.rsplit_once('/').unwrap();
        self.tell_server(format!("DROP DATABASE {name} WITH (FORCE)"));
    }

    fn tell_server(&self, statement: String) {
        use sqlx::Connection as _;
        self.runtime.block_on(async {
            let url = self.postgres.url("postgres");
            let mut server = sqlx::PgConnection::connect(&url).await.unwrap();
            let statement = sqlx::raw_sql(sqlx::AssertSqlSafe(statement));
            statement.execute(&mut server).await.unwrap();
            server.close().await.unwrap();
        });
    }
}

pub(crate) fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(err)
    )
}
