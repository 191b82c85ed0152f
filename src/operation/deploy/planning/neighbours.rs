//! Who else the project's name and its folder belong to, as the labels of containers tell. It is said before a yes, and
//! never changes what is done: `docker compose` too knows its containers by the project's name alone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::domain::codebase::DockerConfig;
use crate::domain::container::Container;
use crate::engine::Engine;
use crate::operation::OperationError;
use crate::reply::words::{count, few};

/// On a container: the folder that it was made from.
const WORKING_DIR: &str = "com.docker.compose.project.working_dir";

/// Names in a list before the rest is only counted.
const NAMES: usize = 5;

/// Other projects that run from production.
pub(super) async fn in_this_folder(
    engine: &Engine,
    docker: &DockerConfig,
) -> Result<Vec<String>, OperationError> {
    let folder = &docker.production_path;
    let others = engine
        .compose_projects()
        .await?
        .into_iter()
        .filter(|other| {
            let from = other.working_dir.as_deref();
            other.name != docker.compose_project
                && from.is_some_and(|from| same(Path::new(from), folder))
        });
    let told = others.map(|other| {
        format!(
            "Compose project {name} runs from {folder} too ({containers}) and is left alone; if that one is meant: \
             /docker-config set compose_project {name}",
            name = other.name,
            folder = folder.display(),
            containers = count(other.containers, "container"),
        )
    });
    Ok(told.collect())
}

/// Containers of the project that were made from another folder.
pub(super) fn from_elsewhere(docker: &DockerConfig, containers: &[Container]) -> Option<String> {
    let folders: BTreeSet<&str> = containers
        .iter()
        .filter_map(|container| container.labels.get(WORKING_DIR))
        .map(String::as_str)
        .filter(|folder| !same(Path::new(folder), &docker.production_path))
        .collect();
    let folders: Vec<&str> = folders.into_iter().collect();
    (!folders.is_empty()).then(|| {
        format!(
            "Project {} runs from {}, not from {}; if that is another project of the same name, give this one \
             a name of its own: /docker-config set compose_project NAME",
            docker.compose_project,
            few(&folders, NAMES),
            docker.production_path.display()
        )
    })
}

/// Whether two paths are one folder, wherever their links lead. One that is gone is nobody's.
fn same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| PathBuf::from(path));
    one == other || real(one) == real(other)
}
