//! What the policy finds in the new model, with its level for this codebase.

use std::path::PathBuf;

use crate::compose::Model;
use crate::compose::policy::{self, Coming, Profiles, Scope};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::finding::{Finding, Level};
use crate::operation::deploy::files::{Files, blocking};
use crate::operation::{Context, OperationError};

/// When it is judged where paths lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::operation::deploy) enum When {
    /// Before the new files are in place.
    Planned,
    /// Once they are.
    Applied,
}

/// The seccomp profiles of the new version and of the one before, read once: containers are made with what was judged.
pub(in crate::operation::deploy) struct BothProfiles {
    new: Profiles,
    before: Profiles,
}

impl BothProfiles {
    /// Reads them: new ones where the new files are.
    pub(super) async fn read(
        context: &Context,
        docker: &DockerConfig,
        files: &Files,
        (model, before): (&Model, Option<&Model>),
    ) -> Result<Self, OperationError> {
        let named = Profiles::named_by(model);
        let named_before = before.map(Profiles::named_by).unwrap_or_default();
        let scope = |when| scope(context, docker, files, when);
        let (coming, now) = (scope(When::Planned), scope(When::Applied));
        blocking(move || {
            Ok(Self {
                new: Profiles::read(named, &coming),
                before: Profiles::read(named_before, &now),
            })
        })
        .await
    }

    /// Those that new containers get.
    pub(in crate::operation::deploy) const fn coming(&self) -> &Profiles {
        &self.new
    }
}

/// What the policy finds and doesn't deny. What it denies is refused here, before any engine or registry is asked: nobody
/// should wait for those, or mend what they say, to be told then that it may not be.
pub(super) fn allowed(
    context: &Context,
    (codebase, docker): (&Codebase, &DockerConfig),
    files: &Files,
    models: (&Model, Option<&Model>),
    profiles: &BothProfiles,
) -> Result<Vec<(Finding, Level)>, OperationError> {
    let paths = (files, When::Planned);
    let found = find(context, docker, paths, models, profiles);
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
pub(in crate::operation::deploy) fn find(
    context: &Context,
    docker: &DockerConfig,
    (files, when): (&Files, When),
    (model, before): (&Model, Option<&Model>),
    profiles: &BothProfiles,
) -> Vec<(Finding, Level)> {
    let now = scope(context, docker, files, When::Applied).with_profiles(profiles.before.clone());
    let known = before.map(|before| policy::held(before, &now));
    let known = known.unwrap_or_default();
    let scope = scope(context, docker, files, when).with_profiles(profiles.new.clone());
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

/// What the project may use, as its paths lead now or will lead.
fn scope(context: &Context, docker: &DockerConfig, files: &Files, when: When) -> Scope {
    // What lives on beside a production that is a link is the project's own.
    let own = files.place.lasting().map(|tree| tree.path().to_owned());
    let roots = &context.folders.allowed_roots;
    let roots: Vec<_> = roots.iter().cloned().chain(own).collect();
    let scope = Scope::new(&docker.production_path, &roots);
    if when == When::Planned {
        scope.with_coming(coming(files))
    } else {
        scope
    }
}

/// What changes, and what it will be.
fn coming(files: &Files) -> impl Iterator<Item = (&str, Coming)> {
    let changes = files.diff.added.iter().chain(&files.diff.changed);
    changes.chain(&files.diff.deleted).map(|change| {
        let coming = change.to.as_ref().map_or(Coming::Nothing, |to| {
            let origin = files.contents.origin();
            let file = || Coming::File(origin.path_of(&change.path, to));
            let link = to.link.as_ref();
            link.map_or_else(file, |to| Coming::Link(PathBuf::from(to)))
        });
        (change.path.as_str(), coming)
    })
}
