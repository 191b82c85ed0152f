//! `QUILT_CATALOG_URL`, `QUILT_REGISTRY_URL`, and where quilt3 keeps its own configuration.

use std::path::{Path, PathBuf};

use super::Environment;

/// Where the Quilt catalog is found that presets ask for.
#[derive(Debug, Clone)]
pub struct Quilt {
    /// The catalog's address, as it was given.
    pub catalog: Option<String>,
    /// The registry's address, as it was given.
    pub registry: Option<String>,
    /// quilt3's configuration, in the XDG data folder (XDG Base Directory Specification). It needn't be there.
    pub config: Option<PathBuf>,
}

impl Quilt {
    pub(super) fn from_env(environment: &Environment) -> Self {
        let data = match (environment.get("XDG_DATA_HOME"), environment.get("HOME")) {
            (Some(data), _) => Some(PathBuf::from(data)),
            (None, Some(home)) => Some(Path::new(home).join(".local/share")),
            (None, None) => None,
        };
        let given = |name| environment.get(name).map(ToOwned::to_owned);
        Self {
            catalog: given("QUILT_CATALOG_URL"),
            registry: given("QUILT_REGISTRY_URL"),
            config: data.map(|data| data.join("Quilt/config.yml")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quilt3s_configuration_is_looked_for_where_quilt3_keeps_it() {
        let of = |variables: &[(&str, &str)]| {
            Quilt::from_env(&Environment::of(variables.iter().copied()))
        };
        let url = "https://quilt.example.org";
        let found = of(&[("HOME", "/home/ada"), ("QUILT_CATALOG_URL", url)]);
        let config = Path::new("/home/ada/.local/share/Quilt/config.yml");
        assert_eq!(found.config.as_deref(), Some(config));
        assert_eq!(
            (found.catalog.as_deref(), found.registry),
            (Some(url), None)
        );
        let found = of(&[("HOME", "/home/ada"), ("XDG_DATA_HOME", "/data")]);
        assert_eq!(
            found.config.as_deref(),
            Some(Path::new("/data/Quilt/config.yml"))
        );
        assert_eq!(of(&[]).config, None);
    }
}
