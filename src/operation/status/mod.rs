//! `/docker-status`: what runs, by its labels. No compose file is read and nothing is guessed.

mod drift;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::codebase::Codebase;
use crate::domain::container::{Container, Usage};
use crate::domain::name::ServiceName;
use crate::domain::policy::Approved;
use crate::operation::context::{containers, docker};
use crate::operation::{Context, OperationError, order};
use crate::reply::{self, ProjectStatus, Reply};

/// The state of the services that were named, or of all.
pub async fn status(
    context: &Context,
    _approved: &Approved,
    codebase: &Codebase,
    services: &[ServiceName],
    stats: bool,
) -> Result<Reply, OperationError> {
    let docker = docker(codebase)?;
    let (containers, live, hold) = tokio::join!(
        containers(context, docker),
        context.store.live_release(&codebase.name),
        context.store.hold_of(&codebase.name)
    );
    let (containers, live, hold) = (containers?, live?, hold?);
    let drift = match &live {
        Some(live) => drift::from_live(context, docker, live, (&containers, services)).await,
        None => vec![],
    };
    let chosen = order::choose(codebase, docker, &containers, services)?;
    let meant = |container: &Container| {
        container
            .service()
            .is_some_and(|service| chosen.iter().any(|chosen| chosen.as_str() == service))
    };
    let containers: Vec<_> = containers.into_iter().filter(meant).collect();
    let usage = if stats {
        usage(context, &containers).await?
    } else {
        BTreeMap::new()
    };
    let now = context.store.now();
    let release = live.as_ref().map(|live| {
        let since = live.live_at.unwrap_or(live.recorded_at);
        format!("{}, live since {}", live.number, reply::moment(since, now))
    });
    Ok(reply::status(&ProjectStatus {
        codebase: &codebase.name,
        containers: &containers,
        usage: &usage,
        release: release.as_deref(),
        drift: &drift,
        hold: hold.as_ref(),
        now,
    }))
}

/// The services that the codebase's project has containers of.
pub async fn services(
    context: &Context,
    codebase: &Codebase,
) -> Result<BTreeSet<String>, OperationError> {
    let containers = containers(context, docker(codebase)?).await?;
    Ok(containers
        .iter()
        .filter_map(|container| container.service().map(str::to_owned))
        .collect())
}

/// One line for each codebase, worst first.
pub async fn of_all(context: &Context, codebases: &[Codebase]) -> Result<Reply, OperationError> {
    let each = codebases.iter().map(async |codebase| {
        let containers = match &codebase.docker {
            None => Err("it has no docker config".to_owned()),
            Some(docker) => containers(context, docker)
                .await
                .map_err(|error| error.to_string()),
        };
        (codebase.name.clone(), containers)
    });
    let projects = futures_util::future::join_all(each).await;
    Ok(reply::overview(&projects))
}

/// CPU and memory of each container, by id. One that couldn't be measured is left out, and shown as unknown.
async fn usage(
    context: &Context,
    containers: &[Container],
) -> Result<BTreeMap<String, Usage>, OperationError> {
    let ids: Vec<_> = containers
        .iter()
        .map(|container| container.id.clone())
        .collect();
    let measured = context.engine().await?.usage(&ids).await;
    Ok(ids
        .into_iter()
        .zip(measured)
        .filter_map(|(id, usage)| Some((id, usage.ok()?)))
        .collect())
}
