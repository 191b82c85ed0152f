//! `HAILER_LEASE`.

use std::time::Duration;

use super::{ConfigError, Environment};

/// Where nothing is said.
const USUAL: Duration = Duration::from_secs(30);

const NAME: &str = "HAILER_LEASE";

/// How long a Hailer may be silent (killed, or frozen) before another one takes over what it had under way.
pub(super) fn from_env(environment: &Environment) -> Result<Duration, ConfigError> {
    let Some(given) = environment.get(NAME) else {
        return Ok(USUAL);
    };
    let fits = |lease: &Duration| (2..=600).contains(&lease.as_secs());
    humantime::parse_duration(given)
        .ok()
        .filter(fits)
        .ok_or_else(|| {
            let problem = format!("is {given:?}, which is not a time between 2s and 10m");
            ConfigError::new(NAME, problem, "30s")
        })
}
