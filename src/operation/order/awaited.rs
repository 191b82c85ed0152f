//! What a service waits for before it is started: its `depends_on`, the same for a deploy and a restart.

use std::time::Duration;

use crate::compose::model::dependency::Condition;
use crate::domain::name::ServiceName;
use crate::engine::{Expects, GateRules, Watched};
use crate::operation::OperationError;
use crate::operation::under_way::UnderWay;
use crate::operation::verify::{self, Deadline, Until};

/// A service that another one depends on.
#[derive(Debug)]
pub(in crate::operation) struct Awaited {
    /// Its name.
    pub(in crate::operation) service: ServiceName,
    /// What is asked of it.
    pub(in crate::operation) condition: Condition,
    /// Whether the other can't do without.
    pub(in crate::operation) required: bool,
    /// Its containers: each id, with how often the engine has restarted it.
    pub(in crate::operation) containers: Vec<(String, u64)>,
}

/// Waits until every dependency is healthy that has to be (Compose spec, `depends_on`). Whether it stays so is the gate's
/// to say. That it was started, or ran to its end, is seen to by the order in which services have their turns.
///
/// `doing` is what the service that waits is at, as people call it. One that isn't required is waited for too, but may fail: that is logged, and the service starts without it.
pub(in crate::operation) async fn wait(
    under_way: &UnderWay<'_>,
    (doing, deadline): (&str, &Deadline),
    dependencies: impl IntoIterator<Item = Awaited>,
) -> Result<(), OperationError> {
    let healthy = dependencies
        .into_iter()
        .filter(|dependency| dependency.condition == Condition::Healthy);
    let (required, optional): (Vec<_>, Vec<_>) =
        healthy.partition(|dependency| dependency.required);
    containers(under_way, (doing, deadline), &watch(required)).await?;
    match containers(under_way, (doing, deadline), &watch(optional)).await {
        Err(OperationError::Gate(failure)) => {
            tracing::warn!(error = %failure, "a dependency that is not required failed");
            Ok(())
        }
        waited => waited,
    }
}

fn watch(dependencies: Vec<Awaited>) -> Vec<Watched> {
    let each = dependencies.into_iter().flat_map(|dependency| {
        let service = dependency.service;
        dependency
            .containers
            .into_iter()
            .map(move |(container, restarts_before)| Watched {
                service: service.clone(),
                container,
                expects: Expects::Ready,
                restarts_before,
            })
    });
    each.collect()
}

/// Waits until containers have come to what is expected of them. One without a healthcheck need only run.
pub(in crate::operation) async fn containers(
    under_way: &UnderWay<'_>,
    (doing, deadline): (&str, &Deadline),
    watched: &[Watched],
) -> Result<(), OperationError> {
    settled(under_way, (doing, deadline), (watched, Duration::ZERO)).await
}

/// The same, where one without a healthcheck must run for `stability`.
pub(in crate::operation) async fn settled(
    under_way: &UnderWay<'_>,
    (doing, deadline): (&str, &Deadline),
    (watched, stability): (&[Watched], Duration),
) -> Result<(), OperationError> {
    if watched.is_empty() {
        return Ok(());
    }
    let _waiting = deadline.wait();
    let rules = GateRules {
        deadline: deadline.left(),
        stability,
        probe: None,
    };
    let engine = under_way.context.engine().await?;
    // On the heap: many services wait at once, each deep in futures of its own.
    Box::pin(verify::wait(
        under_way,
        doing,
        (engine, &rules),
        watched,
        Until::Cancelled,
    ))
    .await
}
