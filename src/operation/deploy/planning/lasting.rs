//! What a rollback leaves as it is by then: data. Before a deploy it is said of what that would change, before a rollback
//! of what was changed since. Pure.

use super::facts::Facts;
use crate::compose::model::mount::{Mount, MountKind};
use crate::compose::{Model, order};
use crate::domain::action::Action;
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ImagePlan, ServicePlan};
use crate::reply::few;

/// How many names are told before the rest is only counted.
const NAMED: usize = 5;

/// What a person should know of it before saying yes.
pub(super) fn warnings(facts: &Facts, services: &[ServicePlan]) -> Vec<String> {
    if facts.action == Action::Rollback {
        since_then(facts, services)
    } else {
        from_now_on(facts, services).into_iter().collect()
    }
}

/// One sentence where a deploy does to data what putting back the old version, by itself or by command, would not undo.
/// Where nothing stands in production there is nothing to put back.
fn from_now_on(facts: &Facts, services: &[ServicePlan]) -> Option<String> {
    if facts.containers.is_empty() {
        return None;
    }
    let lasting = services.iter().filter_map(|plan| {
        let why = match plan.change {
            Change::Recreate | Change::Create if plan.one_shot => "runs to its end",
            Change::Recreate if keeps_data(facts, &plan.service) && moves(plan) => {
                "starts on another image"
            }
            _ => return None,
        };
        Some(format!("{} ({why})", plan.service))
    });
    let lasting: Vec<_> = lasting.collect();
    let named = few(&lasting, NAMED);
    (!lasting.is_empty())
        .then(|| format!("A rollback does not undo what these do to data: {named}."))
}

/// Whether the service writes to what outlives its containers: by its definition, or because its image declares it.
fn keeps_data(facts: &Facts, name: &ServiceName) -> bool {
    let service = facts.model.services.get(name);
    let mut mounts = service.into_iter().flat_map(|service| &service.volumes);
    let mut own = facts.containers_of(name).into_iter();
    mounts.any(|mount| !mount.read_only && place(&facts.model, mount).is_some())
        || own.any(|own| !own.writable_volumes.is_empty())
}

/// Whether its new containers run another image than the old ones do.
fn moves(plan: &ServicePlan) -> bool {
    match &plan.image {
        Some(ImagePlan::Present { id, .. }) => {
            plan.containers.iter().any(|old| old.image_id != *id)
        }
        Some(ImagePlan::Pull { .. } | ImagePlan::Build { .. }) => true,
        None => false,
    }
}

/// One sentence for each kind of what a rollback finds done.
fn since_then(facts: &Facts, services: &[ServicePlan]) -> Vec<String> {
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
