//! What a deploy of some services leaves as it is, and what that means for them.

use super::facts::Facts;
use super::reasons::{decide, mounted_files};
use crate::compose::model::service::Service;
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ServicePlan};
use crate::reply::words::few;

/// Names in a sentence before the rest is only counted.
const NAMES: usize = 5;

/// Warnings of the services that aren't touched although this deploy concerns them; `named` are those that were asked for,
/// `services` what becomes of all.
pub(super) fn warnings(
    facts: &Facts,
    (order, services): (&[ServiceName], &[ServicePlan]),
    named: &[ServiceName],
) -> Vec<String> {
    let left: Vec<_> = order
        .iter()
        .filter(|name| !facts.may_touch(name, named))
        .collect();
    let mut warnings: Vec<String> = left
        .iter()
        .filter_map(|name| of_files(facts, name))
        .collect();
    let cut_off = left
        .iter()
        .filter_map(|name| of_namespace(facts, services, name));
    warnings.extend(cut_off);
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

/// What is shared with a container goes on as what that one leaves behind, a network without a way out for one.
fn of_namespace(facts: &Facts, services: &[ServicePlan], name: &ServiceName) -> Option<String> {
    let service = facts.model.services.get(name)?;
    if facts.containers_of(name).is_empty() {
        return None;
    }
    let changes = |on: &&str| {
        let mut changing = services.iter().filter(|plan| plan.change != Change::Keep);
        changing.any(|plan| plan.service.as_str() == *on)
    };
    let modes = [&service.network_mode, &service.ipc, &service.pid].into_iter();
    let on = modes
        .filter_map(|mode| Service::shared_service(mode.as_deref()))
        .find(changes)?;
    Some(format!(
        "{name} is left out and shares a namespace with {on}, which is replaced: it is cut off until it is deployed too"
    ))
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
