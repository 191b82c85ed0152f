//! Quilt: the catalog that this machine is logged in to, and its registry.
//!
//! The environment first, then quilt3's `config.yml`, then what the catalog says of itself in `/config.json`, and at last a guess.
//! What belongs to another catalog is never taken.

mod address;

use std::io::{self, Read};
use std::path::PathBuf;
use std::time::Duration;

use http::Uri;
use serde::Deserialize;

use super::{Discovery, Found, NotFound, http as line};
use crate::instance::preset::Discovered;
use address::{address, guess};

/// How long the catalog may take.
const LIMIT: Duration = Duration::from_secs(5);
/// Bytes of its configuration, and of quilt3's.
const LARGEST: usize = 1 << 20;

const CATALOG: &str = "QUILT_CATALOG_URL";
const REGISTRY: &str = "QUILT_REGISTRY_URL";

/// Where to look.
#[derive(Debug, Clone, Default)]
pub struct Quilt {
    /// `QUILT_CATALOG_URL`.
    pub catalog: Option<String>,
    /// `QUILT_REGISTRY_URL`.
    pub registry: Option<String>,
    /// quilt3's configuration; on Linux `~/.local/share/Quilt/config.yml`.
    pub config: Option<PathBuf>,
    /// How long the catalog may take; `None`: five seconds.
    pub limit: Option<Duration>,
}

/// Of quilt3's `config.yml` what is read. Its other keys are its own.
#[derive(Debug, Default, Deserialize)]
struct Config {
    navigator_url: Option<String>,
    #[serde(rename = "registryUrl")]
    registry_url: Option<String>,
}

/// Of the catalog's `config.json` what is read.
#[derive(Debug, Deserialize)]
struct CatalogConfig {
    #[serde(rename = "registryUrl")]
    registry_url: String,
}

impl Discovery for Quilt {
    async fn find(&self) -> Result<Found, NotFound> {
        let given = |name: &str, value: &Option<String>| match value {
            Some(value) => address(value)
                .map(Some)
                .map_err(|why| wrong_value(name, value, &why)),
            None => Ok(None),
        };
        let catalog = given(CATALOG, &self.catalog)?;
        let registry = given(REGISTRY, &self.registry)?;
        let mut warnings = Vec::new();
        let (catalog, registry) = match (catalog, registry) {
            (Some(catalog), Some(registry)) => (catalog, registry),
            (catalog, registry) => {
                let (catalog, registry) = self.beside(catalog, registry, &mut warnings).await?;
                match registry {
                    Some(registry) => (catalog, registry),
                    None => self.of_catalog(catalog, &mut warnings).await?,
                }
            }
        };
        let values = [
            (Discovered::QuiltCatalog, catalog),
            (Discovered::QuiltRegistry, registry),
        ];
        Ok(Found {
            values: values.into(),
            warnings,
        })
    }
}

impl Quilt {
    /// What the environment says, completed by quilt3's configuration where that speaks of the same catalog.
    async fn beside(
        &self,
        catalog: Option<String>,
        registry: Option<String>,
        warnings: &mut Vec<String>,
    ) -> Result<(String, Option<String>), NotFound> {
        let (own, why) = match self.config().await {
            Ok(own) => (own, None),
            Err(why) => (Config::default(), Some(why)),
        };
        let read = |key: &str, value: Option<String>| {
            let value = value.filter(|value| !value.is_empty())?;
            Some(address(&value).map_err(|why| format!("{key} in quilt3's config.yml {why}")))
        };
        let mut known = [
            ("navigator_url", own.navigator_url),
            ("registryUrl", own.registry_url),
        ]
        .map(|(key, value)| read(key, value));
        let mut wrong: Vec<String> = why.into_iter().collect();
        for value in &mut known {
            if let Some(Err(why)) = value {
                wrong.push(why.clone());
                *value = None;
            }
        }
        let [own_catalog, own_registry] = known.map(|value| value.and_then(Result::ok));
        let found = match (catalog, registry) {
            (Some(catalog), registry) => {
                let same = own_catalog.as_ref() == Some(&catalog);
                (catalog, registry.or(own_registry.filter(|_| same)))
            }
            // A registry alone doesn't say whose it is, unless it is that of the login.
            (None, Some(registry)) => match own_catalog {
                Some(catalog) if own_registry.is_none_or(|own| own == registry) => {
                    (catalog, Some(registry))
                }
                _ => return Err(self.nothing(&wrong)),
            },
            (None, None) => match own_catalog {
                Some(catalog) => (catalog, own_registry),
                None => return Err(self.nothing(&wrong)),
            },
        };
        warnings.extend(wrong.into_iter().map(|why| format!("{why}.")));
        Ok(found)
    }

