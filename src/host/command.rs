//! What is to be run.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{HostError, program};
use crate::domain::name::VariableName;

/// The variables of this process that a program gets besides its own: none of them is ours.
const INHERITED: [&str; 10] = [
    "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "PATH", "SHELL", "TMPDIR", "TZ", "USER",
];

/// A program with its arguments and variables. No shell is around it.
#[derive(Debug, Clone)]
pub struct Command {
    /// The program, looked for in our own `PATH` where it has no `/`, and its arguments. Anybody on the machine can read them.
    pub argv: Vec<String>,
    /// Its variables. Of ours it gets `PATH`, `HOME` and a few like them.
    pub environment: BTreeMap<VariableName, SecretString>,
}

impl Command {
    /// What it is called, and the file that is run. Its own variables have no say in which that is.
    pub(super) fn program(&self) -> Result<(&str, PathBuf), HostError> {
        let name = self.argv.first().map_or("", String::as_str);
        let path = std::env::var("PATH").unwrap_or_default();
        Ok((name, program::find(name, &path)?))
    }

    /// All its variables, in clear.
    pub(super) fn variables(&self) -> BTreeMap<String, String> {
        let inherited = INHERITED
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), std::env::var(name).ok()?)));
        let own = self
            .environment
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.expose_secret().to_owned()));
        inherited.chain(own).collect()
    }
}

/// What a supervisor is told, on its input.
#[derive(Serialize, Deserialize)]
pub(super) struct Order {
    /// The file that is run.
    pub(super) program: String,
    /// What it is called, and its arguments.
    pub(super) argv: Vec<String>,
    /// All its variables.
    pub(super) environment: BTreeMap<String, String>,
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order")
            .field("argv", &self.argv)
            .finish_non_exhaustive()
    }
}

/// What a supervisor answers, in one line on its output.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// It runs.
    Started,
    /// Another supervisor has the folder.
    Taken,
    /// It doesn't run.
    Failed(String),
}
