//! Reads the binary's JSON into the typed model, and names the whole path of whatever it can't read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Document, dependencies, keys};
use crate::compose::model::definition::Definition;
use crate::compose::model::mount::MountKind;
use crate::compose::model::service::Service;
use crate::compose::{ComposeError, Model, Version};
use crate::domain::name::{ProjectName, ServiceName};

/// From this version on the binary prints `create_host_path` only where it is false; before, only where it is true.
const PRINTS_NO_HOST_PATH: Version = Version::new(5, 0, 0);

/// Where a document comes from; the labels of containers are made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The project.
    pub project: ProjectName,
    /// `production_path`.
    pub directory: PathBuf,
    /// The compose files, absolute, in order.
    pub files: Vec<PathBuf>,
    /// The env files that were named for interpolation, absolute, in order.
    pub env_files: Vec<PathBuf>,
    /// The version that printed it.
    pub version: Version,
}

impl Model {
    /// Types a document. Errors: `Unsupported`, with the whole path of the key.
    pub fn of_document(document: Document) -> Result<Self, ComposeError> {
        let Document {
            mut json,
            origin,
            inputs,
            mut warnings,
        } = document;
        keys::refuse(&mut json)?;
        warnings.extend(keys::warn(&mut json));
        let mut sections = Sections::of(json)?;
        let mut services = sections.take("services");
        dependencies::leave_out_absent(&mut services);
        let model = Self {
            services: read_services(services, origin.version)?,
            networks: read_all(sections.take("networks"), "networks")?,
            volumes: read_all(sections.take("volumes"), "volumes")?,
            secrets: read_all(sections.take("secrets"), "secrets")?,
            configs: read_all(sections.take("configs"), "configs")?,
            origin,
            inputs,
            warnings,
        };
        sections.end()?;
        model.check()?;
        Ok(model)
    }

    /// What no single key says: a fixed container name is for one container.
    fn check(&self) -> Result<(), ComposeError> {
        for (name, service) in &self.services {
            if service.container_name.is_some() && service.replicas() > 1 {
                return Err(unsupported(
                    format!("services.{name}.container_name"),
                    format!(
                        "The service has {} containers, and only one can have that name",
                        service.replicas()
                    ),
                ));
            }
        }
        Ok(())
    }
}

/// The top level of a document.
struct Sections(Map<String, Value>);

impl Sections {
    fn of(json: Value) -> Result<Self, ComposeError> {
        match json {
            Value::Object(sections) => Ok(Self(sections)),
            _ => Err(unsupported(
                "The model".to_owned(),
                "It is not a JSON object".to_owned(),
            )),
        }
    }

    fn take(&mut self, section: &str) -> Map<String, Value> {
        match self.0.shift_remove(section) {
            Some(Value::Object(entries)) => entries,
            _ => Map::new(),
        }
    }

    /// `name` stands in the origin, `x-…` is ignored on purpose, and whatever else is left is unknown.
    fn end(self) -> Result<(), ComposeError> {
        let left = self
            .0
            .keys()
            .find(|key| *key != "name" && !key.starts_with("x-"));
        left.map_or(Ok(()), |key| {
            Err(unsupported(key.clone(), UNKNOWN.to_owned()))
        })
    }
}

const UNKNOWN: &str = "Hailer does not know this key, and skips none";

fn unsupported(path: String, why: String) -> ComposeError {
    ComposeError::Unsupported { path, why }
}

fn read_services(
    services: Map<String, Value>,
    version: Version,
) -> Result<BTreeMap<ServiceName, Service>, ComposeError> {
    services
        .into_iter()
        .map(|(key, value)| {
            let path = format!("services.{key}");
            let name = ServiceName::new(key)
                .map_err(|error| unsupported(path.clone(), error.to_string()))?;
            let mut service: Service = read(&value, &path)?;
            settle_host_paths(&mut service, version);
            if let Value::Object(object) = value {
                service.definition = Definition::new(object);
            }
            Ok((name, service))
        })
        .collect()
}

fn read_all<T: DeserializeOwned>(
    entries: Map<String, Value>,
    section: &str,
) -> Result<BTreeMap<String, T>, ComposeError> {
    entries
        .into_iter()
        .map(|(key, value)| {
            let entry = read(&value, &format!("{section}.{key}"))?;
            Ok((key, entry))
        })
        .collect()
}

fn read<T: DeserializeOwned>(value: &Value, path: &str) -> Result<T, ComposeError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let said = error.inner().to_string();
        let why = if said.starts_with("unknown field") {
            UNKNOWN.to_owned()
        } else {
            format!("Its value can't be read: {said}")
        };
        match error.path().to_string().as_str() {
            "." => unsupported(path.to_owned(), why),
            inner if inner.starts_with('[') => unsupported(format!("{path}{inner}"), why),
            inner => unsupported(format!("{path}.{inner}"), why),
        }
    })
}