    /// quilt3's configuration. None is no mistake: then nobody is logged in.
    async fn config(&self) -> Result<Config, String> {
        let Some(path) = self.config.clone() else {
            return Ok(Config::default());
        };
        let shown = path.display().to_string();
        let read = tokio::task::spawn_blocking(move || {
            let mut text = String::new();
            let file = std::fs::File::open(path)?;
            file.take(LARGEST as u64).read_to_string(&mut text)?;
            Ok::<_, io::Error>(text)
        });
        let text = match read.await {
            Ok(Ok(text)) => text,
            Ok(Err(wrong)) if wrong.kind() == io::ErrorKind::NotFound => {
                return Ok(Config::default());
            }
            Ok(Err(wrong)) => return Err(format!("{shown} can't be read: {wrong}")),
            Err(wrong) => return Err(format!("{shown} can't be read: {wrong}")),
        };
        if text.trim().is_empty() {
            return Ok(Config::default());
        }
        // Its words may quote the file, which is somebody's own.
        serde_saphyr::from_str(&text)
            .map_err(|_| format!("{shown} is not the YAML that quilt3 writes"))
    }

    /// The registry as the catalog names it, or as it is usually called.
    async fn of_catalog(
        &self,
        catalog: String,
        warnings: &mut Vec<String>,
    ) -> Result<(String, String), NotFound> {
        let asked = format!("{catalog}/config.json");
        let why = match self.ask(&asked).await {
            Ok(registry) => return Ok((catalog, registry)),
            Err(why) => format!("{asked} {why}"),
        };
        let Some(guessed) = guess(&catalog) else {
            return Err(NotFound {
                what: format!("The registry of the Quilt catalog {catalog} isn't known"),
                why,
                fix: format!("Set {REGISTRY}"),
            });
        };
        warnings.push(format!(
            "The registry is guessed to be {guessed}, since {why}. If it isn't, set {REGISTRY}."
        ));
        Ok((catalog, guessed))
    }

    async fn ask(&self, asked: &str) -> Result<String, String> {
        let uri: Uri = asked
            .parse()
            .map_err(|wrong| format!("can't be asked: {wrong}"))?;
        let body = line::get(uri, self.limit.unwrap_or(LIMIT), LARGEST).await?;
        let config: CatalogConfig =
            serde_json::from_slice(&body).map_err(|_| "has no registryUrl".to_owned())?;
        address(&config.registry_url).map_err(|why| format!("has a registryUrl that {why}"))
    }

    fn nothing(&self, wrong: &[String]) -> NotFound {
        let config = self.config.as_ref();
        let config = config.map_or_else(
            || "no config.yml of quilt3".to_owned(),
            |path| path.display().to_string(),
        );
        let nowhere = format!("Neither the environment nor {config} names one");
        let why: Vec<_> = std::iter::once(&nowhere)
            .chain(wrong)
            .map(String::as_str)
            .collect();
        NotFound {
            what: "No Quilt catalog is known".to_owned(),
            why: why.join("; "),
            fix: format!("Set {CATALOG} and {REGISTRY}, or log in: quilt3 login"),
        }
    }
}

fn wrong_value(name: &str, value: &str, why: &str) -> NotFound {
    // Somebody may have put a password in it.
    let shown = if value.contains('@') {
        String::new()
    } else {
        format!(" {value:?}")
    };
    NotFound {
        what: format!("{name} can't be used"),
        why: format!("Its value{shown} {why}"),
        fix: format!("Set it like this: {name}=https://quilt.example.com"),
    }
}

#[cfg(test)]
mod tests;
