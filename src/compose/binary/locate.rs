//! Finds the Compose binary and asks its version, once for each binary as it is on disk.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::ComposeBinary;
use super::run::{self, Invocation};
use crate::compose::{ComposeError, Version};

/// Docker's own folders for plugins of the whole machine, in the order in which the Docker CLI looks.
const PLUGIN_FOLDERS: [&str; 4] = [
    "/usr/local/lib/docker/cli-plugins",
    "/usr/local/libexec/docker/cli-plugins",
    "/usr/lib/docker/cli-plugins",
    "/usr/libexec/docker/cli-plugins",
];

/// The name of the plugin, and of the stand-alone binary.
const NAME: &str = "docker-compose";

/// What of this process's surroundings the binary gets to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Surroundings {
    /// `HOME`: `~` in compose files, and the person's own plugin folder.
    pub home: PathBuf,
    /// `PATH`.
    pub path: OsString,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self {
            home: std::env::home_dir().unwrap_or_else(|| PathBuf::from("/")),
            path: std::env::var_os("PATH").unwrap_or_default(),
        }
    }
}

/// Finds the binary anew for each use, since it may be upgraded while Hailer runs; asks its version only when it changed.
#[derive(Debug)]
pub struct Locator {
    explicit: Option<PathBuf>,
    surroundings: Surroundings,
    known: Mutex<Option<Known>>,
}

/// The last answer to `version`, for one binary as it was.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    path: PathBuf,
    modified: Option<SystemTime>,
    version: Version,
}

impl Locator {
    /// `explicit` is `HAILER_COMPOSE_BIN`: where it is given, no other place is looked at.
    #[must_use]
    pub const fn new(explicit: Option<PathBuf>, surroundings: Surroundings) -> Self {
        Self {
            explicit,
            surroundings,
            known: Mutex::new(None),
        }
    }

    /// The binary, new enough to be used. Errors: `BinaryMissing`, `BinaryUnusable`, `TooOld`, `TimedOut`.
    pub async fn find(&self) -> Result<ComposeBinary, ComposeError> {
        let candidates = self.candidates();
        let Some(path) = candidates.iter().find(|path| path.is_file()).cloned() else {
            return Err(ComposeError::BinaryMissing { looked: candidates });
        };
        let version = self.version_of(&path).await?;
        if version < Version::REQUIRED {
            return Err(ComposeError::TooOld {
                path,
                found: version,
                required: Version::REQUIRED,
            });
        }
        Ok(ComposeBinary {
            path,
            version,
            surroundings: self.surroundings.clone(),
        })
    }

    /// Every place where it may be, best first.
    pub(super) fn candidates(&self) -> Vec<PathBuf> {
        if let Some(explicit) = &self.explicit {
            // The binary is run in another folder than ours.
            return vec![std::path::absolute(explicit).unwrap_or_else(|_| explicit.clone())];
        }
        let own = self.surroundings.home.join(".docker/cli-plugins");
        let folders = std::iter::once(own).chain(PLUGIN_FOLDERS.map(PathBuf::from));
        folders
            .chain(std::env::split_paths(&self.surroundings.path).filter(|path| path.is_absolute()))
            .map(|folder| folder.join(NAME))
            .collect()
    }

    async fn version_of(&self, path: &Path) -> Result<Version, ComposeError> {
        let modified = std::fs::metadata(path)
            .and_then(|metadata| metadata.modified())
            .ok();
        let known = self
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(known) = known
            && known.path == path
            && known.modified.is_some()
            && known.modified == modified
        {
            return Ok(known.version);
        }
        let version = ask_version(path, &self.surroundings).await?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(Known {
            path: path.to_owned(),
            modified,
            version,
        });
        Ok(version)
    }
}

/// Runs `version --short`, which every Compose 2 answers without an engine.
async fn ask_version(path: &Path, surroundings: &Surroundings) -> Result<Version, ComposeError> {
    let invocation = Invocation::new(Path::new("/"), ["version", "--short"]);
    let unusable = |cause: String| ComposeError::BinaryUnusable {
        path: path.to_owned(),
        cause,
    };
    let output = match run::run(path, surroundings, invocation).await {
        Err(ComposeError::Invalid { cause }) => return Err(unusable(cause)),
        other => other?,
    };
    let printed = String::from_utf8_lossy(&output.stdout);
    Version::parse(&printed).ok_or_else(|| {
        unusable(format!(
            "It answers {:?} when asked for its version",
            printed.trim()
        ))
    })
}
