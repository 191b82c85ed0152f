//! `HAILER_LISTEN`.

use std::net::SocketAddr;

use super::{ConfigError, Environment};

const NAME: &str = "HAILER_LISTEN";

/// Where the HTTP server listens; `None` where nothing is said: then there is none.
pub(super) fn from_env(environment: &Environment) -> Result<Option<SocketAddr>, ConfigError> {
    let Some(given) = environment.get(NAME) else {
        return Ok(None);
    };
    given.parse().map(Some).map_err(|_| {
        let problem = format!("is {given:?}, which is not an address with a port");
        ConfigError::new(NAME, problem, "127.0.0.1:8080")
    })
}
