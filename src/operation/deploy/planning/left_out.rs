//! What a deploy of some services leaves as it is, and what that means for them.

use super::facts::Facts;
use super::reasons::{decide, mounted_files};
use crate::domain::name::ServiceName;
use crate::domain::plan::Change;
use crate::reply::words::few;

/// Names in a sentence before the rest is only counted.
const NAMES: usize = 5;

/// Warnings of the services that aren't touched although this deploy concerns them; `named` are those that were asked for.
pub(super) fn warnings(facts: &Facts, order: &[ServiceName], named: &[ServiceName]) -> Vec<String> {
    let left: Vec<_> = order
        .iter()
        .filter(|name| !facts.may_touch(name, named))
        .collect();
    let mut warnings: Vec<String> = left
        .iter()
        .filter_map(|name| of_files(facts, name))
        .collect();
    // What the codebase never acts on isn't left out by this deploy.
    let would_change: Vec<&str> = left
        .into_iter()
        .filter(|name| facts.may_touch(name, &[]) && decide(facts, name).change != Change::Keep)
        .map(ServiceName::as_str)
        .collect();
    if !would_change.is_empty() {
        let left = few(&would_change, NAMES);
        warnings.push(format!("left as it is, though it would change: {left}"));
    }
    warnings
}

/// The file is replaced under a container that stays: it may read the new one at any time, or the old one until it is made
/// again.
fn of_files(facts: &Facts, name: &ServiceName) -> Option<String> {
    let service = facts.model.services.get(name)?;
    if facts.containers_of(name).is_empty() {
        return None;
    }
    let files: Vec<String> = mounted_files(facts, service).collect();
    (!files.is_empty()).then(|| {
        format!(
            "{name} is left out and mounts what this deploy changes: {}",
            few(&files, NAMES)
        )
    })
}
