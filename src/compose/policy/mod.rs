//! What a project asks of the machine beyond its own containers: the findings of the Compose policy.
//!
//! It finds; how much a finding is minded is each codebase's to say. Paths are judged by their words and, where they exist,
//! by where they lead, so that neither `..` nor a link leads past it.

mod coming;
mod found;
mod grip;
mod profile;
mod reach;
mod scope;

pub use coming::Coming;
pub use profile::{Profiles, file_of as profile_of};
pub use scope::Scope;
pub(in crate::compose) use scope::normal as by_words;

use std::collections::{BTreeMap, BTreeSet};

use super::Model;
use super::model::service::Service;
use crate::domain::finding::{Finding, FindingKind};
use found::Findings;

/// Everything in the model that reaches beyond the project, in the model's order.
#[must_use]
pub fn findings(model: &Model, scope: &Scope) -> Vec<Finding> {
    let mut findings = Findings::of(scope, Some(model));
    of_model(model, &mut findings);
    findings.found
}

/// What a project asks for already, as [`findings`] would tell it of another version: whoever may write may read, too. Where
/// paths lead through links that a container of it may have made, they ask for nothing: it isn't known since when.
#[must_use]
pub fn held(model: &Model, scope: &Scope) -> BTreeSet<Finding> {
    let mut findings = Findings::of(scope, Some(model));
    findings.held_beside = Some(reach::written(model, scope));
    of_model(model, &mut findings);
    findings.found.into_iter().collect()
}

fn of_model(model: &Model, findings: &mut Findings) {
    for (name, service) in &model.services {
        let path = format!("services.{name}");
        reach::of_host(service, &model.networks, &path, findings);
        reach::of_files(service, &path, findings);
    }
    for (name, volume) in &model.volumes {
        let grip = grip::of_volume(model, name);
        reach::of_volume(volume, &grip, &format!("volumes.{name}"), findings);
    }
    for (section, objects) in [("secrets", &model.secrets), ("configs", &model.configs)] {
        for (name, object) in objects {
            if let Some(file) = &object.file {
                findings.file(format!("{section}.{name}.file"), file);
            }
        }
    }
    match &model.inputs.files {
        Some(files) => {
            for input in files {
                findings.file(input.place.clone(), &input.file.to_string_lossy());
            }
        }
        None => findings.add(
            FindingKind::OutsideFile,
            "services".to_owned(),
            "env files that can't be listed, since an include or extends is named by a variable",
        ),
    }
    of_own_files(model, findings);
}

/// The compose files, the files with their variables, and what they include and extend in turn.
fn of_own_files(model: &Model, findings: &mut Findings) {
    let origin = &model.origin;
    let mut files: Vec<_> = origin
        .files
        .iter()
        .chain(&origin.env_files)
        .cloned()
        .collect();
    // Where env files are named, Compose doesn't read this one.
    if origin.env_files.is_empty() {
        files.push(origin.directory.join(".env"));
    }
    for file in files {
        let place = file.strip_prefix(&origin.directory).unwrap_or(&file);
        findings.file(place.display().to_string(), &file.to_string_lossy());
    }
    let included = &model.inputs.included;
    for input in included.compose_files.iter().chain(&included.env_files) {
        findings.file(input.place.clone(), &input.file.to_string_lossy());
    }
    for unknown in &included.unknown {
        findings.add(
            FindingKind::OutsideFile,
            unknown.place.clone(),
            &unknown.why,
        );
    }
}

/// Everything in which a container by itself, made like `service`, reaches beyond itself. Places are the service's own keys
/// (`cap_add[0]`).
#[must_use]
pub fn findings_of_one(service: &Service, scope: &Scope) -> Vec<Finding> {
    let mut findings = Findings::of(scope, None);
    reach::of_host(service, &BTreeMap::new(), "", &mut findings);
    reach::of_files(service, "", &mut findings);
    for finding in &mut findings.found {
        finding.path = finding.path.trim_start_matches('.').to_owned();
    }
    findings.found
}

#[cfg(test)]
mod tests;
