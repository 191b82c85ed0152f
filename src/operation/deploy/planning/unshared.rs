//! Strategy symlink: what services mount must be in the release folder, or live on beside it. What they write must live on.

use std::collections::BTreeSet;
use std::path::Path;

use super::facts::Facts;
use crate::compose::model::mount::MountKind;
use crate::compose::model::service::Service;
use crate::domain::files::{Manifest, RelativePath};
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, Plan};
use crate::operation::OperationError;
use crate::operation::deploy::files::Files;
use crate::operation::deploy::place::Place;
use crate::operation::deploy::place::linked::Linked;
use crate::sync::is_shared;

/// Names each mount that a new release folder would break, and the command that declares it.
pub(super) fn refuse(facts: &Facts, files: &Files) -> Result<(), OperationError> {
    let Place::Link(linked) = &files.place else {
        return Ok(());
    };
    let mut found = Vec::new();
    let mut missing = BTreeSet::new();
    for (name, service) in &facts.model.services {
        for (path, writes) in mounts(facts, service) {
            match trouble(linked, &files.wanted, &path, writes) {
                None => continue,
                Some(trouble) => found.push(format!("{name} {trouble}")),
            }
            missing.extend(RelativePath::new(path).ok());
        }
    }
    let missing: Vec<_> = missing.into_iter().collect();
    linked.refuse(&facts.codebase, found, &missing)
}

/// A service that this deploy leaves alone and that mounts from the release folder would go on with the old one.
pub(super) fn refuse_left_out(facts: &Facts, plan: &Plan) -> Result<(), OperationError> {
    let kept = |service: &ServiceName| {
        let mut plans = plan.services.iter();
        plans.any(|plan| plan.service == *service && plan.change == Change::Keep)
    };
    let left_out: Vec<_> = facts
        .model
        .services
        .iter()
        .filter(|(name, service)| facts.changes_folder_of(service) && kept(name))
        .filter(|(name, _)| !facts.containers_of(name).is_empty())
        .map(|(name, _)| {
            format!("{name} mounts from the release folder, which changes: it can't be left out")
        })
        .collect();
    if left_out.is_empty() {
        return Ok(());
    }
    let (label, command) = if facts.own_services.is_empty() {
        ("Deploy all", "/docker-deploy")
    } else {
        ("Act on all", "/docker-config unset containers")
    };
    Err(OperationError::NotReady {
        codebase: facts.codebase.clone(),
        found: left_out,
        command: Some((label, command.to_owned())),
        shell: vec![],
    })
}

/// What a service mounts of the project's folder, relative to it, and whether it may write there.
fn mounts(facts: &Facts, service: &Service) -> Vec<(String, bool)> {
    let below = |path: &str| {
        let path = Path::new(path).strip_prefix(&facts.model.origin.directory);
        path.ok().map(|path| path.to_string_lossy().into_owned())
    };
    let binds = service
        .volumes
        .iter()
        .filter(|mount| mount.kind == MountKind::Bind);
    let written: BTreeSet<_> = binds
        .filter(|mount| !mount.read_only)
        .filter_map(|mount| below(mount.source.as_deref()?))
        .collect();
    let all = facts.mounted_paths(service).into_iter();
    all.map(|path| {
        let writes = written.contains(&path);
        (path, writes)
    })
    .collect()
}

/// What is wrong with mounting `path`, as what is said after the service's name.
fn trouble(linked: &Linked, wanted: &Manifest, path: &str, writes: bool) -> Option<String> {
    let Ok(relative) = RelativePath::new(path) else {
        let whole = "the project's whole folder, which is another one after each deploy";
        return writes
            .then(|| format!("may write to {whole}: mount it read-only, or a part of it"));
    };
    if is_shared(&relative, &linked.paths) {
        return None;
    }
    if writes {
        return Some(format!("may write to {path}, which isn't shared"));
    }
    let within = |inner: &RelativePath| Path::new(inner.as_str()).starts_with(path);
    if !wanted.0.iter().any(|(file, _)| within(file)) {
        return Some(format!("mounts {path}, which the source doesn't have"));
    }
    let inner = linked.paths.iter().find(|inner| within(inner))?;
    Some(format!(
        "mounts {path}, in which the shared {inner} would be a link that leads nowhere: share {path} as a whole"
    ))
}
