//! What putting an earlier release back leaves as it is by now. It is said before anybody says yes. Pure.

use super::facts::Facts;
use crate::compose::model::mount::{Mount, MountKind};
use crate::compose::{Model, order};
use crate::domain::action::Action;
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ServicePlan};
use crate::reply::few;

/// How many names are told before the rest is only counted.
const NAMED: usize = 5;

/// One sentence for each kind of it; none for a deploy.
pub(super) fn warnings(facts: &Facts, services: &[ServicePlan]) -> Vec<String> {
    if facts.action != Action::Rollback {
        return Vec::new();
    }
    let ran = facts
        .model_before
        .as_ref()
        .and_then(|before| order::one_shots(before).ok());
    let ran: Vec<_> = services
        .iter()
        .filter(|plan| plan.change != Change::Keep)
        .map(|plan| &plan.service)
        .filter(|service| ran.as_ref().is_some_and(|ran| ran.contains(*service)))
        .map(ServiceName::as_str)
        .collect();
    let written = written(&facts.model);
    let mut warnings = Vec::new();
    if !written.is_empty() {
        let written = few(&written, NAMED);
        warnings.push(format!(
            "Data is not rolled back; what was written since stays written: {written}."
        ));
    }
    if !ran.is_empty() {
        let ran = few(&ran, NAMED);
        warnings.push(format!(
            "One-shots are not undone; what those of the live release did to data stays done: {ran}."
        ));
    }
    warnings
}

/// Where the services can write to what outlives them: `volume db-data (db)`.
fn written(model: &Model) -> Vec<String> {
    let mut written = Vec::new();
    for (name, service) in &model.services {
        for mount in service.volumes.iter().filter(|mount| !mount.read_only) {
            written.extend(place(model, mount).map(|place| format!("{place} ({name})")));
        }
    }
    written
}

fn place(model: &Model, mount: &Mount) -> Option<String> {
    match (mount.kind, mount.source.as_deref()) {
        (MountKind::Tmpfs, _) => None,
        (MountKind::Volume, Some(key)) => Some(format!("volume {key}")),
        (MountKind::Volume, None) => Some(format!("an unnamed volume at {}", mount.target)),
        (MountKind::Bind, source) => {
            let source = std::path::Path::new(source?);
            let inside = source.strip_prefix(&model.origin.directory).ok();
            Some(inside.unwrap_or(source).display().to_string())
        }
    }
}
