//! The programs that people use today, found as Hailer finds them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hailer::compose::{ComposeBinary, Locator, Surroundings};
use hailer::engine::Engine;

/// The Compose binary, wherever `src/compose` finds it.
pub(crate) struct Compose(ComposeBinary);

pub(crate) fn compose() -> Compose {
    let explicit = std::env::var_os("HAILER_COMPOSE_BIN").map(PathBuf::from);
    let locator = Locator::new(explicit, Surroundings::of_this_process());
    let found = runtime().block_on(locator.find());
    Compose(found.expect("the Compose binary is there (scripts/setup installs it)"))
}

impl Compose {
    pub(crate) fn describe(&self) -> String {
        format!("{} ({})", self.0.version(), self.0.path().display())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The binary itself, without the Docker CLI in front.
    pub(crate) fn command(&self) -> Command {
        Command::new(self.0.path())
    }
}

/// The Docker CLI, where there is one.
pub(crate) fn has_docker() -> bool {
    Command::new("docker").arg("--version").output().is_ok()
}

pub(crate) fn docker_version() -> String {
    said_first("docker", "--version")
}

pub(crate) fn rsync_version() -> String {
    said_first("rsync", "--version")
}

pub(crate) fn engine_version() -> String {
    let host = std::env::var("DOCKER_HOST").ok();
    let asked = async { Engine::connect(host.as_deref()).await?.release().await };
    let release = runtime().block_on(asked);
    let release = release.expect("the Docker engine answers (scripts/setup starts it)");
    release.version
}

/// Runs a command to its end, unseen; it must end well.
pub(crate) fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| unusable(command, &error.to_string()));
    if !output.status.success() {
        unusable(command, &String::from_utf8_lossy(&output.stderr));
    }
}

/// Runs the Docker CLI to its end. Returns what it said.
pub(crate) fn said(words: &[&str]) -> String {
    let mut command = Command::new("docker");
    let output = command.args(words).stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| unusable(&command, &error.to_string()));
    if !output.status.success() {
        unusable(&command, &String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[expect(clippy::panic, reason = "a bench that can't run says so by ending")]
fn unusable(command: &Command, why: &str) -> ! {
    panic!("{command:?}: {why}")
}

/// A runtime like the one that the binary makes.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.enable_all().build().unwrap()
}

fn said_first(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output();
    output.map_or_else(
        |_| "not installed".to_owned(),
        |output| {
            let said = String::from_utf8_lossy(&output.stdout);
            said.lines().next().unwrap_or_default().to_owned()
        },
    )
}
