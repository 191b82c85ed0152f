//! What differs between two definitions of a service, in words that a plan can show: images, ports, mounts and otherwise keys,
//! never values.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value};

use super::Version;
use super::hash::hashed_keys;
use super::model::port::Port;
use super::model::service::Service;
use crate::domain::plan::{Moved, Reason};

/// Why a service that was defined as `old` has to change to become `new`, most telling first; empty where nothing that
/// Compose `version` recreates for differs, nor the number of containers. What differs in the build says `build_change`.
///
/// `directory` is the project's folder, by which binds are named.
///
/// Where the old definition isn't known there is nothing to compare, and the caller says what it knows of the containers.
#[must_use]
pub fn reasons(
    old: &Service,
    new: &Service,
    (version, directory): (Version, &Path),
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if old.image != new.image {
        let shown = |service: &Service| {
            service
                .image
                .clone()
                .unwrap_or_else(|| "(built)".to_owned())
        };
        reasons.push(Reason::Image {
            from: shown(old),
            to: shown(new),
        });
    }
    let keys = differing(&old.environment.0, &new.environment.0);
    if !keys.is_empty() {
        reasons.push(Reason::Environment { keys });
    }
    let mut keys = definition_keys(&hashed_keys(old, version), &hashed_keys(new, version));
    let moved = moved((&old.ports, &new.ports), Port::to_string, |a, b| {
        a.target == b.target || (a.published == b.published && a.published.is_some())
    });
    if !moved.is_empty() {
        keys.retain(|key| key != "ports");
        reasons.push(Reason::Ports { moved });
    }
    let moved = self::moved(
        (&old.volumes, &new.volumes),
        |mount| mount.in_short(directory),
        |a, b| a.target == b.target || (a.source == b.source && a.source.is_some()),
    );
    if !moved.is_empty() {
        keys.retain(|key| key != "volumes");
        reasons.push(Reason::Mounts { moved });
    }
    if !keys.is_empty() {
        reasons.push(Reason::Definition { keys });
    }
    if old.replicas() != new.replicas() {
        reasons.push(Reason::Scale {
            from: old.replicas(),
            to: new.replicas(),
        });
    }
    reasons
}

/// What comes, goes, or is `alike` and yet reads otherwise. What reads the same may still differ, in what isn't shown.
fn moved<T>(
    (old, new): (&[T], &[T]),
    shown: impl Fn(&T) -> String,
    alike: impl Fn(&T, &T) -> bool,
) -> Vec<Moved> {
    let reads_as = |all: &[T], one: &T| all.iter().any(|other| shown(other) == shown(one));
    let mut came: Vec<&T> = new.iter().filter(|one| !reads_as(old, one)).collect();
    let mut moved = Vec::new();
    for gone in old.iter().filter(|one| !reads_as(new, one)) {
        let to = came.iter().position(|new| alike(gone, new));
        moved.push(Moved {
            from: Some(shown(gone)),
            to: to.map(|place| shown(came.remove(place))),
        });
    }
    moved.extend(came.into_iter().map(|new| Moved {
        from: None,
        to: Some(shown(new)),
    }));
    moved
}

/// The keys that one map has and the other hasn't, or whose values differ. Sorted.
fn differing<V: PartialEq>(old: &BTreeMap<String, V>, new: &BTreeMap<String, V>) -> Vec<String> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    keys.into_iter()
        .filter(|key| old.get(*key) != new.get(*key))
        .cloned()
        .collect()
}

