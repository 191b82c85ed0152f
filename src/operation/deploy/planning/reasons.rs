//! Why a service changes, looked at alone. Pure.

use std::collections::BTreeSet;
use std::path::Path;

use super::facts::Facts;
use crate::compose::diff;
use crate::compose::model::service::Service;
use crate::domain::container::{Container, State};
use crate::domain::name::ServiceName;
use crate::domain::plan::{BaseImage, BuildChange, Change, ImagePlan, Reason};

/// What becomes of a service, and why.
#[derive(Debug, PartialEq)]
pub(super) struct Decided {
    pub(super) change: Change,
    pub(super) reasons: Vec<Reason>,
}

impl Decided {
    pub(super) const fn keep() -> Self {
        Self {
            change: Change::Keep,
            reasons: Vec::new(),
        }
    }
}

/// Looks at the service alone.
pub(super) fn decide(facts: &Facts, name: &ServiceName) -> Decided {
    let Some(service) = facts.model.services.get(name) else {
        return Decided::keep();
    };
    let own = facts.containers_of(name);
    if own.is_empty() && service.replicas() == 0 {
        return Decided::keep();
    }
    if own.is_empty() {
        return Decided {
            change: Change::Create,
            reasons: vec![Reason::Missing],
        };
    }
    let mut reasons = image_reasons(facts, name, &own);
    reasons.extend(definition_reasons(facts, name, service, &own));
    let mounted: BTreeSet<String> = facts
        .mounted
        .changed_since(&facts.mounted_before, name)
        .map(str::to_owned)
        .chain(mounted_files(facts, service))
        .chain(texts(facts, service))
        .collect();
    if mounted.is_empty() && facts.changes_folder_of(service) {
        reasons.push(Reason::ReleaseFolder);
    }
    reasons.extend(mounted.into_iter().map(|path| Reason::MountedFile { path }));
    let replicas = count(own.len());
    if replicas != service.replicas() {
        reasons.push(Reason::Scale {
            from: replicas,
            to: service.replicas(),
        });
    }
    let one_shot = facts.one_shots.contains(name);
    let down = own
        .iter()
        .any(|container| !matches!(container.state, State::Running));
    if down && !one_shot {
        reasons.push(Reason::NotRunning);
    }
    let failed_before = own
        .iter()
        .any(|container| container.exit_code.is_some_and(|code| code != 0));
    if one_shot && down && failed_before {
        reasons.push(Reason::RunsAgain);
    }
    let change = if reasons.is_empty() {
        Change::Keep
    } else {
        Change::Recreate
    };
    Decided { change, reasons }
}

fn image_reasons(facts: &Facts, name: &ServiceName, own: &[&Container]) -> Vec<Reason> {
    match facts.images.plans.get(name) {
        Some(ImagePlan::Build { bases, .. }) => {
            build_reasons(facts.images.build_changes.get(name).cloned(), bases)
        }
        Some(image) => image_reason(facts, image, own).into_iter().collect(),
        None => vec![],
    }
}

/// What of the build changed, and which base images moved. Where neither is known, only that it changed.
fn build_reasons(changed: Option<BuildChange>, bases: &[BaseImage]) -> Vec<Reason> {
    let moved = bases.iter().filter_map(|base| {
        let (from, to) = base.was.clone().zip(base.id.clone())?;
        let reference = base.reference.clone();
        Some(Reason::BaseImage {
            reference,
            from,
            to,
        })
    });
    let changed = changed.map(|changed| Reason::Build { changed });
    let mut reasons: Vec<_> = changed.into_iter().chain(moved).collect();
    if reasons.is_empty() {
        let changed = BuildChange::default();
        reasons.push(Reason::Build { changed });
    }
    reasons
}

