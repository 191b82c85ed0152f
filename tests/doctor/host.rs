//! A machine on which all is well, and what doctor says when something isn't.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Folders of its own, and the variables that Hailer is told there.
pub(crate) struct Host {
    home: tempfile::TempDir,
    variables: Vec<(&'static str, OsString)>,
}

/// What doctor says of one thing that isn't right.
#[derive(Debug, PartialEq)]
pub(crate) struct Wrong {
    pub(crate) what: String,
    /// Whether it is broken, and not only worth a look.
    pub(crate) is_broken: bool,
    pub(crate) found: String,
    pub(crate) fix: String,
}

impl Host {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("srv")).unwrap();
        let variables = vec![
            ("PATH", std::env::var_os("PATH").unwrap()),
            ("USER", "ada".into()),
            ("HOME", home.path().into()),
            ("HAILER_DATA_DIR", home.path().join("data").into()),
            ("HAILER_ALLOWED_ROOTS", home.path().join("srv").into()),
        ];
        let engine = std::env::var_os("DOCKER_HOST").map(|host| ("DOCKER_HOST", host));
        let compose = std::env::var_os("HAILER_COMPOSE_BIN").map(|bin| ("HAILER_COMPOSE_BIN", bin));
        let variables = variables.into_iter().chain(engine).chain(compose);
        Self {
            home,
            variables: variables.collect(),
        }
    }

    /// The same, with another value of a variable.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.variables.retain(|(known, _)| *known != name);
        self
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// A program.
    pub(crate) fn script(&self, path: &str, text: &str) -> PathBuf {
        let path = self.write(path, text);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    pub(crate) fn hailer(&self, words: &[&str]) -> Command {
        let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"));
        hailer.env_clear().args(words);
        hailer.envs(self.variables.iter().map(|(name, value)| (name, value)));
        hailer
    }

    /// Carries out a command that must end well.
    pub(crate) fn runs(&self, line: &str) {
        let ran = self.hailer(&["--yes", "run", line]).output().unwrap();
        assert!(ran.status.success(), "{line}: {ran:?}");
    }

    /// The exit code, and what isn't right. How much room the machine has is its own business.
    pub(crate) fn asks(&self) -> (i32, Vec<Wrong>) {
        said(&self.hailer(&["doctor", "--json"]).output().unwrap())
    }

    /// What doctor says to a person.
    pub(crate) fn reads(&self) -> String {
        let ran = self.hailer(&["doctor"]).output().unwrap();
        let said = String::from_utf8(ran.stdout).unwrap();
        // Lines are as wide as a terminal.
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The one thing that isn't right, which is told to a person in the same words. Returns the exit code with it.
    pub(crate) fn told(&self) -> (i32, Wrong) {
        let (code, mut wrong) = self.asks();
        assert_eq!(wrong.len(), 1, "{wrong:#?}");
        let wrong = wrong.pop().unwrap();
        assert_eq!(code == 0, !wrong.is_broken, "{wrong:?}");
        let read = self.reads();
        assert!(
            read.contains(&format!("{}: {}", wrong.what, wrong.fix)),
            "{read}"
        );
        (code, wrong)
    }

    /// Fails unless exactly this is wrong: `found` and `fix` are parts of what is said.
    pub(crate) fn is_told(&self, code: i32, what: &str, (found, fix): (&str, &str)) {
        let (ended, wrong) = self.told();
        assert_eq!((ended, wrong.what.as_str()), (code, what), "{wrong:#?}");
        assert!(
            wrong.found.contains(found),
            "{found:?} is not in {wrong:#?}"
        );
        assert!(wrong.fix.contains(fix), "{fix:?} is not in {wrong:#?}");
    }
}

pub(crate) fn said(ran: &Output) -> (i32, Vec<Wrong>) {
    let out = String::from_utf8(ran.stdout.clone()).unwrap();
    let answer: Value = serde_json::from_str(&out)
        .unwrap_or_else(|error| panic!("{error}: {out}{}", String::from_utf8_lossy(&ran.stderr)));
    let text = |check: &Value, key: &str| check[key].as_str().unwrap().to_owned();
    let wrong = answer["data"].as_array().unwrap().iter();
    let wrong = wrong
        .filter(|check| check["tone"] != "good" && check["what"] != "disk")
        .map(|check| Wrong {
            what: text(check, "what"),
            is_broken: check["tone"] == "bad",
            found: text(check, "found"),
            fix: text(check, "fix"),
        });
    (ran.status.code().unwrap(), wrong.collect())
}

/// Whether others may go through all folders on the way to `path`; they are opened where they are ours.
pub(crate) fn open_to_others(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
