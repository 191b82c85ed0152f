//! Why a gate did not pass, in words of its own for each way to fail.

use std::time::Duration;

use crate::domain::container::State;
use crate::domain::name::ServiceName;

/// A gate that did not pass: which container held it up, and why. Its last lines can be read with `Engine::logs`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{why}", subject(self))]
pub struct GateFailure {
    /// The service; `None` where the probe failed, which is nobody's alone.
    pub service: Option<ServiceName>,
    /// The id of its container.
    pub container: Option<String>,
    /// Why.
    pub why: GateFault,
}

fn subject(failure: &GateFailure) -> String {
    failure
        .service
        .as_ref()
        .map(|service| format!("{service} "))
        .unwrap_or_default()
}

/// A way to fail. Reads on from the service's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GateFault {
    /// It ended, and should have gone on; or it should have ended with 0.
    #[error("{}{}", ended(*.code), if *.oom_killed { ", killed at its memory limit" } else { "" })]
    Exited {
        /// The exit code; `None` where the engine doesn't tell it.
        code: Option<i64>,
        /// Whether the kernel killed it at its memory limit.
        oom_killed: bool,
    },
    /// Its healthcheck failed as often as its retries allow.
    #[error("is unhealthy{}", check(.last_check.as_deref()))]
    Unhealthy {
        /// What the last check printed, unredacted.
        last_check: Option<String>,
    },
    /// The deadline came before its healthcheck passed.
    #[error("was still starting at the deadline{}", check(.last_check.as_deref()))]
    StillStarting {
        /// What the last check printed, unredacted.
        last_check: Option<String>,
    },
    /// It ended, and the engine started it again.
    #[error("ended and was restarted by the engine ({})", exit_code(*.code))]
    Restarted {
        /// The exit code of the run before, where the engine told it.
        code: Option<i64>,
    },
    /// The deadline came before the stability window was over.
    #[error(
        "had not run long enough at the deadline: it must for {} s more, as it has no healthcheck",
        left.as_secs().max(1)
    )]
    Unsettled {
        /// What was left of the window.
        left: Duration,
    },
    /// A one-shot was still running at the deadline.
    #[error("had not run to its end at the deadline")]
    Uncompleted,
    /// It was in a state in which it can't become ready.
    #[error("is not running: {}", state_words(*.0))]
    NotRunning(State),
    /// It was removed while the gate waited for it.
    #[error("was removed by somebody else while it was waited for")]
    Gone,
    /// The probe was not answered with a 2xx by the deadline.
    #[error("{url} did not answer with success by the deadline: {answer}")]
    Probe {
        /// The URL that was asked.
        url: String,
        /// The last status, or why there was none.
        answer: String,
    },
    /// The engine did not answer at the deadline, so the state is not known.
    #[error("could not be verified: {0}")]
    Unknown(String),
}

impl GateFault {
    /// Whether it ended, and may have been started again by its restart policy.
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        matches!(self, Self::Exited { .. } | Self::Restarted { .. })
    }
}

fn check(output: Option<&str>) -> String {
    match output.map(str::trim).filter(|output| !output.is_empty()) {
        Some(output) => format!("; the last check said: {output}"),
        None => String::new(),
    }
}

fn ended(code: Option<i64>) -> String {
    match code {
        Some(code) => format!("exited with code {code}"),
        None => format!("exited ({})", exit_code(code)),
    }
}

fn exit_code(code: Option<i64>) -> String {
    match code {
        Some(code) => format!("exit code {code}"),
        None => "with which exit code isn't known".to_owned(),
    }
}

const fn state_words(state: State) -> &'static str {
    match state {
        State::Created => "it was created and not started",
        State::Running => "it is running",
        State::Paused => "somebody has paused it (docker pause)",
        State::Restarting => "it is restarting",
        State::Removing => "it is being removed",
        State::Exited => "it is stopped",
        State::Dead => "it is dead",
        State::Unknown => "it is in an unknown state",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(why: GateFault, said: &str) {
        let failure = GateFailure {
            service: ServiceName::new("api").ok(),
            container: None,
            why,
        };
        assert_eq!(failure.to_string(), format!("api {said}"));
    }

    #[test]
    fn how_it_ended_reads_as_a_sentence_and_an_unknown_exit_code_is_said_to_be_unknown() {
        let exited = |code, oom_killed| GateFault::Exited { code, oom_killed };
        says(exited(Some(3), false), "exited with code 3");
        says(
            exited(Some(137), true),
            "exited with code 137, killed at its memory limit",
        );
        says(
            exited(None, false),
            "exited (with which exit code isn't known)",
        );
        says(
            GateFault::Restarted { code: Some(3) },
            "ended and was restarted by the engine (exit code 3)",
        );
        says(
            GateFault::Restarted { code: None },
            "ended and was restarted by the engine (with which exit code isn't known)",
        );
    }

    #[test]
    fn what_it_never_came_to_reads_as_a_sentence() {
        let last_check = Some("connection refused\n".to_owned());
        says(
            GateFault::Unhealthy {
                last_check: last_check.clone(),
            },
            "is unhealthy; the last check said: connection refused",
        );
        says(
            GateFault::StillStarting { last_check },
            "was still starting at the deadline; the last check said: connection refused",
        );
        says(
            GateFault::Unsettled {
                left: Duration::from_secs(7),
            },
            "had not run long enough at the deadline: it must for 7 s more, as it has no healthcheck",
        );
        says(
            GateFault::Uncompleted,
            "had not run to its end at the deadline",
        );
        says(
            GateFault::NotRunning(State::Paused),
            "is not running: somebody has paused it (docker pause)",
        );
        says(
            GateFault::NotRunning(State::Created),
            "is not running: it was created and not started",
        );
        says(
            GateFault::Gone,
            "was removed by somebody else while it was waited for",
        );
    }
}
