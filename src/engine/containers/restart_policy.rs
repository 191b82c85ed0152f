//! When the engine starts a container again by itself.

use std::fmt;
use std::str::FromStr;

use bollard::models::{RestartPolicy as EnginePolicy, RestartPolicyNameEnum as PolicyName};

use crate::engine::error::EngineError;

/// A restart policy (Engine API, `RestartPolicy`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestartPolicy {
    /// Never.
    No,
    /// Always, and at the daemon's start.
    Always,
    /// Always, but for those that were stopped.
    UnlessStopped,
    /// After an exit code other than 0, at most so many times (0: without end).
    OnFailure(u32),
}

impl fmt::Display for RestartPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::No => f.write_str("no"),
            Self::Always => f.write_str("always"),
            Self::UnlessStopped => f.write_str("unless-stopped"),
            Self::OnFailure(0) => f.write_str("on-failure"),
            Self::OnFailure(times) => write!(f, "on-failure:{times}"),
        }
    }
}

impl FromStr for RestartPolicy {
    type Err = EngineError;

    /// Reads the form that Compose and the journal write ("no", "on-failure:3").
    fn from_str(given: &str) -> Result<Self, EngineError> {
        let refused = || EngineError::Refused(format!("{given:?} is not a restart policy"));
        match given.split_once(':').unwrap_or((given, "0")) {
            ("" | "no", "0") => Ok(Self::No),
            ("always", "0") => Ok(Self::Always),
            ("unless-stopped", "0") => Ok(Self::UnlessStopped),
            ("on-failure", times) => times.parse().map(Self::OnFailure).map_err(|_| refused()),
            _ => Err(refused()),
        }
    }
}

impl From<RestartPolicy> for EnginePolicy {
    fn from(policy: RestartPolicy) -> Self {
        let (name, times) = match policy {
            RestartPolicy::No => (PolicyName::NO, None),
            RestartPolicy::Always => (PolicyName::ALWAYS, None),
            RestartPolicy::UnlessStopped => (PolicyName::UNLESS_STOPPED, None),
            RestartPolicy::OnFailure(times) => (PolicyName::ON_FAILURE, Some(i64::from(times))),
        };
        Self {
            name: Some(name),
            maximum_retry_count: times,
        }
    }
}

impl From<EnginePolicy> for RestartPolicy {
    fn from(policy: EnginePolicy) -> Self {
        let times = policy.maximum_retry_count.unwrap_or(0);
        match policy.name {
            Some(PolicyName::ALWAYS) => Self::Always,
            Some(PolicyName::UNLESS_STOPPED) => Self::UnlessStopped,
            Some(PolicyName::ON_FAILURE) => Self::OnFailure(u32::try_from(times).unwrap_or(0)),
            Some(PolicyName::NO | PolicyName::EMPTY) | None => Self::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_policy_survives_the_form_in_which_it_is_journalled() {
        for policy in [
            RestartPolicy::No,
            RestartPolicy::Always,
            RestartPolicy::UnlessStopped,
            RestartPolicy::OnFailure(0),
            RestartPolicy::OnFailure(3),
        ] {
            assert_eq!(policy.to_string().parse::<RestartPolicy>().unwrap(), policy);
        }
        for bad in ["sometimes", "always:3", "on-failure:-1"] {
            assert!(bad.parse::<RestartPolicy>().is_err(), "{bad}");
        }
    }
}
