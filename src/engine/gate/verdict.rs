//! What one look at a container means for the gate. Pure: a look goes in, a verdict comes out.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::failure::GateFault;
use super::{Expects, Watched};
use crate::domain::container::{Container, Health, HealthState, State};

/// What a container is still waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitsOn {
    /// To be started.
    Start,
    /// Its healthcheck to pass. Holds what the last check printed, unredacted.
    Health {
        /// The output of the last check.
        last_check: Option<String>,
    },
    /// The stability window to be over.
    Stability {
        /// What is left of it.
        left: Duration,
    },
    /// To run to its end.
    Completion,
    /// The engine to answer again. Holds the error.
    Engine(String),
}

impl WaitsOn {
    /// What it is called when the deadline comes first.
    pub(super) fn at_deadline(self) -> GateFault {
        match self {
            Self::Start => GateFault::NotRunning(State::Created),
            Self::Health { last_check } => GateFault::StillStarting { last_check },
            Self::Stability { left } => GateFault::Unsettled { left },
            Self::Completion => GateFault::Uncompleted,
            Self::Engine(error) => GateFault::Unknown(error),
        }
    }
}

/// What a look at a container means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Passes,
    Waits(WaitsOn),
    Fails(GateFault),
}

/// What was seen of a container's present run, so that another run is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// When the engine says that it began.
    pub(super) started: Option<DateTime<Utc>>,
    /// When it was first seen, by the clock that never jumps.
    pub(super) seen: Instant,
}

/// A look at a container.
pub(super) struct Look<'a> {
    pub(super) container: &'a Container,
    pub(super) health: &'a Health,
    /// The run that was seen first.
    pub(super) run: Run,
    /// The exit code that the engine told last in an event.
    pub(super) told_code: Option<i64>,
    pub(super) at: Instant,
}

/// Judges `look` by what is expected of the container.
pub(super) fn judge(watched: &Watched, stability: Duration, look: &Look<'_>) -> Verdict {
    let container = look.container;
    match container.state {
        State::Running => judge_running(watched, stability, look),
        State::Created | State::Unknown => Verdict::Waits(WaitsOn::Start),
        State::Exited
            if watched.expects == Expects::Completed && container.exit_code == Some(0) =>
        {
            Verdict::Passes
        }
        State::Exited | State::Dead | State::Restarting => Verdict::Fails(GateFault::Exited {
            code: container.exit_code.or(look.told_code),
            oom_killed: container.oom_killed,
        }),
        State::Removing => Verdict::Fails(GateFault::Gone),
        State::Paused => Verdict::Fails(GateFault::NotRunning(State::Paused)),
    }
}

fn judge_running(watched: &Watched, stability: Duration, look: &Look<'_>) -> Verdict {
    let another_run = look.container.started != look.run.started;
    if another_run || look.container.restarts > watched.restarts_before {
        return Verdict::Fails(GateFault::Restarted {
            code: look.told_code,
        });
    }
    match (watched.expects, look.health.health) {
        (Expects::Started, _) | (Expects::Ready, HealthState::Healthy) => Verdict::Passes,
        (Expects::Completed, _) => Verdict::Waits(WaitsOn::Completion),
        (Expects::Ready, HealthState::Unhealthy) => Verdict::Fails(GateFault::Unhealthy {
            last_check: last_check(look.health),
        }),
        (Expects::Ready, HealthState::Starting) => Verdict::Waits(WaitsOn::Health {
            last_check: last_check(look.health),
        }),
        (Expects::Ready, HealthState::None) => {
            let left = stability.saturating_sub(look.at.duration_since(look.run.seen));
            if left.is_zero() {
                Verdict::Passes
            } else {
                Verdict::Waits(WaitsOn::Stability { left })
            }
        }
    }
}

fn last_check(health: &Health) -> Option<String> {
    health.last_check.as_ref().map(|check| check.output.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::container::tests::running;
    use crate::domain::name::ServiceName;

    fn container(state: State) -> Container {
        Container {
            id: "a".into(),
            state,
            ..running("api")
        }
    }

    fn verdict(expects: Expects, container: &Container, health: HealthState, ran: u64) -> Verdict {
        let watched = Watched {
            service: ServiceName::new("api").unwrap(),
            container: "a".into(),
            expects,
            restarts_before: 0,
        };
        let health = Health {
            name: container.name.clone(),
            container_id: container.id.clone(),
            state: container.state,
            health,
            last_check: None,
            ready: false,
        };
        let seen = Instant::now();
        let look = Look {
            container,
            health: &health,
            run: Run {
                started: None,
                seen,
            },
            told_code: None,
            at: seen + Duration::from_secs(ran),
        };
        judge(&watched, Duration::from_secs(10), &look)
    }

    #[test]
    fn without_a_healthcheck_running_is_not_enough_before_the_window_is_over() {
        let running = container(State::Running);
        assert!(matches!(
            verdict(Expects::Ready, &running, HealthState::None, 9),
            Verdict::Waits(WaitsOn::Stability { .. })
        ));
        assert_eq!(
            verdict(Expects::Ready, &running, HealthState::None, 10),
            Verdict::Passes
        );
    }

    #[test]
    fn a_restart_fails_the_gate_although_the_container_runs() {
        let mut restarted = container(State::Running);
        restarted.restarts = 1;
        assert!(matches!(
            verdict(Expects::Ready, &restarted, HealthState::Healthy, 99),
            Verdict::Fails(GateFault::Restarted { .. })
        ));
    }

    #[test]
    fn an_exit_with_0_is_right_for_a_one_shot_alone() {
        let mut ended = container(State::Exited);
        ended.exit_code = Some(0);
        assert_eq!(
            verdict(Expects::Completed, &ended, HealthState::None, 0),
            Verdict::Passes
        );
        assert!(matches!(
            verdict(Expects::Ready, &ended, HealthState::None, 0),
            Verdict::Fails(GateFault::Exited { code: Some(0), .. })
        ));
        ended.exit_code = Some(3);
        assert!(matches!(
            verdict(Expects::Completed, &ended, HealthState::None, 0),
            Verdict::Fails(GateFault::Exited { code: Some(3), .. })
        ));
    }

    #[test]
    fn an_exit_code_that_the_engine_does_not_tell_is_not_made_up() {
        for ended in [State::Exited, State::Dead, State::Restarting] {
            assert_eq!(
                verdict(Expects::Ready, &container(ended), HealthState::None, 0),
                Verdict::Fails(GateFault::Exited {
                    code: None,
                    oom_killed: false
                })
            );
        }
    }
}
