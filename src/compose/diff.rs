//! What differs between two definitions of a service, in words that a plan can show: keys and images, never values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Version;
use super::hash::hashed_keys;
use super::model::service::Service;
use crate::domain::plan::Reason;

/// Why a service that was defined as `old` has to change to become `new`, most telling first; empty where nothing that
/// Compose `version` recreates for differs, nor the build, nor the number of containers.
///
/// Where the old definition isn't known there is nothing to compare, and the caller says what it knows of the containers.
#[must_use]
pub fn reasons(old: &Service, new: &Service, version: Version) -> Vec<Reason> {
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
    if old.build != new.build {
        reasons.push(Reason::Build);
    }
    let keys = differing(&old.environment.0, &new.environment.0);
    if !keys.is_empty() {
        reasons.push(Reason::Environment { keys });
    }
    let keys = definition_keys(&hashed_keys(old, version), &hashed_keys(new, version));
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
        reasons(service("old"), service("new"), version)
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
                Reason::Build,
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
