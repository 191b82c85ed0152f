//! Hailer, begun for a project: as it is, or with something wrong about it.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::bot::Bot;
use crate::running::{Ended, Running};
use crate::shape::Shape;

/// The shortest that can be set: how long a killed one counts as alive.
const LEASE: &str = "2s";

/// With what an operation is begun.
#[derive(Default)]
pub(crate) struct With<'a> {
    /// Where it stops, as `HAILER_FAIL_POINT` has it.
    pub(crate) point: Option<&'a str>,
    /// At the point it is killed; else it waits there.
    pub(crate) killed: bool,
    /// What its environment says otherwise.
    pub(crate) variables: Vec<(&'static str, String)>,
}

impl Bot {
    fn hailer(&self, words: &[&str], said: &Path) -> Command {
        let mut hailer = Command::new(&self.hailer);
        let output = fs::File::create(said).unwrap();
        hailer
            .args(words)
            .env("HAILER_DATA_DIR", self.path("data"))
            .env("HAILER_ALLOWED_ROOTS", self.home.path())
            .env("HAILER_LEASE", LEASE)
            .env("DOCKER_HOST", &self.docker_host)
            .env("DOCKER_CONFIG", &self.login)
            .env("USER", "ada")
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output);
        if self.shape == Shape::Instance {
            hailer.env("HAILER_PRESETS_DIR", self.path("presets"));
        }
        if let Some(url) = &self.database {
            hailer.env("DATABASE_URL", url);
        }
        hailer.envs(self.variables.iter().cloned());
        hailer
    }

    /// Carries a command out to its end. What it says is the answer, whatever it is.
    pub(crate) fn answers(&self, line: &str) -> Ended {
        self.runs(&["--yes", "run", line])
    }

    /// The same without a yes: what wants one shows what it would do.
    pub(crate) fn shows(&self, line: &str) -> Ended {
        self.runs(&["run", line])
    }

    fn runs(&self, words: &[&str]) -> Ended {
        let said = self.heard.path().join("answered");
        let child = self.hailer(words, &said).spawn().unwrap();
        Running::new(child, said).wait()
    }

    /// The same, and the end must be a good one.
    pub(crate) fn says(&self, line: &str) {
        let ended = self.answers(line);
        let good = ended.status.is_some_and(|status| status.success());
        assert!(good, "{line}: {ended:?}");
    }

    /// Begins the operation.
    pub(crate) fn begin(&self, with: &With<'_>) -> Running {
        self.begin_with(&self.line(self.act), "said", with)
    }

    /// Begins with a line of its own. What it says is kept under `name`.
    pub(crate) fn begin_with(&self, line: &str, name: &str, with: &With<'_>) -> Running {
        let said = self.heard.path().join(name);
        let mut hailer = self.hailer(&["--yes", "run", line], &said);
        hailer.envs(with.variables.iter().cloned());
        let mut at_point = None;
        if let Some(point) = with.point {
            hailer.env("HAILER_FAIL_POINT", point);
            if with.killed {
                hailer.env("HAILER_FAIL_HOW", "kill");
            } else {
                let socket = self.heard.path().join("point");
                // Of the run before.
                drop(fs::remove_file(&socket));
                at_point = Some(UnixListener::bind(&socket).unwrap());
                hailer.env("HAILER_FAIL_HOW", format!("wait:{}", socket.display()));
            }
        }
        let mut running = Running::new(hailer.spawn().unwrap(), said);
        running.at_point = at_point;
        running
    }
}
