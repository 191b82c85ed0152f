//! What the policy finds in the new model, with its level for this codebase.

use std::collections::BTreeSet;

use crate::compose::Model;
use crate::compose::policy::{self, Scope};
use crate::domain::codebase::DockerConfig;
use crate::domain::finding::{Finding, Level};
use crate::operation::Context;

/// Findings with their level here. What the project asked for before is a warning at most.
pub(super) fn find(
    context: &Context,
    docker: &DockerConfig,
    model: &Model,
    before: Option<&Model>,
) -> Vec<(Finding, Level)> {
    let scope = Scope::new(&docker.production_path, &context.folders.allowed_roots);
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
