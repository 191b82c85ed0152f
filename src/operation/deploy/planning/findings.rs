//! What the policy finds in the new model, with its level for this codebase.

use crate::compose::Model;
use crate::compose::policy::{self, Scope};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::files::FileDiff;
use crate::domain::finding::{Finding, Level};
use crate::operation::deploy::files::Files;
use crate::operation::deploy::place::Place;
use crate::operation::{Context, OperationError};

/// What the policy finds and doesn't deny. What it denies is refused here, before any engine or registry is asked: nobody
/// should wait for those, or mend what they say, to be told then that it may not be.
pub(super) fn allowed(
    context: &Context,
    (codebase, docker): (&Codebase, &DockerConfig),
    files: &Files,
    models: (&Model, Option<&Model>),
) -> Result<Vec<(Finding, Level)>, OperationError> {
    let found = find(context, docker, (&files.place, Some(&files.diff)), models);
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

/// Findings with their level here, as production's paths lead, once `coming` is there, too. What the project asked for before
/// is a warning at most.
pub(in crate::operation::deploy) fn find(
    context: &Context,
    docker: &DockerConfig,
    (place, coming): (&Place, Option<&FileDiff>),
    (model, before): (&Model, Option<&Model>),
) -> Vec<(Finding, Level)> {
    // What lives on beside a production that is a link is the project's own.
    let own = place.lasting().map(|tree| tree.path().to_owned());
    let roots = &context.folders.allowed_roots;
    let roots: Vec<_> = roots.iter().cloned().chain(own).collect();
    let scope = Scope::new(&docker.production_path, &roots);
    let known = before.map(|before| policy::held(before, &scope));
    let known = known.unwrap_or_default();
    let scope = match (place, coming) {
        (Place::Folder(_), Some(coming)) => scope.with_coming(links(coming)),
        // A release folder is judged once it is there.
        _ => scope,
    };
    policy::findings(model, &scope)
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

/// What changes, each with where it will lead if it will be a link.
fn links(coming: &FileDiff) -> impl Iterator<Item = (&str, Option<&str>)> {
    let changes = coming.added.iter().chain(&coming.changed);
    changes.chain(&coming.deleted).map(|change| {
        let link = change.to.as_ref().and_then(|to| to.link.as_deref());
        (change.path.as_str(), link)
    })
}
