//! What a project asks of the machine beyond its own containers: the findings of the Compose policy.
//!
//! It finds; how much a finding is minded is each codebase's to say. Paths are judged by their words and, where they exist,
//! by where they lead, so that neither `..` nor a link leads past it.

mod reach;
mod scope;

pub use scope::Scope;
pub(in crate::compose) use scope::normal as by_words;

use std::collections::BTreeMap;

use super::Model;
use super::model::service::Service;
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::name::ServiceName;

/// Everything in the model that reaches beyond the project, in the model's order.
#[must_use]
pub fn findings(model: &Model, scope: &Scope) -> Vec<Finding> {
    let mut findings = Findings {
        scope,
        project: Some(model),
        found: Vec::new(),
    };
    for (name, service) in &model.services {
        let path = format!("services.{name}");
        reach::of_host(service, &model.networks, &path, &mut findings);
        reach::of_files(service, &path, &mut findings);
    }
    for (name, volume) in &model.volumes {
        reach::of_volume(volume, &format!("volumes.{name}"), &mut findings);
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
    of_own_files(model, &mut findings);
    findings.found
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
    let mut findings = Findings {
        scope,
        project: None,
        found: Vec::new(),
    };
    reach::of_host(service, &BTreeMap::new(), "", &mut findings);
    reach::of_files(service, "", &mut findings);
    for finding in &mut findings.found {
        finding.path = finding.path.trim_start_matches('.').to_owned();
    }
    findings.found
}

/// Whether the project's own containers are made with this name.
fn is_own(model: &Model, container: &str) -> bool {
    let project = &model.origin.project;
    let named = |(name, service): (&ServiceName, &Service)| match &service.container_name {
        Some(own) => own == container,
        None => {
            let number = container.strip_prefix(&format!("{project}-{name}-"));
            let number = number.and_then(|number| number.parse().ok());
            number.is_some_and(|number| (1..=service.replicas()).contains(&number))
        }
    };
    model.services.iter().any(named)
}

/// The findings so far.
struct Findings<'a> {
    scope: &'a Scope,
    /// The project, whose containers may share with each other.
    project: Option<&'a Model>,
    found: Vec<Finding>,
}

impl Findings<'_> {
    fn add(&mut self, kind: FindingKind, path: String, what: &str) {
        self.found.push(Finding {
            kind,
            path,
            what: what.to_owned(),
        });
    }

    /// Whether a container is one of the project's, by its name.
    fn is_own(&self, container: &str) -> bool {
        self.project.is_some_and(|model| is_own(model, container))
    }

    /// Adds a finding where `file` is neither in the project nor under an allowed root.
    fn outside(&mut self, kind: FindingKind, path: String, file: &str) {
        if !self.scope.holds(file) {
            self.add(kind, path, &self.led(file));
        }
    }

    /// Adds a finding where `file`, which is opened as it is written, is outside.
    fn file(&mut self, path: String, file: &str) {
        if !self.scope.holds_as_it_is(file) {
            self.add(FindingKind::OutsideFile, path, &self.led(file));
        }
    }

    /// A path, and where it leads if its words don't say that.
    fn led(&self, path: &str) -> String {
        match self.scope.link(path) {
            Some(to) => format!("{path}, which leads to {}", to.display()),
            None => path.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
