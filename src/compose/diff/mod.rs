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
mod tests;
