//! What the policy finds in the new model, with its level for this codebase.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::compose::Model;
use crate::compose::policy::{self, Scope};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::finding::{Finding, Level};
use crate::operation::deploy::place::Place;
use crate::operation::{Context, OperationError};

/// What the policy finds and doesn't deny. What it denies is refused here, before any engine or registry is asked: nobody
/// should wait for those, or mend what they say, to be told then that it may not be.
pub(super) fn allowed(
    context: &Context,
    (codebase, docker): (&Codebase, &DockerConfig),
    place: &Place,
    (model, before): (&Model, Option<&Model>),
) -> Result<Vec<(Finding, Level)>, OperationError> {
    // What lives on beside a production that is a link is the project's own.
    let own = place.lasting().map(|tree| tree.path().to_owned());
    let roots: Vec<_> = context
        .folders
        .allowed_roots
        .iter()
        .cloned()
        .chain(own)
        .collect();
    let found = find(docker, &roots, model, before);
    let denied = found.iter().filter(|(_, level)| *level == Level::Deny);
    let findings: Vec<_> = denied.map(|(finding, _)| finding.clone()).collect();
    if findings.is_empty() {
        Ok(found)
    } else {
        Err(OperationError::Refused {
            codebase: codebase.name.clone(),
            findings,
        })
    }
}

/// Findings with their level here. What the project asked for before is a warning at most.
fn find(
    docker: &DockerConfig,
    roots: &[PathBuf],
    model: &Model,
    before: Option<&Model>,
) -> Vec<(Finding, Level)> {
    let scope = Scope::new(&docker.production_path, roots);
    let find = |model: &Model| policy::findings(model, &scope);
    let known: BTreeSet<_> = before.map(find).into_iter().flatten().collect();
    find(model)
        .into_iter()
        .map(|finding| {
            let level = docker.level(finding.kind);
            let level = if known.contains(&finding) {
                level.min(Level::Warn)
            } else {
                level
            };
            (finding, level)
        })
        .filter(|(_, level)| *level != Level::Allow)
        .collect()
}
