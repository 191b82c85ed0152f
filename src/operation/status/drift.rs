//! How what is there differs from the live release: its containers, and the files that it put into production.

use std::collections::BTreeMap;
use std::path::Path;

use crate::compose::model::service::Service;
use crate::domain::codebase::DockerConfig;
use crate::domain::container::Container;
use crate::domain::files::{FileDiff, Manifest};
use crate::domain::name::ServiceName;
use crate::domain::release::drift::{self, Drift, Released};
use crate::domain::release::{Release, ReleaseContent};
use crate::operation::deploy::{blocking, model_of};
use crate::operation::{Context, OperationError, roots};
use crate::sync::{self, Index, RootLink, Rules, SyncError, Tree};

/// Above this many files a status would be slow, so they aren't looked at.
const FILES_AT_MOST: usize = 5_000;

/// What is different, where `containers` are the project's. Of the services that were named, or, where none was, of all
/// and of the files too. What can't be found out is said to be unknown.
pub(super) async fn from_live(
    context: &Context,
    docker: &DockerConfig,
    live: &Release,
    (containers, named): (&[Container], &[ServiceName]),
) -> Vec<Drift> {
    let store = &context.store;
    let kept = match store.release_content(&live.codebase, live.number).await {
        Ok(kept) => kept,
        Err(error) => return vec![unknown("definitions and files", &error)],
    };
    let (mut released, mut drift) = match released(live, &kept) {
        Ok(released) => (released, vec![]),
        Err(error) => (by_image(live), vec![unknown("definitions", &error)]),
    };
    if !named.is_empty() {
        released.retain(|service, _| named.contains(service));
        let own = containers.iter().filter(|container| {
            named
                .iter()
                .any(|named| container.service() == Some(named.as_str()))
        });
        let own: Vec<_> = own.cloned().collect();
        drift.splice(0..0, drift::of_containers(&released, &own));
        return drift;
    }
    drift.splice(0..0, drift::of_containers(&released, containers));
    drift.extend(of_files(context, docker, kept.manifest).await);
    drift
}

fn unknown(what: &'static str, why: &impl ToString) -> Drift {
    Drift::Unknown {
        what,
        why: why.to_string(),
    }
}

/// What the release says of each service. One that shares another's namespace has that one's container id in its config
/// hash, so that hash says nothing of a container that was made later.
fn released(
    live: &Release,
    kept: &ReleaseContent,
) -> Result<BTreeMap<ServiceName, Released>, OperationError> {
    let model = model_of(&kept.model)?;
    let mut released = by_image(live);
    for (name, known) in &mut released {
        let Some(service) = model.services.get(name) else {
            continue;
        };
        let shares = [&service.network_mode, &service.ipc, &service.pid]
            .into_iter()
            .any(|mode| Service::shared_service(mode.as_deref()).is_some());
        if !shares {
            known.config_hash = live.config_hashes.get(name).cloned();
        }
        known.replicas = Some(service.replicas());
    }
    Ok(released)
}

/// As much as is known without the model.
fn by_image(live: &Release) -> BTreeMap<ServiceName, Released> {
    let of_image = |image: &String| Released {
        image: image.clone(),
        config_hash: None,
        replicas: None,
    };
    live.images
        .iter()
        .map(|(name, image)| (name.clone(), of_image(image)))
        .collect()
}

/// Of the files that the release put into production.
async fn of_files(context: &Context, docker: &DockerConfig, released: Manifest) -> Vec<Drift> {
    if released.0.len() > FILES_AT_MOST {
        let why = format!("the release has more than {FILES_AT_MOST} of them");
        return vec![unknown("files", &why)];
    }
    let (production, link) = (docker.production_path.clone(), roots::root_link(docker));
    let indexes = context.folders.data.join("index");
    match blocking(move || compare((&production, link), &indexes, &released)).await {
        Ok(back) => drift::of_files(&back),
        Err(error) => vec![unknown("files", &error)],
    }
}

/// What would have to be done to have the release's files again.
fn compare(
    (production, link): (&Path, RootLink),
    indexes: &Path,
    released: &Manifest,
) -> Result<FileDiff, SyncError> {
    let production = Tree::open(production, link)?;
    let rules = Rules::read(&production)?;
    // It is only read: what it doesn't know is hashed now, and remembered by the next deploy.
    let mut index = Index::open(indexes, &production);
    let there = sync::survey(
        &production,
        &rules,
        released,
        Some(released),
        Some(&mut index),
    )?;
    Ok(sync::diff(released, &there, Some(released)))
}
