//! Which compose files make up a project, and whether a tree can stand in for production.

use std::path::Path;

use super::LoadRequest;
use crate::compose::ComposeError;
use crate::domain::files::RelativePath;

/// Compose's default names, in the order in which it looks (Compose spec, "Compose file").
const NAMES: [&str; 4] = [
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// Files that are added to a default one when they are there.
const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// Every name under which Compose finds a compose file by itself.
pub fn default_names() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().chain(OVERRIDES)
}

/// The compose files of a request: those it names, else the first default name with its override.
///
/// The binary isn't left to find them, since it would go on looking in the folders above.
pub(super) fn compose_files(request: &LoadRequest) -> Result<Vec<RelativePath>, ComposeError> {
    let missing = |file: &RelativePath, what| ComposeError::MissingFile {
        path: request.production_path.join(file.as_str()),
        what,
    };
    let is_missing = |file: &&RelativePath| !request.directory.join(file.as_str()).exists();
    if let Some(file) = request.env_files.iter().find(is_missing) {
        return Err(missing(file, "env file"));
    }
    if let Some(file) = request.files.iter().find(is_missing) {
        return Err(missing(file, "compose file"));
    }
    if request.files.is_empty() {
        default_files(request)
    } else {
        Ok(request.files.clone())
    }
}

fn default_files(request: &LoadRequest) -> Result<Vec<RelativePath>, ComposeError> {
    if chosen_by_env(&request.directory.join(".env"))? {
        return Err(ComposeError::FilesChosenByEnv {
            directory: request.production_path.clone(),
        });
    }
    let first_there = |names: &[&'static str]| {
        let there = names
            .iter()
            .find(|name| request.directory.join(name).is_file());
        there.and_then(|name| RelativePath::new(*name).ok())
    };
    let Some(file) = first_there(&NAMES) else {
        return Err(ComposeError::NoComposeFile {
            directory: request.production_path.clone(),
        });
    };
    Ok(std::iter::once(file)
        .chain(first_there(&OVERRIDES))
        .collect())
}

/// Whether a `.env` sets `COMPOSE_FILE`, which `docker compose` would follow.
fn chosen_by_env(env: &Path) -> Result<bool, ComposeError> {
    let text = match std::fs::read(env) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(source) => {
            return Err(ComposeError::Io {
                path: env.to_owned(),
                source,
            });
        }
    };
    Ok(text.lines().any(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line);
        line.split_once('=')
            .is_some_and(|(key, _)| key.trim() == "COMPOSE_FILE")
    }))
}

/// Only in production's own parent folder does `../theirs` mean what it will mean in production.
pub(super) fn check_beside(request: &LoadRequest) -> Result<(), ComposeError> {
    let beside = request.production_path.is_absolute()
        && request.directory.parent() == request.production_path.parent();
    if beside {
        Ok(())
    } else {
        Err(ComposeError::NotBeside {
            directory: request.directory.clone(),
            production_path: request.production_path.clone(),
        })
    }
}
