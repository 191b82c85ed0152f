//! What a restart of the engine itself does to an operation under way: a container without a restart policy stays down, and
//! one with a policy runs anew, which the gate would take for a crash. Nothing is started here that ended by itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};

use super::{Deadline, Until};
use crate::domain::container::{Container, State};
use crate::domain::plan;
use crate::engine::{Engine, EngineError, Expects, GateFailure, GateFault, Watched};
use crate::operation::under_way::UnderWay;
use crate::operation::{OperationError, step, verify};

/// How long an engine that is being restarted is waited for: it stops its containers first, within their grace periods.
const BACK_WITHIN: Duration = Duration::from_secs(30);

/// The longest time between two questions until then.
const AGAIN: Duration = Duration::from_secs(4);

/// Verifies as [`super::gate`] does, where there is anything to verify. Where the engine is restarted meanwhile, what that
/// stops is started again, and all is verified once more with the whole time before it: what the engine does is not the
/// version's fault. That goes on until the deadline at most.
pub(in crate::operation) async fn gate(
    under_way: &UnderWay<'_>,
    watched: &[Watched],
    deadline: &Deadline,
    until: Until,
) -> Result<(), OperationError> {
    if watched.is_empty() {
        return Ok(());
    }
    let _waiting = deadline.wait();
    let mut anew = None;
    loop {
        let by = anew.as_ref().unwrap_or(deadline);
        let failed = match verify::gate(under_way, watched, by, until).await {
            Ok(()) => None,
            Err(OperationError::Gate(failed)) => Some(failed),
            Err(other) => return Err(other),
        };
        // It may also have passed, and the engine have been restarted since.
        let disturbed = disturbed(under_way, watched, failed.as_ref()).await?;
        if !disturbed {
            return failed.map_or(Ok(()), |failed| Err(failed.into()));
        }
        let by = anew.insert(Deadline::of(deadline.gate().clone()));
        if deadline.left().is_zero() {
            // Enough of this; what was just started again is still verified before anything is said of it.
            return verify::gate(under_way, watched, by, until).await;
        }
    }
}

/// For after the gate: starts again what a restart of the engine has stopped since, and verifies that, if there is any.
pub(in crate::operation) async fn look_again(
    under_way: &UnderWay<'_>,
    watched: &[Watched],
    plan: &plan::Gate,
) -> Result<(), OperationError> {
    if disturbed(under_way, watched, None).await? {
        let deadline = Deadline::of(plan.clone());
        Box::pin(gate(under_way, watched, &deadline, Until::Over)).await
    } else {
        Ok(())
    }
}

/// Whether the engine's own restart came between. What that has stopped runs again then.
async fn disturbed(
    under_way: &UnderWay<'_>,
    watched: &[Watched],
    failed: Option<&GateFailure>,
) -> Result<bool, OperationError> {
    // Also in a look that then failed: the engine may carry out a start and end before it says so.
    let stopped = AtomicBool::new(false);
    let look = || async {
        revive(under_way, watched, &stopped).await?;
        let engine = under_way.context.engine().await?;
        Ok::<_, OperationError>(match failed {
            Some(failed) => ran_anew(engine, failed).await?,
            None => false,
        })
    };
    let retries = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_delay(AGAIN)
        .with_total_delay(Some(BACK_WITHIN))
        .without_max_times();
    // An engine that is about to end can start nothing any more.
    let looked = look.retry(retries).when(OperationError::is_engines_own);
    let anew = Box::pin(looked).await?;
    Ok(anew || stopped.into_inner())
}

/// Whether a container that is down didn't end by itself: the engine was told to end it, or was restarted since it began.
pub(in crate::operation) async fn stopped_by_engine(
    engine: &Engine,
    container: &Container,
) -> Result<bool, EngineError> {
    Ok(container.state == State::Exited
        && (engine.restarted_since_start(container).await? || engine.was_ended(container).await?))
}

/// Starts again what a restart of the engine has stopped, and says in `stopped` that there was any.
async fn revive(
    under_way: &UnderWay<'_>,
    watched: &[Watched],
    stopped: &AtomicBool,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    for one in watched.iter().filter(|one| one.expects == Expects::Ready) {
        let container = match engine.inspect(&one.container).await {
            Ok(container) => container,
            // Somebody has removed it, as the gate says.
            Err(error) if error.is_not_found() => continue,
            Err(error) => return Err(error.into()),
        };
        if stopped_by_engine(engine, &container).await? {
            tracing::warn!(
                container = container.id,
                "the engine has stopped the container, as it does when it is restarted: it is started again"
            );
            stopped.store(true, Ordering::Relaxed);
            step::start(under_way, &container.id).await?;
        }
    }
    Ok(())
}

/// Whether what the gate took for a crash was the engine's own restart, after which the policy started the container anew.
async fn ran_anew(engine: &Engine, failed: &GateFailure) -> Result<bool, EngineError> {
    let Some(id) = &failed.container else {
        return Ok(false);
    };
    match failed.why {
        GateFault::Restarted { .. } => {
            let container = engine.inspect(id).await?;
            engine.began_it_anew(&container).await
        }
        // Where it is still down, its present run is the one that has ended, whoever began that.
        GateFault::Exited { .. } => {
            let container = engine.inspect(id).await?;
            Ok(container.state == State::Running && engine.began_it_anew(&container).await?)
        }
        _ => Ok(false),
    }
}
