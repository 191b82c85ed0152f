//! `healthcheck` (Compose spec, "healthcheck").

use serde::Deserialize;

use super::value::GoDuration;

/// How the engine learns that a container works. What is absent comes from the image, then from the engine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Healthcheck {
    /// `["CMD", …]`, `["CMD-SHELL", "…"]` or `["NONE"]`; empty: the image's.
    #[serde(default)]
    pub test: Vec<String>,
    /// How long one check may take.
    pub timeout: Option<GoDuration>,
    /// How long between two checks.
    pub interval: Option<GoDuration>,
    /// How many failures in a row make it unhealthy.
    pub retries: Option<u64>,
    /// How long failures don't count after a start.
    pub start_period: Option<GoDuration>,
    /// How long between two checks within the start period. Engine API 1.44.
    pub start_interval: Option<GoDuration>,
    /// No check, whatever the image says.
    #[serde(default)]
    pub disable: bool,
}

impl Healthcheck {
    /// Whether it switches off what the image may bring.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.disable || self.test.first().is_some_and(|kind| kind == "NONE")
    }
}
