//! One round of the gate: a look at every container, then the probe; and what was found wanting.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use futures_util::future;

use super::events::Events;
use super::verdict::{Look, Run, Verdict, WaitsOn, judge};
use super::{GateFailure, GateFault, GateProgress, GateRules, Watched};
use crate::domain::container::{Container, Health};
use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

/// The longest time between two rounds.
const TICK: Duration = Duration::from_millis(500);

/// How long a look may take at least: what is late then is the engine, not the service.
const LOOK: Duration = Duration::from_secs(5);

/// A gate under way.
pub(super) struct Rounds<'a> {
    engine: &'a Engine,
    watched: &'a [Watched],
    rules: &'a GateRules,
    /// The run of each container that was seen first, by id.
    runs: HashMap<&'a str, Run>,
    events: Events,
}

impl<'a> Rounds<'a> {
    pub(super) fn new(engine: &'a Engine, watched: &'a [Watched], rules: &'a GateRules) -> Self {
        Self {
            engine,
            watched,
            rules,
            runs: HashMap::new(),
            events: Events::of(engine, watched.iter().map(|one| one.container.clone())),
        }
    }

    /// Looks at every container, all side by side, and asks the probe if all pass. `None`: nothing is wanting.
    /// `left` is what the deadline leaves; a last look is always taken.
    pub(super) async fn next(
        &mut self,
        left: Duration,
    ) -> Result<Option<Wanting<'a>>, GateFailure> {
        let limit = left.max(TICK);
        let (engine, watched) = (self.engine, self.watched);
        let looks = watched.iter().map(|one| look(engine, one, limit.max(LOOK)));
        let looks = future::join_all(looks).await;
        let mut waiting = Vec::new();
        for (watched, look) in watched.iter().zip(looks) {
            match self.verdict(watched, look) {
                Verdict::Passes => {}
                Verdict::Waits(on) => waiting.push((watched, on)),
                Verdict::Fails(why) => return Err(failure(watched, why)),
            }
        }
        if !waiting.is_empty() {
            return Ok(Some(Wanting::Containers(waiting)));
        }
        match &self.rules.probe {
            Some(probe) => Ok(probe.ask(limit).await.err().map(Wanting::Probe)),
            None => Ok(None),
        }
    }

    /// Waits for the next event, `limit` at most.
    pub(super) async fn rest(&mut self, limit: Duration) {
        self.events.next_within(limit).await;
    }

    fn verdict(
        &mut self,
        watched: &'a Watched,
        look: Result<(Container, Health), EngineError>,
    ) -> Verdict {
        let (container, health) = match look {
            Ok(look) => look,
            Err(EngineError::NotFound { .. }) => return Verdict::Fails(GateFault::Gone),
            // A daemon that restarts is back in a moment; the deadline bounds the moment.
            Err(error) => return Verdict::Waits(WaitsOn::Engine(error.to_string())),
        };
        let at = Instant::now();
        let present = Run {
            started: container.started,
            seen: at,
        };
        let run = match container.started {
            Some(_) => *self.runs.entry(&watched.container).or_insert(present),
            // It was never started, so there is no run to remember.
            None => present,
        };
        let look = Look {
            container: &container,
            health: &health,
            run,
            told_code: self.events.exit_code(&watched.container),
            at,
        };
        judge(watched, self.rules.stability, &look)
    }
}

async fn look(
    engine: &Engine,
    watched: &Watched,
    limit: Duration,
) -> Result<(Container, Health), EngineError> {
    let look = engine.inspect_with_health(&watched.container);
    let late = |_| EngineError::TimedOut {
        call: Call::new("inspect container", &watched.container),
        limit,
    };
    tokio::time::timeout(limit, look).await.map_err(late)?
}

/// What a round found wanting.
pub(super) enum Wanting<'a> {
    /// These containers, at least one.
    Containers(Vec<(&'a Watched, WaitsOn)>),
    /// The probe alone. Holds what it said.
    Probe(String),
}

impl Wanting<'_> {
    /// Until the next round: a tick, or less where a stability window ends before.
    pub(super) fn pause(&self) -> Duration {
        let ends = match self {
            Self::Probe(_) => None,
            Self::Containers(all) => all
                .iter()
                .filter_map(|(_, on)| match on {
                    WaitsOn::Stability { left } => Some(*left),
                    _ => None,
                })
                .min(),
        };
        ends.map_or(TICK, |left| left.min(TICK))
    }

    /// The news for people. A window is told in whole seconds, lest every round be news.
    pub(super) fn told(&self) -> GateProgress {
        match self {
            Self::Probe(answer) => GateProgress::Probing(answer.clone()),
            Self::Containers(all) => GateProgress::Waiting(
                all.iter()
                    .map(|(watched, on)| (watched.service.clone(), in_whole_seconds(on)))
                    .collect(),
            ),
        }
    }

    /// What is wanting when the deadline comes is why the gate failed; of several, the first that was to be watched.
    pub(super) fn at_deadline(self, rules: &GateRules) -> GateFailure {
        let (watched, why) = match self {
            Self::Containers(all) => {
                let first = all.into_iter().next();
                let unknown = || GateFault::Unknown("nothing was waited for".to_owned());
                first.map_or_else(
                    || (None, unknown()),
                    |(watched, on)| (Some(watched), on.at_deadline()),
                )
            }
            Self::Probe(answer) => {
                let url = rules.probe.as_ref().map(|probe| probe.url().to_owned());
                let url = url.unwrap_or_default();
                (None, GateFault::Probe { url, answer })
            }
        };
        GateFailure {
            service: watched.map(|watched| watched.service.clone()),
            container: watched.map(|watched| watched.container.clone()),
            why,
        }
    }
}

fn in_whole_seconds(on: &WaitsOn) -> WaitsOn {
    match on {
        WaitsOn::Stability { left } => WaitsOn::Stability {
            left: Duration::from_secs(left.as_secs() + u64::from(left.subsec_nanos() > 0)),
        },
        other => other.clone(),
    }
}

fn failure(watched: &Watched, why: GateFault) -> GateFailure {
    GateFailure {
        service: Some(watched.service.clone()),
        container: Some(watched.container.clone()),
        why,
    }
}
