//! How good the state of a container is, and the one sign that each state has.

use crate::domain::container::{Container, HealthState, State};
use crate::reply::block::{Cell, Tone};

/// How bad a container's state is, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grade {
    Fine,
    Ended,
    Underway,
    Unknown,
    Broken,
}

impl Grade {
    /// How good that is.
    pub(super) const fn tone(self) -> Tone {
        match self {
            Self::Fine => Tone::Good,
            Self::Ended => Tone::Plain,
            Self::Underway | Self::Unknown => Tone::Warn,
            Self::Broken => Tone::Bad,
        }
    }
}

/// The worst of `containers`; none at all is worth a look.
pub(super) fn worst(containers: &[Container]) -> Grade {
    let worst = containers.iter().map(grade_of).max();
    worst.unwrap_or(Grade::Underway)
}

const fn grade(state: State, health: HealthState, exit_code: Option<i64>) -> Grade {
    match (state, health) {
        (State::Running, HealthState::Healthy | HealthState::None) => Grade::Fine,
        (State::Running, HealthState::Unhealthy) | (State::Dead | State::Restarting, _) => {
            Grade::Broken
        }
        (State::Running, HealthState::Starting)
        | (State::Created | State::Paused | State::Removing, _) => Grade::Underway,
        (State::Exited, _) => match exit_code {
            Some(0) => Grade::Ended,
            _ => Grade::Broken,
        },
        (State::Unknown, _) => Grade::Unknown,
    }
}

pub(super) fn grade_of(container: &Container) -> Grade {
    grade(container.state, container.health, container.exit_code)
}

/// A state with the one sign that it has everywhere. `exit_code` is shown with what has ended.
pub(in crate::reply) fn state_cell(
    state: State,
    health: HealthState,
    exit_code: Option<i64>,
) -> Cell {
    let (sign, words) = match (state, health) {
        (State::Running, HealthState::Healthy) => ("●", "healthy".to_owned()),
        (State::Running, HealthState::None) => ("●", "running".to_owned()),
        (State::Running, HealthState::Starting) => ("◐", "starting".to_owned()),
        (State::Running, HealthState::Unhealthy) => ("▲", "unhealthy".to_owned()),
        (State::Restarting, _) => ("↻", "restarting".to_owned()),
        (State::Paused, _) => ("‖", "paused".to_owned()),
        (State::Created, _) => ("○", "created".to_owned()),
        (State::Removing, _) => ("○", "removing".to_owned()),
        (State::Exited, _) => match exit_code {
            Some(0) => ("○", "exited (0)".to_owned()),
            Some(code) => ("✗", format!("exited ({code})")),
            None => ("✗", "exited".to_owned()),
        },
        (State::Dead, _) => ("✗", "dead".to_owned()),
        (State::Unknown, _) => ("?", "unknown".to_owned()),
    };
    Cell::toned(
        format!("{sign} {words}"),
        grade(state, health, exit_code).tone(),
    )
}
