//! Why a gate did not pass, in words of its own for each way to fail.

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
    #[error("exited with code {code}{}", if *.oom_killed { ", killed at its memory limit" } else { "" })]
    Exited {
        /// The exit code.
        code: i64,
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
    #[error("ended and was restarted by the engine{}", in_brackets(*.code))]
    Restarted {
        /// The exit code of the run before, where the engine told it.
        code: Option<i64>,
    },
    /// The deadline came before the stability window was over.
    #[error("had not run long enough without a restart at the deadline")]
    Unsettled,
    /// A one-shot was still running at the deadline.
    #[error("had not run to its end at the deadline")]
    Uncompleted,
    /// It was in a state in which it can't become ready.
    #[error("is not running: it is {}", state_word(*.0))]
    NotRunning(State),
    /// It was removed while the gate waited for it.
    #[error("was removed while it was waited for")]
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

fn check(output: Option<&str>) -> String {
    match output.map(str::trim).filter(|output| !output.is_empty()) {
        Some(output) => format!("; the last check said: {output}"),
        None => String::new(),
    }
}

fn in_brackets(code: Option<i64>) -> String {
    code.map(|code| format!(" (exit code {code})"))
        .unwrap_or_default()
}

const fn state_word(state: State) -> &'static str {
    match state {
        State::Created => "created and not started",
        State::Running => "running",
        State::Paused => "paused",
        State::Restarting => "restarting",
        State::Removing => "being removed",
        State::Exited => "stopped",
        State::Dead => "dead",
        State::Unknown => "in an unknown state",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_fail_reads_as_a_sentence() {
        let failed = |why| {
            GateFailure {
                service: ServiceName::new("api").ok(),
                container: None,
                why,
            }
            .to_string()
        };
        assert_eq!(
            failed(GateFault::Exited {
                code: 137,
                oom_killed: true
            }),
            "api exited with code 137, killed at its memory limit"
        );
        assert_eq!(
            failed(GateFault::Unhealthy {
                last_check: Some("connection refused\n".into())
            }),
            "api is unhealthy; the last check said: connection refused"
        );
        assert_eq!(
            failed(GateFault::Restarted { code: Some(3) }),
            "api ended and was restarted by the engine (exit code 3)"
        );
    }
}
