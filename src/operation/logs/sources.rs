//! Whose lines are read: the containers that are meant, and what they are called beside each other.

use std::sync::Arc;

use futures_util::StreamExt;

use super::{Wanted, ended, follow_to, may_be_found, named, query, shown, told};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::container::{Container, HealthState, State};
use crate::domain::name::ServiceName;
use crate::engine::LogSource;
use crate::operation::context::{containers, docker};
use crate::operation::{Context, OperationError, order};
use crate::reply::{Redactor, Reply, Responder};

/// Whose lines are shown, and why theirs.
pub(in crate::operation) struct Sources {
    containers: Vec<LogSource>,
    what: String,
}

impl Sources {
    /// These containers, which are called so.
    pub(in crate::operation) const fn of(containers: Vec<LogSource>, what: String) -> Self {
        Self { containers, what }
    }

    /// The newest lines, without secrets.
    pub(in crate::operation) async fn newest(
        &self,
        context: &Context,
        redactor: &Redactor,
        wanted: &Wanted,
    ) -> Result<Reply, OperationError> {
        let lines = context
            .engine()
            .await?
            .interleaved_logs(
                &self.containers,
                &query(context, wanted),
                shown(redactor.clone()),
            )
            .await?;
        let several = self.containers.len() > 1;
        let shown: Vec<_> = lines
            .into_iter()
            .map(|line| named(line, several))
            .filter(|line| may_be_found(line, wanted))
            .collect();
        Ok(told(&self.what, &shown))
    }

    /// The newest lines, then each new one, until the containers end or five minutes are over. The reply says which.
    pub(in crate::operation) async fn followed(
        self,
        context: &Context,
        redactor: &Redactor,
        (wanted, responder): (&Wanted, &Arc<dyn Responder>),
    ) -> Result<Reply, OperationError> {
        let (several, ended) = (self.containers.len() > 1, ended(self.containers.len()));
        let lines = context
            .engine()
            .await?
            .follow_interleaved(self.containers, &query(context, wanted));
        let shown = shown(redactor.clone());
        let shown = lines.map(|line| {
            let mut line = line?;
            line.line = shown(line.line);
            Ok(named(line, several))
        });
        follow_to((&self.what, ended), shown, (wanted, responder)).await
    }
}

pub(super) async fn sources(
    context: &Context,
    codebase: &Codebase,
    service: Option<&ServiceName>,
) -> Result<Sources, OperationError> {
    let docker = docker(codebase)?;
    let containers = containers(context, docker).await?;
    let named: Vec<_> = service.cloned().into_iter().collect();
    let chosen = order::choose(codebase, docker, &containers, &named)?;
    let (service, why) = match service {
        Some(service) => (Some(service.as_str()), ""),
        None => most_wanted(docker, &containers),
    };
    let meant = |container: &&Container| {
        container.service().is_some_and(|own| match service {
            Some(service) => own == service,
            None => chosen.iter().any(|chosen| chosen.as_str() == own),
        })
    };
    let own: Vec<_> = containers.iter().filter(meant).collect();
    Ok(Sources {
        what: format!("{}{why}", service.unwrap_or("all services")),
        containers: own
            .iter()
            .map(|container| source(container, &own))
            .collect(),
    })
}

/// The service that someone in trouble wants to read first.
fn most_wanted<'a>(
    docker: &'a DockerConfig,
    containers: &'a [Container],
) -> (Option<&'a str>, &'static str) {
    let troubled = |container: &&Container| {
        container.health == HealthState::Unhealthy
            || matches!(container.state, State::Restarting | State::Dead)
            || (container.state == State::Exited && container.exit_code != Some(0))
    };
    if let Some(service) = containers
        .iter()
        .find(troubled)
        .and_then(Container::service)
    {
        return (Some(service), ", which is in trouble");
    }
    (
        docker.primary_container.as_ref().map(ServiceName::as_str),
        "",
    )
}

/// Lines are marked with the service, and with its number where there are several of it.
pub(super) fn source(container: &Container, all: &[&Container]) -> LogSource {
    let service = container.service().unwrap_or(&container.name);
    let replicas = all
        .iter()
        .filter(|other| other.service() == container.service())
        .count();
    let name = if replicas > 1 {
        format!("{service}-{}", container.number())
    } else {
        service.to_owned()
    };
    LogSource {
        id: container.id.clone(),
        name: name.into(),
    }
}