/// Writes down for every bind whether a missing source is made, where the binary said it by leaving it out.
fn settle_host_paths(service: &mut Service, version: Version) {
    for mount in &mut service.volumes {
        if mount.kind == MountKind::Bind {
            let bind = mount.bind.get_or_insert_default();
            bind.create_host_path
                .get_or_insert(version >= PRINTS_NO_HOST_PATH);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::compose::model::tests::{document, try_model};

    fn model(json: Value) -> Result<Model, ComposeError> {
        Model::of_document(document(json))
    }

    /// A project of one service with these keys.
    fn api(keys: &Value) -> Result<Model, ComposeError> {
        try_model(&json!({ "api": keys }))
    }

    fn refusal(keys: &Value) -> (String, String) {
        match api(keys) {
            Err(ComposeError::Unsupported { path, why }) => (path, why),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_unknown_key_is_named_by_its_whole_path_wherever_it_stands() {
        for (keys, path) in [
            (json!({"quantum": true}), "services.api.quantum"),
            (
                json!({"build": {"context": "/srv", "speed": 2}}),
                "services.api.build.speed",
            ),
            (
                json!({"healthcheck": {"mood": "good"}}),
                "services.api.healthcheck.mood",
            ),
            (
                json!({"volumes": [{"type": "bind", "source": "/a", "target": "/b", "bind": {"colour": 1}}]}),
                "services.api.volumes[0].bind.colour",
            ),
            (
                json!({"networks": {"default": {"speed": 1}}}),
                "services.api.networks.default.speed",
            ),
            (
                json!({"deploy": {"resources": {"limits": {"gold": 1}}}}),
                "services.api.deploy.resources.limits.gold",
            ),
        ] {
            assert_eq!(refusal(&keys), (path.to_owned(), UNKNOWN.to_owned()));
        }
        let top =
            model(json!({"services": {}, "x-note": {"any": "thing"}, "galaxies": {}})).unwrap_err();
        assert!(
            top.to_string().starts_with("galaxies is not supported."),
            "{top}"
        );
    }

    #[test]
    fn a_refused_key_is_named_with_its_reason() {
        for (keys, path) in [
            (
                json!({"provider": {"type": "aws"}}),
                "services.api.provider",
            ),
            (
                json!({"post_start": [{"command": ["x"]}]}),
                "services.api.post_start",
            ),
            (json!({"volumes_from": ["db"]}), "services.api.volumes_from"),
            (
                json!({"build": {"context": "/srv", "ssh": ["default"]}}),
                "services.api.build.ssh",
            ),
            (
                json!({"build": {"context": "/srv", "platforms": ["a", "b"]}}),
                "services.api.build.platforms",
            ),
            (
                json!({"deploy": {"placement": {"constraints": ["x"]}}}),
                "services.api.deploy.placement",
            ),
            (
                json!({"deploy": {"mode": "global"}}),
                "services.api.deploy.mode",
            ),
            (
                json!({"volumes": [{"type": "npipe", "target": "/x"}]}),
                "services.api.volumes[0].type",
            ),
            (
                json!({"container_name": "one", "scale": 2}),
                "services.api.container_name",
            ),
        ] {
            let (refused, why) = refusal(&keys);
            assert_eq!(refused, path);
            assert_ne!(why, UNKNOWN, "{path}");
        }
    }

    #[test]
    fn a_refused_key_without_a_value_is_no_reason_to_refuse() {
        let model =
            api(&json!({"deploy": {"placement": {}, "mode": "replicated"}, "external_links": []}));
        assert!(
            matches!(&model, Err(ComposeError::Unsupported { path, .. }) if path == "services.api.external_links")
        );
        assert!(
            api(&json!({"deploy": {"placement": {}, "mode": "replicated", "resources": {}}}))
                .is_ok()
        );
    }

    #[test]
    fn external_secrets_are_refused_and_external_networks_are_not() {
        let project = |section: &str| json!({"services": {}, section: {"it": {"name": "it", "external": true}}});
        assert!(model(project("networks")).unwrap().networks["it"].external);
        assert!(model(project("volumes")).unwrap().volumes["it"].external);
        for section in ["secrets", "configs"] {
            let error = model(project(section)).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("{section}.it.external is not supported.")),
                "{error}"
            );
        }
    }

    #[test]
    fn what_has_no_effect_here_is_a_warning_with_its_path() {
        let keys = json!({"deploy": {"update_config": {"order": "start-first", "delay": "5s"}, "placement": {}}});
        assert_eq!(
            api(&keys).unwrap().warnings,
            ["services.api.deploy.update_config.delay has no effect on one machine"]
        );
    }

    #[test]
    fn a_service_name_that_could_be_an_option_is_refused() {
        let error = model(json!({"services": {"-rf": {"command": null}}})).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("services.-rf is not supported."),
            "{error}"
        );
    }

    #[test]
    fn debug_output_of_a_model_holds_no_environment_value() {
        let model = api(&json!({"environment": {"PASSWORD": "hunter2"}})).unwrap();
        let printed = format!("{model:?}");
        assert!(
            printed.contains("PASSWORD") && !printed.contains("hunter2"),
            "{printed}"
        );
    }
}
