//! Containers as they are: found by project, by name, by id. Nothing here changes one; `lifecycle` does.

mod binds;
mod check;
mod ending;
mod force;
mod inside;
mod lifecycle;
mod memory;
mod projects;
mod restart_policy;
mod stats;
mod view;

pub use inside::Inside;
pub use lifecycle::Volumes;
pub use projects::FoundProject;
pub use restart_policy::RestartPolicy;

use std::collections::HashMap;

use bollard::models::ContainerInspectResponse;
use bollard::query_parameters::{InspectContainerOptions, ListContainersOptions};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::connection::Engine;
use super::error::{Call, EngineError};
use crate::domain::container::{Container, Health};
use crate::domain::name::ProjectName;

/// The label by which containers, networks and volumes belong to a Compose project.
pub(crate) const PROJECT_LABEL: &str = "com.docker.compose.project";

/// The label that a container has of Compose and an image never has: what a person runs from an image that was built for a
/// project inherits that one's other labels, and isn't the project's (docker/compose, `hasConfigHashLabel`).
const MADE_LABEL: &str = "com.docker.compose.config-hash";

/// How many containers are inspected at a time.
const AT_A_TIME: usize = 16;

impl Engine {
    /// Every container that was made for a project, running or not, `docker compose run` ones too (`Container::is_oneoff`),
    /// sorted by service and number. A failed listing is an error, never an empty list.
    pub async fn project_containers(
        &self,
        project: &ProjectName,
    ) -> Result<Vec<Container>, EngineError> {
        let label = format!("{PROJECT_LABEL}={project}");
        let call = Call::new("list the containers of project", project.as_str());
        let mut containers = self.list(call, &[&label, MADE_LABEL]).await?;
        containers.sort_by(|a, b| {
            let key = |c: &Container| (c.service().map(str::to_owned), c.number(), c.name.clone());
            key(a).cmp(&key(b))
        });
        Ok(containers)
    }

    /// Every container with `label` ("hailer.managed=true", or a name alone for any value), running or not, sorted by name. A
    /// failed listing is an error, never an empty list.
    pub async fn labelled(&self, label: &str) -> Result<Vec<Container>, EngineError> {
        let call = Call::new("list the containers with label", label);
        let mut containers = self.list(call, &[label]).await?;
        containers.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(containers)
    }

    /// The container with this id.
    pub async fn inspect(&self, id: &str) -> Result<Container, EngineError> {
        self.inspect_raw(id).await.map(view::container)
    }

    /// The container with exactly this name; `None` where there is none.
    pub async fn by_name(&self, name: &str) -> Result<Option<Container>, EngineError> {
        // The engine takes the beginning of an id for a name too.
        let found = gone_is_none(self.inspect(name).await)?;
        Ok(found.filter(|container| container.name == name))
    }

    /// A container, and its health with the last check's output, from one answer.
    pub(crate) async fn inspect_with_health(
        &self,
        id: &str,
    ) -> Result<(Container, Health), EngineError> {
        let said = self.inspect_raw(id).await?;
        let health = view::health(&said);
        Ok((view::container(said), health))
    }

    pub(crate) async fn inspect_raw(
        &self,
        id: &str,
    ) -> Result<ContainerInspectResponse, EngineError> {
        let call = Call::new("inspect container", id);
        check_name(&call, id)?;
        self.read(call, || {
            self.docker()
                .inspect_container(id, None::<InspectContainerOptions>)
        })
        .await
    }

    /// The containers with all `labels`, running or not, in no order.
    async fn list(&self, call: Call, labels: &[&str]) -> Result<Vec<Container>, EngineError> {
        let summaries = self.summaries(call, labels).await?;
        let ids = summaries.into_iter().filter_map(|one| one.id);
        // The list lacks restart counts, exit codes and times, so each container is asked, all side by side.
        let found: Vec<Option<Container>> = stream::iter(ids)
            .map(|id| async move { gone_is_none(self.inspect(&id).await) })
            .buffer_unordered(AT_A_TIME)
            .try_collect()
            .await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn summaries(
        &self,
        call: Call,
        labels: &[&str],
    ) -> Result<Vec<bollard::models::ContainerSummary>, EngineError> {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        let options = ListContainersOptions {
            all: true,
            filters: Some(HashMap::from([("label".to_owned(), labels)])),
            ..ListContainersOptions::default()
        };
        self.read(call, || {
            self.docker().list_containers(Some(options.clone()))
        })
        .await
    }
}

/// A container that went away meanwhile is no failure.
fn gone_is_none(found: Result<Container, EngineError>) -> Result<Option<Container>, EngineError> {
    match found {
        Ok(container) => Ok(Some(container)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Refuses what would change the call's path.
fn check_name(call: &Call, id: &str) -> Result<(), EngineError> {
    if is_container_name(id) {
        return Ok(());
    }
    Err(EngineError::NotFound {
        call: call.clone(),
        reason: "no container can have this name".to_owned(),
    })
}

/// The engine's rule for container names (`[a-zA-Z0-9][a-zA-Z0-9_.-]*`).
fn is_container_name(given: &str) -> bool {
    given.starts_with(|c: char| c.is_ascii_alphanumeric())
        && given
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c))
}
