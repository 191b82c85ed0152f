//! `HAILER_REGISTRIES` and `DOCKER_CONFIG`: who Hailer is to registries of images.

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::{ConfigError, Environment};

const NAME: &str = "HAILER_REGISTRIES";
const EXAMPLE: &str = "ghcr.io=USER:TOKEN registry.example.org:5000=USER:PASSWORD";

/// The credentials for registries.
#[derive(Debug, Clone)]
pub struct Registries {
    /// Those that Hailer was given by itself.
    pub given: Vec<Registry>,
    /// Docker's own `config.json`, where `docker login` keeps them; `None` where there is no home. It needn't be there.
    pub file: Option<PathBuf>,
}

/// The credentials for one registry.
#[derive(Debug, Clone)]
pub struct Registry {
    /// Its host, with its port if it has one.
    pub host: String,
    /// The user.
    pub user: String,
    /// The password or token.
    pub password: SecretString,
}

impl Registries {
    pub(super) fn from_env(environment: &Environment) -> Result<Self, ConfigError> {
        let given = match environment.secret(NAME, EXAMPLE)? {
            Some(given) => read(given.expose_secret())?,
            None => Vec::new(),
        };
        let folder = match (environment.get("DOCKER_CONFIG"), environment.get("HOME")) {
            (Some(folder), _) if folder.starts_with('/') => Some(PathBuf::from(folder)),
            (Some(folder), _) => {
                return Err(ConfigError::new(
                    "DOCKER_CONFIG",
                    format!("is {folder:?}, which is not an absolute path"),
                    "/home/deploy/.docker",
                ));
            }
            (None, Some(home)) => Some(PathBuf::from(home).join(".docker")),
            (None, None) => None,
        };
        Ok(Self {
            given,
            file: folder.map(|folder| folder.join("config.json")),
        })
    }
}

/// Entries between spaces or line breaks. One that can't be read is named by its number: it may be a secret.
fn read(given: &str) -> Result<Vec<Registry>, ConfigError> {
    let entries = (1..).zip(given.split_whitespace());
    let entry = |(number, entry): (usize, &str)| {
        let read = entry.split_once('=').and_then(|(host, login)| {
            let (user, password) = login.split_once(':')?;
            let fits = !host.is_empty() && !host.contains('/') && !user.is_empty();
            (fits && !password.is_empty()).then(|| Registry {
                host: host.to_owned(),
                user: user.to_owned(),
                password: password.to_owned().into(),
            })
        });
        let problem = || format!("has an entry (number {number}) that is not HOST=USER:PASSWORD");
        read.ok_or_else(|| ConfigError::new(NAME, problem(), EXAMPLE))
    };
    entries.map(entry).collect()
}
