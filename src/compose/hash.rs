//! Compose's config hash, which says whether a container is still what its service asks for. Ours is the official one, so
//! that `docker compose up` finds nothing to recreate after us, and we find nothing to recreate after it.
//!
//! It is the one that `docker compose up` puts in the label `com.docker.compose.config-hash`. `docker compose config --hash`
//! prints another one for a service with `env_file`, because it leaves those files unread.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Version;
use super::go_json;
use super::model::service::Service;

/// From here on scale is left out of the hash; before, every service was hashed as if it had one container.
const LEAVES_OUT_SCALE: Version = Version::new(2, 24, 0);
/// From here on `depends_on` is left out.
const LEAVES_OUT_DEPENDS_ON: Version = Version::new(2, 30, 0);
/// From here on `profiles` is left out.
const LEAVES_OUT_PROFILES: Version = Version::new(2, 30, 2);

/// The keys whose `service:NAME` the hash replaces by the id of that service's container.
const NAMESPACES: [&str; 3] = ["network_mode", "ipc", "pid"];

/// The config hash of a service, 64 hex digits, as Compose `version` takes it.
///
/// `container_of` gives the full id of a service's container with the lowest number. `None` is returned where the service
/// shares a namespace with one that has no container: then there is no hash yet.
#[must_use]
pub fn config_hash(
    service: &Service,
    version: Version,
    container_of: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let mut hashed = hashed_keys(service, version);
    for key in NAMESPACES {
        if let Some(Value::String(mode)) = hashed.get_mut(key)
            && let Some(name) = mode.strip_prefix("service:")
        {
            *mode = format!("container:{}", container_of(name)?);
        }
    }
    let digest = Sha256::digest(go_json::encode(&Value::Object(hashed)));
    Some(hex::encode(digest))
}

/// The part of a service's definition that the hash is taken over, before namespaces are resolved.
pub(super) fn hashed_keys(service: &Service, version: Version) -> Map<String, Value> {
    let mut hashed = service.definition.as_map().clone();
    for key in ["build", "pull_policy", "scale"] {
        hashed.shift_remove(key);
    }
    if version >= LEAVES_OUT_DEPENDS_ON {
        hashed.shift_remove("depends_on");
    }
    if version >= LEAVES_OUT_PROFILES {
        hashed.shift_remove("profiles");
    }
    if version >= LEAVES_OUT_SCALE {
        if let Some(Value::Object(deploy)) = hashed.get_mut("deploy") {
            deploy.shift_remove("replicas");
        }
    } else {
        set_one_replica(&mut hashed);
    }
    hashed
}

/// Before 2.24, `deploy.replicas` was set to one in every service, and `deploy` made where there was none. The hash is over
/// the order of Go's fields, so both are put where Go prints them.
fn set_one_replica(hashed: &mut Map<String, Value>) {
    const BEFORE_DEPLOY: [&str; 5] = [
        "command",
        "configs",
        "container_name",
        "credential_spec",
        "depends_on",
    ];
    if let Some(Value::Object(deploy)) = hashed.get_mut("deploy") {
        deploy.shift_remove("replicas");
        let position = usize::from(deploy.contains_key("mode"));
        deploy.shift_insert(position, "replicas".to_owned(), json!(1));
    } else {
        let last_before = hashed
            .keys()
            .rposition(|key| BEFORE_DEPLOY.contains(&key.as_str()));
        let position = last_before.map_or(0, |position| position + 1);
        let deploy = json!({ "replicas": 1, "resources": {}, "placement": {} });
        hashed.shift_insert(position, "deploy".to_owned(), deploy);
    }
}

#[cfg(test)]
mod label_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compose::model::definition::Definition;

    fn service(json: &Value) -> Service {
        let mut service: Service = serde_json::from_value(json.clone()).unwrap();
        service.definition = Definition::new(json.as_object().unwrap().clone());
        service
    }

    fn hash(service: &Service, version: Version) -> String {
        config_hash(service, version, |_| None).unwrap()
    }

    const NOW: Version = Version::new(2, 26, 1);

    #[test]
    fn scale_build_and_pull_policy_do_not_recreate() {
        let plain = service(&json!({"command": null, "entrypoint": null, "image": "a"}));
        let busy = service(&json!({
            "build": {"context": "/srv"}, "command": null, "entrypoint": null, "image": "a",
            "pull_policy": "always", "scale": 3,
        }));
        assert_eq!(hash(&plain, NOW), hash(&busy, NOW));
        let other = service(&json!({"command": null, "entrypoint": null, "image": "b"}));
        assert_ne!(hash(&plain, NOW), hash(&other, NOW));
    }

    #[test]
    fn the_version_decides_whether_dependencies_and_profiles_count() {
        let plain = service(&json!({"command": null, "image": "a"}));
        let busy = service(&json!({
            "profiles": ["p"], "command": null,
            "depends_on": {"db": {"condition": "service_started"}}, "image": "a",
        }));
        let only_profiles = service(&json!({"profiles": ["p"], "command": null, "image": "a"}));
        assert_ne!(hash(&plain, NOW), hash(&busy, NOW));
        assert_eq!(
            hash(&only_profiles, Version::new(2, 30, 1)),
            hash(&busy, Version::new(2, 30, 1))
        );
        assert_ne!(
            hash(&plain, Version::new(2, 30, 1)),
            hash(&busy, Version::new(2, 30, 1))
        );
        assert_eq!(
            hash(&plain, Version::new(2, 30, 2)),
            hash(&busy, Version::new(2, 30, 2))
        );
    }

    #[test]
    fn before_2_24_every_service_is_hashed_with_one_replica_in_gos_place() {
        let old = Version::new(2, 20, 0);
        let plain = service(&json!({"command": null, "depends_on": {}, "image": "a"}));
        let written = service(&json!({
            "command": null, "depends_on": {},
            "deploy": {"replicas": 4, "resources": {}, "placement": {}}, "image": "a",
        }));
        assert_eq!(hash(&plain, old), hash(&written, old));
        assert_eq!(
            hash(&plain, old),
            hex::encode(Sha256::digest(
                r#"{"command":null,"depends_on":{},"deploy":{"replicas":1,"resources":{},"placement":{}},"image":"a"}"#
            ))
        );
    }

    #[test]
    fn a_shared_namespace_counts_as_the_container_that_it_is_shared_with() {
        let sharer = service(&json!({"command": null, "network_mode": "service:db"}));
        let resolved = service(&json!({"command": null, "network_mode": "container:abc"}));
        let with = |id: Option<&str>| {
            config_hash(&sharer, NOW, |name| {
                (name == "db").then(|| id.map(str::to_owned))?
            })
        };
        assert_eq!(with(Some("abc")), Some(hash(&resolved, NOW)));
        assert_ne!(with(Some("abc")), with(Some("def")));
        assert_eq!(with(None), None);
    }
}
