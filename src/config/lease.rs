//! `HAILER_LEASE` and `HAILER_BUILD_SILENCE`: how long something may be silent.

use std::time::Duration;

use super::{ConfigError, Environment};

/// A length of time that can be set.
struct Span {
    name: &'static str,
    /// Where nothing is said.
    usual: Duration,
    /// The shortest and the longest that make sense.
    between: [Duration; 2],
    example: &'static str,
}

const LEASE: Span = Span {
    name: "HAILER_LEASE",
    usual: Duration::from_secs(30),
    between: [Duration::from_secs(2), Duration::from_mins(10)],
    example: "30s",
};

const BUILD_SILENCE: Span = Span {
    name: "HAILER_BUILD_SILENCE",
    usual: Duration::from_mins(15),
    between: [Duration::from_secs(10), Duration::from_hours(1)],
    example: "15m",
};

/// How long a Hailer may be silent (killed, or frozen) before another one takes over what it had under way.
pub(super) fn lease(environment: &Environment) -> Result<Duration, ConfigError> {
    LEASE.read(environment)
}

/// How long a build may say nothing before it is ended.
pub(super) fn build_silence(environment: &Environment) -> Result<Duration, ConfigError> {
    BUILD_SILENCE.read(environment)
}

impl Span {
    fn read(&self, environment: &Environment) -> Result<Duration, ConfigError> {
        let Some(given) = environment.get(self.name) else {
            return Ok(self.usual);
        };
        let [from, to] = self.between;
        humantime::parse_duration(given)
            .ok()
            .filter(|span| (from..=to).contains(span))
            .ok_or_else(|| {
                let [from, to] = self.between.map(humantime::format_duration);
                let problem = format!("is {given:?}, which is not a time between {from} and {to}");
                ConfigError::new(self.name, problem, self.example)
            })
    }
}