/// The same for definitions, without the keys that have a reason of their own.
fn definition_keys(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<String> {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    keys.into_iter()
        .filter(|key| !matches!(key.as_str(), "image" | "environment"))
        .filter(|key| old.get(*key) != new.get(*key))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::compose::model::tests::model;

    const NOW: Version = Version::new(2, 26, 1);

    fn between(old: &Value, new: &Value, version: Version) -> Vec<Reason> {
        let model = model(&json!({ "old": old, "new": new }));
        let service = |name: &str| {
            model
                .services
                .iter()
                .find(|(key, _)| key.as_str() == name)
                .unwrap()
                .1
        };
        reasons(
            service("old"),
            service("new"),
            (version, Path::new("/srv/shop")),
        )
    }

    #[test]
    fn every_kind_of_difference_is_told_once_and_values_are_not() {
        let old = json!({
            "image": "api:1", "build": {"context": "/srv/shop"}, "command": ["a"], "cpus": 1,
            "environment": {"KEPT": "same", "CHANGED": "hunter2", "GONE": "x"},
            "deploy": {"replicas": 1, "resources": {}, "placement": {}},
        });
        let new = json!({
            "image": "api:2", "build": {"context": "/srv/shop", "target": "t"}, "command": ["b"], "tty": true, "cpus": 1,
            "environment": {"KEPT": "same", "CHANGED": "hunter3", "CAME": null},
            "deploy": {"replicas": 3, "resources": {}, "placement": {}},
        });
        let told = between(&old, &new, NOW);
        let strings = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(
            told,
            [
                Reason::Image {
                    from: "api:1".into(),
                    to: "api:2".into()
                },
                Reason::Environment {
                    keys: strings(&["CAME", "CHANGED", "GONE"])
                },
                Reason::Definition {
                    keys: strings(&["command", "tty"])
                },
                Reason::Scale { from: 1, to: 3 },
            ]
        );
        assert!(!format!("{told:?}").contains("hunter"));
    }

    #[test]
    fn the_same_definition_has_no_reason() {
        let same = json!({"image": "a", "environment": {"A": "1"}, "ports": [{"target": 80}]});
        assert_eq!(between(&same, &same, NOW), []);
    }

    #[test]
    fn ports_and_mounts_are_told_old_and_new() {
        let old = json!({
            "ports": [
                {"target": 80, "published": "8080", "protocol": "tcp"},
                {"target": 53, "published": "53", "protocol": "udp"},
                {"target": 443, "published": "443", "host_ip": "127.0.0.1"},
            ],
            "volumes": [
                {"type": "bind", "source": "/srv/shop/a", "target": "/x"},
                {"type": "volume", "source": "data", "target": "/data"},
                {"type": "volume", "source": "kept", "target": "/kept"},
                {"type": "volume", "target": "/cache"},
            ],
        });
        let new = json!({
            "ports": [
                {"target": 80, "published": "9090"},
                {"target": 8443, "published": "443", "host_ip": "127.0.0.1"},
                {"target": 9000},
            ],
            "volumes": [
                {"type": "bind", "source": "/srv/shop/b", "target": "/x", "read_only": true},
                {"type": "volume", "source": "data", "target": "/var/data"},
                {"type": "volume", "source": "kept", "target": "/kept"},
                {"type": "bind", "source": "/mnt", "target": "/mnt"},
                {"type": "tmpfs", "target": "/run"},
            ],
        });
        let moved = |from: &str, to: &str| {
            let side = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let (from, to) = (side(from), side(to));
            Moved { from, to }
        };
        let told = between(&old, &new, NOW);
        let ports = vec![
            moved("8080:80", "9090:80"),
            moved("53:53/udp", ""),
            moved("127.0.0.1:443:443", "127.0.0.1:443:8443"),
            moved("", "9000"),
        ];
        let mounts = vec![
            moved("./a:/x", "./b:/x:ro"),
            moved("data:/data", "data:/var/data"),
            moved("/cache", ""),
            moved("", "/mnt:/mnt"),
            moved("", "tmpfs:/run"),
        ];
        assert_eq!(
            told,
            [
                Reason::Ports { moved: ports },
                Reason::Mounts { moved: mounts }
            ]
        );
    }

    #[test]
    fn what_is_not_shown_of_a_mount_is_told_by_its_key() {
        let volume = |nocopy: bool| json!({"volumes": [{"type": "volume", "source": "a", "target": "/a", "volume": {"nocopy": nocopy}}]});
        assert_eq!(
            between(&volume(false), &volume(true), NOW),
            [Reason::Definition {
                keys: vec!["volumes".into()]
            }]
        );
    }

    #[test]
    fn a_key_without_value_differs_from_an_empty_one() {
        let told = between(
            &json!({"environment": {"A": null}}),
            &json!({"environment": {"A": ""}}),
            NOW,
        );
        assert_eq!(
            told,
            [Reason::Environment {
                keys: vec!["A".into()]
            }]
        );
    }

    #[test]
    fn dependencies_are_a_reason_only_for_versions_that_recreate_for_them() {
        let new = json!({"image": "a", "depends_on": {"old": {"condition": "service_started"}}});
        let old = json!({"image": "a"});
        assert_eq!(
            between(&old, &new, NOW),
            [Reason::Definition {
                keys: vec!["depends_on".into()]
            }]
        );
        assert_eq!(between(&old, &new, Version::new(2, 30, 0)), []);
    }
}
