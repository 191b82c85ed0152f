//! What a project asks of the engine that only a newer one carries out. An older one would ignore it without a word.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use super::Model;
use super::model::mount::Mount;
use super::model::service::Service;
use crate::domain::name::ServiceName;

/// A version of the Engine API ("1.44").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiVersion {
    /// The first number.
    pub major: u16,
    /// The second.
    pub minor: u16,
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for ApiVersion {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (major, minor) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self {
            major: major.parse()?,
            minor: minor.parse()?,
        })
    }
}

/// A key that needs a certain engine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NeedsEngine {
    /// Where it stands (`services.api.annotations`).
    pub path: String,
    /// The oldest API version that carries it out.
    pub api: ApiVersion,
    /// The oldest Docker Engine that speaks it, as people know it ("25.0").
    pub engine: &'static str,
}

/// Every key of the model that is younger than API 1.41 (Docker Engine 20.10), for comparison with the connected engine.
#[must_use]
pub fn needs_engine(model: &Model) -> Vec<NeedsEngine> {
    let mut found = Vec::new();
    for (name, service) in &model.services {
        found.extend(service_needs(name, service));
    }
    found
}

/// Every such key of one service.
#[must_use]
pub fn service_needs(name: &ServiceName, service: &Service) -> Vec<NeedsEngine> {
    let mut found = Vec::new();
    of_service(service, &format!("services.{name}"), &mut found);
    found
}

fn of_service(service: &Service, path: &str, found: &mut Vec<NeedsEngine>) {
    if !service.annotations.is_empty() {
        found.push(engine_24(format!("{path}.annotations")));
    }
    if service
        .healthcheck
        .as_ref()
        .is_some_and(|check| check.start_interval.is_some())
    {
        found.push(engine_25(format!("{path}.healthcheck.start_interval")));
    }
    for (name, network) in &service.networks {
        if network
            .as_ref()
            .is_some_and(|network| network.mac_address.is_some())
        {
            found.push(engine_25(format!("{path}.networks.{name}.mac_address")));
        }
    }
    for (index, mount) in service.volumes.iter().enumerate() {
        of_mount(mount, &format!("{path}.volumes[{index}]"), found);
    }
}

fn of_mount(mount: &Mount, path: &str, found: &mut Vec<NeedsEngine>) {
    if mount
        .bind
        .as_ref()
        .is_some_and(|bind| bind.recursive.is_some())
    {
        found.push(engine_25(format!("{path}.bind.recursive")));
    }
    if mount
        .volume
        .as_ref()
        .is_some_and(|volume| volume.subpath.is_some())
    {
        found.push(NeedsEngine {
            path: format!("{path}.volume.subpath"),
            api: ApiVersion {
                major: 1,
                minor: 45,
            },
            engine: "26.0",
        });
    }
}

const fn engine_24(path: String) -> NeedsEngine {
    NeedsEngine {
        path,
        api: ApiVersion {
            major: 1,
            minor: 43,
        },
        engine: "24.0",
    }
}

const fn engine_25(path: String) -> NeedsEngine {
    NeedsEngine {
        path,
        api: ApiVersion {
            major: 1,
            minor: 44,
        },
        engine: "25.0",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::compose::model::tests::model;

    #[test]
    fn every_younger_key_is_named_with_the_engine_that_has_it() {
        let model = model(&json!({"api": {
            "annotations": {"a": "b"},
            "healthcheck": {"test": ["CMD", "true"], "start_interval": "1s"},
            "networks": {"default": {"mac_address": "02:42:ac:11:65:43"}},
            "volumes": [
                {"type": "bind", "source": "/a", "target": "/a", "bind": {"recursive": "disabled"}},
                {"type": "volume", "source": "v", "target": "/b", "volume": {"subpath": "s"}},
            ],
        }}));
        let found: Vec<(String, u16, &str)> = needs_engine(&model)
            .into_iter()
            .map(|need| (need.path, need.api.minor, need.engine))
            .collect();
        assert_eq!(
            found,
            [
                ("services.api.annotations".to_owned(), 43, "24.0"),
                (
                    "services.api.healthcheck.start_interval".to_owned(),
                    44,
                    "25.0"
                ),
                (
                    "services.api.networks.default.mac_address".to_owned(),
                    44,
                    "25.0"
                ),
                (
                    "services.api.volumes[0].bind.recursive".to_owned(),
                    44,
                    "25.0"
                ),
                (
                    "services.api.volumes[1].volume.subpath".to_owned(),
                    45,
                    "26.0"
                ),
            ]
        );
    }

    #[test]
    fn an_ordinary_project_runs_on_every_engine() {
        let model = model(&json!({"api": {
            "healthcheck": {"test": ["CMD", "true"], "interval": "1s"},
            "networks": {"default": null},
            "volumes": [{"type": "bind", "source": "/a", "target": "/a", "bind": {"create_host_path": true}}],
        }}));
        assert_eq!(needs_engine(&model), []);
    }
}
