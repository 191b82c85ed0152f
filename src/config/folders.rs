//! `HAILER_DATA_DIR`, `HAILER_ALLOWED_ROOTS`, `HAILER_PRESETS_DIR`.

use std::path::{Component, Path, PathBuf};

use super::{ConfigError, Environment};

/// Where Hailer keeps its own things, and under which folders production and workspaces must lie.
#[derive(Debug, Clone, Default)]
pub struct Folders {
    /// The store (SQLite), the key file, caches and indexes.
    pub data: PathBuf,
    /// The roots. Empty: none was named, so no codebase can be configured yet.
    pub allowed_roots: Vec<PathBuf>,
    /// The user's presets, beside those that are built in.
    pub presets: Option<PathBuf>,
}

impl Folders {
    pub(super) fn from_env(environment: &Environment) -> Result<Self, ConfigError> {
        let data = match environment.get("HAILER_DATA_DIR") {
            Some(given) => absolute("HAILER_DATA_DIR", given, "/var/lib/hailer")?,
            None => default_data(environment)?,
        };
        let allowed_roots = environment
            .get("HAILER_ALLOWED_ROOTS")
            .into_iter()
            .flat_map(|roots| roots.split(':'))
            .map(|root| absolute("HAILER_ALLOWED_ROOTS", root, "/srv:/home/deploy"))
            .collect::<Result<_, _>>()?;
        let presets = environment
            .get("HAILER_PRESETS_DIR")
            .map(|given| absolute("HAILER_PRESETS_DIR", given, "/etc/hailer/presets"))
            .transpose()?;
        Ok(Self {
            data,
            allowed_roots,
            presets,
        })
    }
}

/// The XDG data folder (XDG Base Directory Specification).
fn default_data(environment: &Environment) -> Result<PathBuf, ConfigError> {
    let base = match (environment.get("XDG_DATA_HOME"), environment.get("HOME")) {
        (Some(data), _) => PathBuf::from(data),
        (None, Some(home)) => Path::new(home).join(".local/share"),
        (None, None) => {
            return Err(ConfigError::new(
                "HAILER_DATA_DIR",
                "is not set, and neither is HOME",
                "/var/lib/hailer",
            ));
        }
    };
    Ok(base.join("hailer"))
}

fn absolute(name: &str, given: &str, example: &'static str) -> Result<PathBuf, ConfigError> {
    let path = PathBuf::from(given);
    let plain = path
        .components()
        .all(|part| matches!(part, Component::RootDir | Component::Normal(_)));
    if path.is_absolute() && plain {
        Ok(path)
    } else {
        Err(ConfigError::new(
            name,
            format!("holds {given:?}, which is not an absolute path without '..'"),
            example,
        ))
    }
}
