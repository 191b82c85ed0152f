//! `DATABASE_URL`.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::{ConfigError, Environment, Folders};

/// Where Hailer remembers.
#[derive(Debug, Clone)]
pub enum Database {
    /// The embedded default: a file in the data folder.
    Sqlite(PathBuf),
    /// A PostgreSQL server.
    Postgres(SecretString),
}

impl Database {
    pub(super) fn from_env(
        environment: &Environment,
        folders: &Folders,
    ) -> Result<Self, ConfigError> {
        const EXAMPLE: &str = "postgres://hailer@localhost/hailer";
        let Some(url) = environment.secret("DATABASE_URL", EXAMPLE)? else {
            return Ok(Self::Sqlite(folders.data.join("hailer.sqlite")));
        };
        let scheme = url
            .expose_secret()
            .split_once("://")
            .map(|(scheme, _)| scheme);
        match scheme {
            Some("postgres" | "postgresql") => Ok(Self::Postgres(url)),
            Some(other) => Err(ConfigError::new(
                "DATABASE_URL",
                format!("asks for {other:?}; PostgreSQL it must be, or unset for SQLite"),
                EXAMPLE,
            )),
            None => Err(ConfigError::new("DATABASE_URL", "is not a URL", EXAMPLE)),
        }
    }
}
