//! A bot that serves, with a project on the real engine.

#[path = "official.rs"]
mod official;

use std::fs;
use std::io::BufRead as _;
use std::process::Command;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::bot::{Bot, well};
use crate::shop_image::import_shop;
use crate::telegram::{Person, Place};
use official::compose_binary;

/// One healthy service.
const COMPOSE: &str = "
services:
  web:
    image: IMAGE
    command: serve 80
    stop_grace_period: 1s
    labels: {version: '1'}
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
";

/// What an instance is made of that is never ready.
const HANGS: &str = r#"
name = "hangs"
about = "Never ready"
image = "IMAGE"
default_version = "1"
command = ["hang"]
versions = { 1 = {} }

[health]
test = ["/shop", "healthcheck", "http://127.0.0.1:80/"]
within = "10m"
"#;

/// What a failing version says before it ends.
pub(crate) const FAILS: &str = "crash 3 0.5";

/// A bot and its project.
pub(crate) struct Shop {
    pub(crate) bot: Bot,
    pub(crate) project: String,
}

impl Shop {
    /// Version 1 runs, put there by hand; Hailer knows nothing of it yet, and serves.
    pub(crate) fn unknown() -> Self {
        Self::unknown_to(Bot::new(vec![]))
    }

    fn unknown_to(bot: Bot) -> Self {
        for folder in ["workspace", "shop"] {
            fs::create_dir(bot.path(folder)).unwrap();
        }
        let home = bot.path("");
        let name = home.file_name().unwrap().to_str().unwrap();
        let unique = hex::encode(name.trim_start_matches('.'));
        let mut world = Self {
            bot,
            project: format!("hailer-chat-{unique}"),
        };
        world.import();
        let compose = world.compose();
        world.write("shop/compose.yaml", &compose);
        world.write("workspace/compose.yaml", &compose);
        world.compose_up(&["--wait"]);
        world.bot.serves();
        world
    }

    /// The same, and the codebase is `shop`.
    pub(crate) fn new() -> Self {
        Self::of(Bot::new(vec![]))
    }

    /// The same, with this bot.
    pub(crate) fn of(bot: Bot) -> Self {
        let world = Self::unknown_to(bot);
        let workspace = world.bot.path("workspace");
        let production = world.bot.path("shop");
        world.bot.at_the_terminal(&format!(
            "/codebase add shop --workspace {}",
            workspace.display()
        ));
        world.bot.at_the_terminal(&format!(
            "/docker-config set {} {}",
            production.display(),
            world.project
        ));
        world
            .bot
            .at_the_terminal("/docker-config set stability_window 1s");
        world
    }

    /// A group that Ada has allowed, with her and these in it.
    pub(crate) async fn group(&self, with: &[&Person]) -> Place {
        let group = self.bot.telegram.supergroup("Ops");
        for person in with.iter().copied().chain([&self.bot.ada]) {
            person.joins(&group);
        }
        self.bot.ada.says(&group, "/allow_chat");
        group.next_message().await;
        group
    }

    /// Lays another version out in the workspace, where `command` is what its service does.
    pub(crate) fn lay_out(&self, version: u8, command: &str) {
        let compose = self.compose_of(version, command);
        self.write("workspace/compose.yaml", &compose);
    }

    /// The compose file of a version, where `command` is what its service does.
    pub(crate) fn compose_of(&self, version: u8, command: &str) -> String {
        let compose = self.compose().replace("serve 80", command);
        compose.replace("'1'", &format!("'{version}'"))
    }

    /// Whoever runs the project by hand has it do this from now on.
    pub(crate) fn runs(&self, command: &str) {
        let compose = self.compose().replace("serve 80", command);
        self.write("shop/compose.yaml", &compose);
        self.compose_up(&[]);
    }

    fn compose_up(&self, more: &[&str]) {
        let ran = Command::new(compose_binary())
            .args(["--progress", "quiet", "-p", &self.project])
            .args(["up", "--detach"])
            .args(more)
            .current_dir(self.bot.path("shop"))
            .env("PWD", self.bot.path("shop"))
            .output();
        well("docker-compose up", &ran.unwrap());
    }

    /// Waits until the service has written so many lines.
    pub(crate) async fn has_written(&self, lines: usize) {
        let id = self.container();
        let written = || {
            let logs = Command::new("docker").args(["logs", &id]).output();
            let logs = logs.unwrap();
            [logs.stdout, logs.stderr].concat().lines().count()
        };
        while written() < lines {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The id of the container that runs.
    pub(crate) fn container(&self) -> String {
        let project = format!("label=com.docker.compose.project={}", self.project);
        let id = self.bot.docker(&["ps", "-q", "--filter", &project]);
        id.trim().to_owned()
    }

    /// Every preview was shown long ago, and its time has run out.
    pub(crate) async fn previews_expire(&self) {
        let store = self.bot.path("data/hailer.sqlite");
        let options = SqliteConnectOptions::new().filename(store);
        let mut store = options.connect().await.unwrap();
        let expire = "UPDATE confirmations SET opened_at = '2026-01-01T09:00:00+00:00', \
                      expires_at = '2026-01-01T09:10:00+00:00' WHERE state = 'pending'";
        let expired = sqlx::query(expire).execute(&mut store).await.unwrap();
        assert!(expired.rows_affected() > 0, "nothing waits for a yes");
    }

    /// The version that runs.
    pub(crate) fn version(&self) -> String {
        let project = format!("label=com.docker.compose.project={}", self.project);
        let format = "{{.Label \"version\"}}";
        self.bot
            .docker(&["ps", "--filter", &project, "--format", format])
            .trim()
            .to_owned()
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.bot.path(path), text).unwrap();
    }

    fn compose(&self) -> String {
        COMPOSE.replace("IMAGE", &self.image())
    }

    /// Instances can be made that are never ready, of the preset `hangs`.
    pub(crate) fn has_what_hangs(&self) {
        let hangs = HANGS.replace("IMAGE", &self.image());
        self.write("presets/hangs.toml", &hangs);
    }

    fn image(&self) -> String {
        format!("{}:1", self.project)
    }

    fn import(&self) {
        let label = format!("test={}", self.project);
        let imported = import_shop(Command::new("docker"), &self.image(), &label, "/shop");
        well("docker import", &imported);
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        // It may be at work still.
        self.bot.is_killed();
        let label = format!("label=com.docker.compose.project={}", self.project);
        remove(&["ps", "-aq", "--filter", &label], &["rm", "-f", "-v"]);
        remove(
            &["network", "ls", "-q", "--filter", &label],
            &["network", "rm"],
        );
        // What else was made of its image.
        let made = format!("ancestor={}", self.image());
        remove(&["ps", "-aq", "--filter", &made], &["rm", "-f", "-v"]);
        let label = format!("label=test={}", self.project);
        remove(&["images", "-aq", "--filter", &label], &["rmi", "-f"]);
    }
}

/// Takes away what `list` lists.
fn remove(list: &[&str], remove: &[&str]) {
    let Ok(listed) = Command::new("docker").args(list).output() else {
        return;
    };
    let listed = String::from_utf8_lossy(&listed.stdout);
    let ids: Vec<_> = listed.split_whitespace().collect();
    if !ids.is_empty() {
        Command::new("docker").args(remove).args(ids).output().ok();
    }
}
