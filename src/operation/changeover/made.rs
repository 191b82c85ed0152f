//! The containers that an operation has made, found by its label: one that was made by a call that then failed is known
//! nowhere else.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use crate::domain::container::Container;
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::engine::{Engine, EngineError, Volumes};
use crate::operation::under_way::UnderWay;
use crate::operation::{OperationError, step};

/// Stops those that run, side by side. All of them come to their end, also where one can't be stopped.
pub(in crate::operation) async fn stop(
    under_way: &UnderWay<'_>,
    engine: &Engine,
) -> Result<(), OperationError> {
    let made = made(under_way, engine).await?;
    let running = made.iter().filter(|one| one.state.lives());
    let stops = running.map(|one| step::stop(under_way, &one.id));
    join_all(stops).await.into_iter().collect()
}

/// The services of those that run.
pub(super) async fn running(
    under_way: &UnderWay<'_>,
    engine: &Engine,
) -> Result<BTreeSet<ServiceName>, OperationError> {
    let made = made(under_way, engine).await?;
    let running = made.iter().filter(|one| one.state.lives());
    let services = running.filter_map(Container::service);
    Ok(services
        .filter_map(|service| ServiceName::new(service).ok())
        .collect())
}

/// Takes all of them away, with volumes that the engine has made for one that never came to be. One that can't be is no
/// reason to leave the others; the first error is returned.
pub(super) async fn remove(
    under_way: &UnderWay<'_>,
    engine: &Engine,
) -> Result<(), OperationError> {
    let mut result = Ok(());
    for one in made(under_way, engine).await? {
        result = result.and(remove_one(under_way, &one).await);
    }
    for volume in engine.strayed_volumes(under_way.operation()).await? {
        let name = volume.name.as_str();
        let step = Step::RemoveVolume {
            name: name.to_owned(),
        };
        let remove = async |intent: &_| engine.remove_strayed(intent, name).await;
        result = result.and(under_way.step(step, remove).await);
    }
    result
}

async fn remove_one(under_way: &UnderWay<'_>, one: &Container) -> Result<(), OperationError> {
    let remove = || step::remove(under_way, (&one.id, &one.name), Volumes::Remove);
    match remove().await {
        // The engine was restarted in between, and the container's restart policy (always) has brought it back.
        Err(OperationError::Engine(EngineError::Conflict { .. })) => {
            step::stop(under_way, &one.id).await?;
            remove().await
        }
        removed => removed,
    }
}

async fn made(under_way: &UnderWay<'_>, engine: &Engine) -> Result<Vec<Container>, OperationError> {
    let mut there = engine.project_containers(under_way.project()).await?;
    there.retain(|one| one.operation() == Some(under_way.operation().as_str()));
    Ok(there)
}