fn image_reason(facts: &Facts, image: &ImagePlan, own: &[&Container]) -> Option<Reason> {
    match image {
        ImagePlan::Build { .. } => None,
        ImagePlan::Pull {
            reference,
            digest,
            before,
        } => {
            let old = own.first()?;
            let tagged = facts.images.tags_before.get(reference);
            let from = match before {
                Some(before) if tagged == Some(&old.image_id) && old.image == *reference => {
                    at(reference, before)
                }
                _ if old.image == *reference => short(&old.image_id),
                _ => old.image.clone(),
            };
            let to = at(reference, digest);
            Some(Reason::Image { from, to })
        }
        ImagePlan::Present { reference, id } => {
            let other = own.iter().find(|container| &container.image_id != id)?;
            let from = if other.image == *reference {
                short(&other.image_id)
            } else {
                other.image.clone()
            };
            let to = if other.image == *reference {
                short(id)
            } else {
                reference.clone()
            };
            Some(Reason::Image { from, to })
        }
    }
}

/// A reference with the digest that it stands for, as people read it: "registry:5000/shop:2@0123456789ab".
fn at(reference: &str, digest: &str) -> String {
    let (name, _) = reference.split_once('@').unwrap_or((reference, ""));
    format!("{name}@{}", short(digest))
}

/// `sha256:0123…` as people read it.
fn short(id: &str) -> String {
    id.trim_start_matches("sha256:").chars().take(12).collect()
}

fn definition_reasons(
    facts: &Facts,
    name: &ServiceName,
    service: &Service,
    own: &[&Container],
) -> Vec<Reason> {
    let Some(hash) = facts.config_hashes.get(name) else {
        return vec![];
    };
    let label = |container: &&&Container| {
        container.labels.get("com.docker.compose.config-hash") != Some(hash)
    };
    if !own.iter().any(|container| label(&container)) {
        return vec![];
    }
    let before = facts
        .model_before
        .as_ref()
        .and_then(|model| model.services.get(name));
    let origin = &facts.model.origin;
    let known = (origin.version, origin.directory.as_path());
    let reasons = before
        .map(|before| diff::reasons(before, service, known))
        .unwrap_or_default();
    if reasons.is_empty() {
        // The containers were made from a definition that isn't known any more.
        return vec![Reason::Definition { keys: vec![] }];
    }
    reasons
}

/// Files of this deploy that the service mounts, by themselves or with their folder.
pub(super) fn mounted_files<'a>(
    facts: &'a Facts,
    service: &'a Service,
) -> impl Iterator<Item = String> + 'a {
    let mounted = facts.mounted_paths(service);
    let changes = facts
        .files
        .added
        .iter()
        .chain(&facts.files.changed)
        .chain(&facts.files.deleted);
    changes
        .map(|change| change.path.as_str())
        .filter(move |path| mounted.iter().any(|mount| is_below(path, mount)))
        .map(str::to_owned)
}

/// Secrets and configs whose text stands in the compose file or in a variable, and is another one than in the live release:
/// no hash of Compose's covers it.
fn texts<'a>(facts: &'a Facts, service: &'a Service) -> impl Iterator<Item = String> + 'a {
    let (model, before) = (&facts.model, facts.model_before.as_ref());
    let secrets = service.secrets.iter().map(move |used| {
        let known = before.and_then(|before| before.secrets.get(&used.source));
        (
            "secret",
            &used.source,
            known,
            model.secrets.get(&used.source),
        )
    });
    let configs = service.configs.iter().map(move |used| {
        let known = before.and_then(|before| before.configs.get(&used.source));
        (
            "config",
            &used.source,
            known,
            model.configs.get(&used.source),
        )
    });
    secrets
        .chain(configs)
        .filter_map(|(kind, source, before, now)| {
            let differs = before?.content != now?.content;
            differs.then(|| format!("{kind} {source}"))
        })
}

fn is_below(path: &str, mount: &str) -> bool {
    mount.is_empty() || Path::new(path).starts_with(mount)
}

/// As many, in the width that plans count in.
pub(super) fn count(containers: usize) -> u32 {
    u32::try_from(containers).unwrap_or(u32::MAX)
}
