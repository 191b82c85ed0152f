//! `DOCKER_HOST`, `DOCKER_TLS_VERIFY` and `HAILER_COMPOSE_BIN`.

use std::path::PathBuf;

use super::{ConfigError, Environment};

/// How Docker and Compose are reached.
#[derive(Debug, Clone)]
pub struct Docker {
    /// The engine's address; `None`: `/var/run/docker.sock`.
    pub host: Option<String>,
    /// The Compose binary; `None`: looked for where Docker keeps it.
    pub compose: Option<PathBuf>,
}

impl Docker {
    pub(super) fn from_env(environment: &Environment) -> Result<Self, ConfigError> {
        const EXAMPLE: &str = "unix:///var/run/docker.sock";
        let host = environment.get("DOCKER_HOST").map(str::to_owned);
        let tls = environment.get("DOCKER_TLS_VERIFY").is_some();
        if let Some(host) = host.as_deref() {
            let scheme = host.split_once("://").map(|(scheme, _)| scheme);
            match scheme {
                Some("unix") => {}
                Some("tcp" | "http") if !tls => {}
                Some("tcp" | "http" | "https") => {
                    return Err(ConfigError::new(
                        "DOCKER_HOST",
                        format!(
                            "is {host:?} over TLS (DOCKER_TLS_VERIFY is set), which this version doesn't speak yet"
                        ),
                        EXAMPLE,
                    ));
                }
                _ => {
                    return Err(ConfigError::new(
                        "DOCKER_HOST",
                        format!("is {host:?}; only unix:// and tcp:// are spoken"),
                        EXAMPLE,
                    ));
                }
            }
        }
        Ok(Self {
            host,
            compose: environment.get("HAILER_COMPOSE_BIN").map(PathBuf::from),
        })
    }
}
