//! Labels: by which Compose knows its own, and by which we know ours (docker/compose, `pkg/api/labels.go`).

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::NewContainer;
use crate::compose::model::Model;
use crate::compose::model::dependency::Condition;
use crate::domain::journal::Intent;
use crate::engine::containers::PROJECT_LABEL;

/// Which operation made a thing.
pub(in crate::engine) const OPERATION_LABEL: &str = "hailer.operation";

/// For whose container the engine made an anonymous volume: by its name nobody could tell.
pub(in crate::engine) const ANONYMOUS_LABEL: &str = "hailer.anonymous";

/// Whose container it is.
const CODEBASE_LABEL: &str = "hailer.codebase";

/// The labels of a container.
pub(super) fn container_labels(intent: &Intent, new: &NewContainer<'_>) -> HashMap<String, String> {
    let origin = &new.model.origin;
    let compose = [
        ("project", origin.project.to_string()),
        ("service", new.name.to_string()),
        ("container-number", new.number.to_string()),
        ("oneoff", "False".to_owned()),
        ("config-hash", new.config_hash.to_owned()),
        ("image", new.image_id.to_owned()),
        ("depends_on", dependencies(new)),
        (
            "project.working_dir",
            origin.directory.display().to_string(),
        ),
        ("project.config_files", joined(&origin.files)),
        ("version", origin.version.to_string()),
    ];
    let mut labels: HashMap<String, String> = new.service.labels.clone().into_iter().collect();
    labels.extend(compose.map(|(name, value)| (format!("com.docker.compose.{name}"), value)));
    if !origin.env_files.is_empty() {
        let files = joined(&origin.env_files);
        labels.insert(
            "com.docker.compose.project.environment_file".to_owned(),
            files,
        );
    }
    labels.insert(OPERATION_LABEL.to_owned(), intent.operation().to_string());
    labels.insert(CODEBASE_LABEL.to_owned(), new.codebase.to_string());
    labels
}

/// Paths, as Compose writes several of them into one label.
fn joined(paths: &[PathBuf]) -> String {
    let each = paths.iter().map(|path| path.display().to_string());
    each.collect::<Vec<_>>().join(",")
}

/// `service:condition:restart`, by which `docker compose` without its file still knows the order.
fn dependencies(new: &NewContainer<'_>) -> String {
    let each = new.service.depends_on.iter().map(|(name, dependency)| {
        let condition = match dependency.condition {
            Condition::Started => "service_started",
            Condition::Healthy => "service_healthy",
            Condition::Completed => "service_completed_successfully",
        };
        format!("{name}:{condition}:{}", dependency.restart)
    });
    each.collect::<Vec<_>>().join(",")
}

/// The labels of a network or volume: its own, and those by which Compose knows it. `kind` is "network" or "volume",
/// `key` its key in the model.
pub(in crate::engine) fn owned_labels(
    intent: &Intent,
    model: &Model,
    (kind, key): (&str, &str),
    own: &BTreeMap<String, String>,
) -> HashMap<String, String> {
    let mut labels: HashMap<String, String> = own.clone().into_iter().collect();
    labels.insert(PROJECT_LABEL.to_owned(), model.origin.project.to_string());
    labels.insert(format!("com.docker.compose.{kind}"), key.to_owned());
    labels.insert(
        "com.docker.compose.version".to_owned(),
        model.origin.version.to_string(),
    );
    labels.insert(OPERATION_LABEL.to_owned(), intent.operation().to_string());
    labels
}

/// The filter for things with the label of a project.
pub(in crate::engine) fn has_label(project: &str) -> HashMap<String, Vec<String>> {
    HashMap::from([(
        "label".to_owned(),
        vec![format!("{PROJECT_LABEL}={project}")],
    )])
}
