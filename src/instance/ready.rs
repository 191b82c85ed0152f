//! Waiting until an instance works: its own check, run within it again and again, until it passes, the instance ends or the time
//! is over.

use std::time::Duration;

use tokio::time::MissedTickBehavior;

use super::preset;
use crate::domain::container::{Check, Container, Ending, Health, HealthState};
use crate::domain::log::LogQuery;
use crate::engine::{Engine, EngineError};

/// How long it may take, where nobody says otherwise.
pub const WITHIN: Duration = Duration::from_mins(1);

/// How many of its last log lines are told of one that didn't become ready.
pub const LAST_LINES: usize = 20;

/// How long one without a check has to run.
const SETTLES: Duration = Duration::from_millis(500);

/// An instance that isn't ready.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct NotReady {
    /// Why.
    pub why: Why,
    /// Its last log lines, unredacted, oldest first.
    pub last_lines: Vec<String>,
}

/// Why an instance isn't ready. Reads on from its name.
#[derive(Debug, thiserror::Error)]
pub enum Why {
    /// It ended.
    #[error("{0} before it was ready")]
    Ended(Ending),
    /// The time was over before its check passed.
    #[error(
        "was not ready within {}{}",
        humantime::format_duration(*limit),
        Check::last_said(.last_check.as_ref())
    )]
    NotInTime {
        /// How long it had.
        limit: Duration,
        /// The last check, unredacted; `None` where none came to an end.
        last_check: Option<Check>,
    },
    /// It was removed while it was waited for.
    #[error("was removed by somebody else while it was waited for")]
    Gone,
    /// The engine can't tell how it is.
    #[error("could not be watched: {0}")]
    Engine(#[source] EngineError),
}

impl From<EngineError> for Why {
    fn from(error: EngineError) -> Self {
        if error.is_not_found() {
            Self::Gone
        } else {
            Self::Engine(error)
        }
    }
}

/// Waits until the container `id`, which was started, passes the check of its preset, `limit` at most. Without a check it is ready
/// when it has run for a moment. Its end is seen at once, whether or not its restart policy starts it again; one that the engine's
/// own end brings about is none.
pub async fn wait_ready(
    engine: &Engine,
    id: &str,
    health: Option<&preset::Health>,
    limit: Duration,
) -> Result<Health, NotReady> {
    let mut last_check = None;
    let watched = tokio::time::timeout(limit, async {
        tokio::select! {
            biased;
            ended = engine.ended(id) => Err(ended.map_or_else(Why::from, Why::Ended)),
            passed = passes(engine, id, health, &mut last_check) => passed,
        }
    })
    .await;
    let why = match watched {
        Ok(Ok(())) => match confirmed(engine, id, last_check).await {
            Ok(health) => return Ok(health),
            Err(why) => why,
        },
        Ok(Err(why)) => why,
        Err(_) => Why::NotInTime { limit, last_check },
    };
    let why = unless_the_engine_ends(engine, why).await;
    let last_lines = last_lines(engine, id, &why).await;
    Err(NotReady { why, last_lines })
}

/// Ends once the check has passed, or the container can't be checked any more.
async fn passes(
    engine: &Engine,
    id: &str,
    health: Option<&preset::Health>,
    last: &mut Option<Check>,
) -> Result<(), Why> {
    let begun = engine.inspect(id).await?;
    let Some(health) = health else {
        tokio::time::sleep(SETTLES).await;
        return Ok(());
    };
    let mut ticks = tokio::time::interval(health.every.0);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match engine.check(id, &health.test, health.limit.0).await {
            Ok(check) => {
                if last.insert(check).exit_code == 0 {
                    return Ok(());
                }
            }
            Err(error) => return Err(why_unchecked(engine, &begun, error).await),
        }
    }
}

/// What doesn't run can't be checked, so that it ended may be seen here first.
async fn why_unchecked(engine: &Engine, begun: &Container, error: EngineError) -> Why {
    // What doesn't run after a broken connection may have been ended by whatever broke it.
    if error.is_unreachable() {
        return error.into();
    }
    match engine.inspect(&begun.id).await {
        Ok(now) => match ended_since(begun, &now) {
            Some(ending) => Why::Ended(ending),
            None => error.into(),
        },
        Err(error) => error.into(),
    }
}

/// An engine that ends stops what it runs; that is no end of the container's own.
async fn unless_the_engine_ends(engine: &Engine, why: Why) -> Why {
    if !matches!(why, Why::Ended(_)) {
        return why;
    }
    engine.listens().await.map_or_else(Why::Engine, |()| why)
}

fn ended_since(begun: &Container, now: &Container) -> Option<Ending> {
    let again = now.restarts > begun.restarts || now.started != begun.started;
    now.ending().or(again.then_some(Ending {
        exit_code: None,
        oom_killed: None,
        memory_limit: now.memory_limit,
    }))
}

/// How it is now that its check has passed. The engine's own first look comes later.
async fn confirmed(engine: &Engine, id: &str, passed: Option<Check>) -> Result<Health, Why> {
    let container = engine.inspect(id).await?;
    if let Some(ending) = container.ending() {
        return Err(Why::Ended(ending));
    }
    Ok(Health {
        name: container.name,
        container_id: container.id,
        state: container.state,
        health: match passed {
            Some(_) => HealthState::Healthy,
            None => HealthState::None,
        },
        last_check: passed,
        ready: true,
    })
}

async fn last_lines(engine: &Engine, id: &str, why: &Why) -> Vec<String> {
    if matches!(why, Why::Gone) {
        return Vec::new();
    }
    match engine.logs(id, &LogQuery::last(LAST_LINES)).await {
        Ok(lines) => lines.into_iter().map(|line| line.text).collect(),
        Err(unknown) => vec![format!("(no log lines: {unknown})")],
    }
}
