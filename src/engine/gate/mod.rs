//! The gate: nothing is called deployed that isn't verified to run.
//!
//! Each round looks at every container, so what passed and then fell is noticed too; the gate passes only in a round in
//! which all pass. The engine's events make the next round come at once; a tick makes it come anyway, so an event that
//! was missed, or an event stream that broke, costs half a second and never a wrong answer.

mod events;
mod failure;
mod probe;
mod rounds;
mod verdict;

pub use failure::{GateFailure, GateFault};
pub use probe::Probe;
pub use verdict::WaitsOn;

use std::time::{Duration, Instant};

use rounds::Rounds;

use super::connection::Engine;
use crate::domain::name::ServiceName;

/// A container that the gate waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// The service that it belongs to.
    pub service: ServiceName,
    /// Its full id.
    pub container: String,
    /// What it must come to.
    pub expects: Expects,
    /// `Container::restarts` before the gate: 0 for one that was just created or started.
    pub restarts_before: u64,
}

/// What a container must come to (Compose spec, `depends_on` conditions).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expects {
    /// It runs (`service_started`).
    Started,
    /// It is healthy; without a healthcheck, it has run through the stability window (`service_healthy`).
    Ready,
    /// It ran to its end and exited with 0 (`service_completed_successfully`).
    Completed,
}

/// How long the gate waits, and what it asks at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateRules {
    /// How long in all.
    pub deadline: Duration,
    /// How long a container without a healthcheck must run without a restart.
    pub stability: Duration,
    /// A URL that must answer once all containers pass.
    pub probe: Option<Probe>,
}

/// What the gate still waits for; said each time that it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GateProgress {
    /// These services, each with what it is waited for.
    Waiting(Vec<(ServiceName, WaitsOn)>),
    /// All containers pass; the probe doesn't. Holds what it last said.
    Probing(String),
}

impl Engine {
    /// Waits until every container has come to what is expected of it, and the probe answers. `progress` hears of each
    /// change; it must not block.
    pub async fn gate(
        &self,
        watched: &[Watched],
        rules: &GateRules,
        progress: &(dyn Fn(&GateProgress) + Send + Sync),
    ) -> Result<(), GateFailure> {
        let deadline = Instant::now() + rules.deadline;
        let left = || deadline.saturating_duration_since(Instant::now());
        let mut rounds = Rounds::new(self, watched, rules);
        let mut said = None;
        while let Some(wanting) = rounds.next(left()).await? {
            if left().is_zero() {
                return Err(wanting.at_deadline(rules));
            }
            let news = wanting.told();
            if said.as_ref() != Some(&news) {
                progress(&news);
                said = Some(news);
            }
            rounds.rest(wanting.pause().min(left())).await;
        }
        Ok(())
    }
}
