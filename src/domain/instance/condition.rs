//! How an instance is: what the engine says of its container, read with what is known of it besides. Pure.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::container::{Container, HealthState, State};

/// How an instance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// It is being made, or its check has not passed yet.
    Starting,
    /// It runs, and its check passes.
    Healthy,
    /// It runs, and its check fails; or it is frozen.
    Unhealthy,
    /// It ended as it was asked to, or by itself without a failure.
    Stopped,
    /// It ended otherwise.
    Failed,
}

impl Condition {
    /// Every condition.
    pub const ALL: [Self; 5] = [
        Self::Starting,
        Self::Healthy,
        Self::Unhealthy,
        Self::Stopped,
        Self::Failed,
    ];

    /// As it is shown and stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Healthy => "healthy",
            Self::Unhealthy => "unhealthy",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the engine doesn't know of an instance's container.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// Its present run was seen ready.
    pub ready: bool,
    /// Its stop was asked for.
    pub stopped: bool,
}

/// Exit codes of what ended as it was told to: by itself, by SIGINT, by SIGTERM.
const FINE: [i64; 3] = [0, 130, 143];

/// How an instance is whose container is `container`.
#[must_use]
pub fn condition(container: &Container, known: Known) -> Condition {
    match (container.state, container.health) {
        (State::Created, _) => Condition::Starting,
        (State::Running, HealthState::Unhealthy) | (State::Paused | State::Unknown, _) => {
            Condition::Unhealthy
        }
        (State::Running, HealthState::Healthy) => Condition::Healthy,
        // The engine looks every few seconds, and who waited for it has looked already.
        (State::Running, HealthState::Starting | HealthState::None) => {
            if known.ready {
                Condition::Healthy
            } else {
                Condition::Starting
            }
        }
        (State::Removing, _) => Condition::Stopped,
        (State::Restarting, _) if ended_well(container, known) => Condition::Starting,
        (State::Exited, _) if ended_well(container, known) => Condition::Stopped,
        (State::Restarting | State::Exited | State::Dead, _) => Condition::Failed,
    }
}

/// SIGKILL (137) is how a stop ends for what doesn't heed it. The memory limit kills in the same way, but no one asked for that.
fn ended_well(container: &Container, known: Known) -> bool {
    let fine = container.exit_code.is_some_and(|code| FINE.contains(&code));
    !container.oom_killed && (fine || known.stopped)
}

/// An instance's container as it is listed, inspected and handed on as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// How it is.
    pub status: Condition,
    /// Why, where it failed: reads on from its name ("was killed at its 256 MB limit").
    pub why: Option<String>,
    /// What the engine says.
    #[serde(flatten)]
    pub container: Container,
}

impl Seen {
    /// `container`, seen with what is known besides.
    #[must_use]
    pub fn new(container: Container, known: Known) -> Self {
        let status = condition(&container, known);
        let ending = container
            .ending()
            .filter(|_| status == Condition::Failed)
            .map(|ending| ending.to_string());
        Self {
            status,
            why: ending,
            container,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::container::tests::running;

    fn container(state: State, health: HealthState) -> Container {
        Container {
            state,
            health,
            ..running("db")
        }
    }

    fn ended(code: i64) -> Container {
        Container {
            exit_code: Some(code),
            ..container(State::Exited, HealthState::None)
        }
    }

    const READY: Known = Known {
        ready: true,
        stopped: false,
    };
    const ASKED: Known = Known {
        ready: true,
        stopped: true,
    };

    #[test]
    fn what_runs_is_as_its_check_says_and_without_one_as_whoever_waited_for_it_saw() {
        use HealthState as H;
        for (health, unseen, seen) in [
            (H::None, Condition::Starting, Condition::Healthy),
            (H::Starting, Condition::Starting, Condition::Healthy),
            (H::Healthy, Condition::Healthy, Condition::Healthy),
            (H::Unhealthy, Condition::Unhealthy, Condition::Unhealthy),
        ] {
            let running = container(State::Running, health);
            assert_eq!(condition(&running, Known::default()), unseen, "{health:?}");
            assert_eq!(condition(&running, READY), seen, "{health:?}");
        }
    }

    #[test]
    fn what_ended_was_stopped_or_failed_by_its_exit_code_and_by_who_asked_for_it() {
        for (code, unasked, asked) in [
            (0, Condition::Stopped, Condition::Stopped),
            (130, Condition::Stopped, Condition::Stopped),
            (143, Condition::Stopped, Condition::Stopped),
            (137, Condition::Failed, Condition::Stopped),
            (1, Condition::Failed, Condition::Stopped),
        ] {
            assert_eq!(condition(&ended(code), READY), unasked, "{code}");
            assert_eq!(condition(&ended(code), ASKED), asked, "{code}");
        }
        let unknown = container(State::Exited, HealthState::None);
        assert_eq!(condition(&unknown, READY), Condition::Failed);
    }

    #[test]
    fn the_memory_limit_is_a_failure_whoever_asked_for_a_stop_and_is_said() {
        let killed = Container {
            oom_killed: true,
            memory_limit: Some(256 << 20),
            ..ended(137)
        };
        let seen = Seen::new(killed, ASKED);
        assert_eq!(seen.status, Condition::Failed);
        assert_eq!(seen.why.as_deref(), Some("was killed at its 256 MB limit"));
    }

    #[test]
    fn every_other_state_has_its_condition() {
        for (state, expected) in [
            (State::Created, Condition::Starting),
            (State::Paused, Condition::Unhealthy),
            (State::Restarting, Condition::Failed),
            (State::Removing, Condition::Stopped),
            (State::Dead, Condition::Failed),
            (State::Unknown, Condition::Unhealthy),
        ] {
            let found = condition(&container(state, HealthState::None), READY);
            assert_eq!(found, expected, "{state:?}");
        }
        let again = Container {
            state: State::Restarting,
            ..ended(0)
        };
        assert_eq!(condition(&again, READY), Condition::Starting);
    }

    #[test]
    fn what_is_handed_on_is_the_container_with_its_status() {
        let seen = Seen::new(ended(3), READY);
        let json = serde_json::to_value(&seen).unwrap();
        assert_eq!(json["status"], "failed");
        assert_eq!(json["why"], "exited with code 3");
        assert_eq!(json["state"], "exited");
        assert_eq!(serde_json::from_value::<Seen>(json).unwrap(), seen);
        for condition in Condition::ALL {
            let json = serde_json::to_value(condition).unwrap();
            assert_eq!(json, condition.as_str());
        }
    }
}
