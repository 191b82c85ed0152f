//! Follows `include` and `extends` from file to file, as the binary does: what it reads there its output doesn't name.
//!
//! Here paths are resolved, and nothing is judged. What can't be followed is told, with its place.

mod contents;
mod following;
mod project;

use std::future::pending;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::inputs::InputFile;
use super::relocate::moved;
use crate::domain::files::RelativePath;
use following::Following;

/// What the compose files name by `include` and `extends`, those that they name so counted in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Included {
    /// Other compose files.
    pub compose_files: Vec<InputFile>,
    /// Env files of included projects.
    pub env_files: Vec<InputFile>,
    /// What isn't known.
    pub unknown: Vec<Unknown>,
}

/// Something that can't be followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// Where it stands (`include[0].path in compose.yaml`).
    pub place: String,
    /// What stands there, and why it can't be followed.
    pub why: String,
}

impl Included {
    /// Whether the project is in its own compose files alone.
    pub(super) const fn is_nothing(&self) -> bool {
        self.compose_files.is_empty() && self.env_files.is_empty() && self.unknown.is_empty()
    }

    /// Turns files of the tree into production's.
    pub(super) fn relocate(&mut self, from: &Path, to: &Path) {
        for input in self.compose_files.iter_mut().chain(&mut self.env_files) {
            if let Some(path) = moved(&input.file.to_string_lossy(), from, to) {
                input.file = path.into();
            }
        }
    }
}

/// Follows everything from the compose files of the project in `directory`.
pub(super) async fn read(directory: PathBuf, compose_files: Vec<RelativePath>) -> Included {
    let follow = move || Following::new(&directory, &compose_files).finished();
    let ended = match tokio::task::spawn_blocking(follow).await {
        Ok(followed) => return followed,
        Err(ended) => ended,
    };
    match ended.try_into_panic() {
        Ok(panic) => resume_unwind(panic),
        // The program ends before it was begun, and with it whoever waits here.
        Err(_cancelled) => pending().await,
    }
}
