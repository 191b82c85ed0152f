//! What Hailer itself stands on: the container that it runs in, and the one that holds its store. Whoever stops that from
//! within can't finish, put anything back or tell anybody, so it is refused, with what a person can do instead.
//!
//! It only looks, and at running containers alone: what doesn't run holds nothing.

mod store;

use std::path::Path;

use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::container::Container;
use crate::engine::{Engine, Inside, own_containers};
use crate::operation::context::docker;
use crate::operation::{Context, GroundError, OperationError};
use store::Ground;

/// Refuses to change `containers` of the codebase's project where one of them is Hailer's own or its store's. `by_hand` is
/// what Compose would have to be told instead ("restart", "web").
pub(super) async fn refuse(
    context: &Context,
    codebase: &Codebase,
    containers: &[&Container],
    by_hand: &[&str],
) -> Result<(), OperationError> {
    if containers.is_empty() {
        return Ok(());
    }
    let inside = inside(context.engine().await?).await?;
    let ground = Ground::of(context.store.place(), inside.as_ref()).await?;
    let own = |container: &&&Container| {
        let inside = inside.as_ref();
        inside.is_some_and(|inside| inside.id == container.id)
    };
    let what = match containers.iter().find(own) {
        Some(own) => Some(format!("Hailer itself (container {})", own.name)),
        None => containers.iter().find_map(|container| {
            let why = ground.held_by(container)?;
            Some(format!(
                "Hailer's own store (container {} {why})",
                container.name
            ))
        }),
    };
    match what {
        None => Ok(()),
        Some(what) => Err(GroundError::OwnGround {
            codebase: codebase.name.clone(),
            what,
            command: command(docker(codebase)?, by_hand),
        }
        .into()),
    }
}

/// The container that this process runs in; `None` where it runs in none of this engine's.
async fn inside(engine: &Engine) -> Result<Option<Inside>, OperationError> {
    for id in own_containers() {
        if let Some(inside) = engine.inside(&id).await? {
            return Ok(Some(inside));
        }
    }
    Ok(None)
}

/// The same by the official tool, for a shell on the machine.
fn command(docker: &DockerConfig, by_hand: &[&str]) -> String {
    let folder = &docker.production_path;
    let mut words = vec!["docker compose -p".to_owned()];
    words.push(docker.compose_project.to_string());
    words.push("--project-directory".to_owned());
    words.push(quoted(folder));
    for file in &docker.compose_files {
        words.push("-f".to_owned());
        words.push(quoted(&folder.join(file)));
    }
    words.extend(by_hand.iter().map(|word| (*word).to_owned()));
    words.join(" ")
}

/// A path as one word of a shell (POSIX, "Quoting").
pub(super) fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@:,".contains(c);
    if path.chars().all(plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::name::ProjectName;

    #[test]
    fn the_command_by_hand_names_the_project_its_folder_and_its_files() {
        let project = ProjectName::new("shop").unwrap();
        let mut docker = DockerConfig::new("/srv/our shop".into(), project);
        docker.compose_files = vec!["compose.yaml".to_owned()];
        assert_eq!(
            command(&docker, &["restart", "web"]),
            "docker compose -p shop --project-directory '/srv/our shop' -f '/srv/our shop/compose.yaml' restart web"
        );
    }
}
