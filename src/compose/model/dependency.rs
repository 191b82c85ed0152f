//! What a service waits for (Compose spec, `depends_on`).

use serde::Deserialize;

/// What a service waits for before it starts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// How far the other one must be.
    pub condition: Condition,
    /// Whether this one is restarted when Compose restarts the other.
    #[serde(default)]
    pub restart: bool,
    /// Whether it is an error that the other isn't there.
    #[serde(default)]
    pub required: bool,
}

/// How far a dependency must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Condition {
    /// It runs.
    #[serde(rename = "service_started")]
    Started,
    /// Its healthcheck passes.
    #[serde(rename = "service_healthy")]
    Healthy,
    /// It ended with exit code 0.
    #[serde(rename = "service_completed_successfully")]
    Completed,
}
