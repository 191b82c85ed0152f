//! Whether production is what a release on record says: the images of its containers, what the project's own tags stand
//! for, and its files. It looks and changes nothing; what can't be read is an error, never taken as the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::compose::Model;
use crate::domain::codebase::{Codebase, DockerConfig, Strategy};
use crate::domain::files::Manifest;
use crate::domain::name::ServiceName;
use crate::domain::release::Release;
use crate::operation::deploy::{blocking, model_of, tags_of_release};
use crate::operation::under_way::UnderWay;
use crate::operation::{OperationError, context, roots};
use crate::reply::short_id;
use crate::sync::{self, Index, Tree};

/// How files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::operation) enum Reading {
    /// Every file is read: what is found is a proof.
    Every,
    /// Only those that don't look as they did when they were read last: cheap, and enough to know what was there before.
    Changed,
}

/// What in production is not as `release` has it, in words; empty where all of it is.
pub(in crate::operation) async fn differences(
    under_way: &UnderWay<'_>,
    release: &Release,
    reading: Reading,
) -> Result<Vec<String>, OperationError> {
    let store = &under_way.context.store;
    let name = &release.codebase;
    let codebase = store.codebase(name).await?;
    let codebase =
        codebase.ok_or_else(|| OperationError::UnknownCodebase { name: name.clone() })?;
    let docker = context::docker(&codebase)?;
    let content = store.release_content(name, release.number).await?;
    // Without its model it isn't known which services have containers; their images are held against it all the same.
    let model = model_of(&content.model)
        .inspect_err(|error| tracing::warn!(%error, "the release's model is not compared"))
        .ok();
    let own = Own {
        release,
        docker,
        model: model.as_ref(),
    };
    let (containers, tags, files) = tokio::join!(
        own.containers(under_way),
        own.tags(under_way),
        files(under_way, &codebase, content.manifest, reading),
    );
    Ok([containers?, tags?, files?].concat())
}

/// What the release has of the services that the codebase acts on.
struct Own<'a> {
    release: &'a Release,
    docker: &'a DockerConfig,
    model: Option<&'a Model>,
}

impl Own<'_> {
    /// The image of each service.
    fn images(&self) -> BTreeMap<&ServiceName, &str> {
        let own = &self.docker.containers;
        let images = self.release.images.iter();
        images
            .filter(|(service, _)| own.is_empty() || own.contains(service))
            .map(|(service, id)| (service, id.as_str()))
            .collect()
    }

    async fn containers(&self, under_way: &UnderWay<'_>) -> Result<Vec<String>, OperationError> {
        let engine = under_way.context.engine().await?;
        let mut there = engine.project_containers(under_way.project()).await?;
        there.retain(|container| !container.is_oneoff());
        let mut other = Vec::new();
        for (service, image) in self.images() {
            let of_service = |name: Option<&str>| name == Some(service.as_str());
            let mut own = there
                .iter()
                .filter(|one| of_service(one.service()))
                .peekable();
            if own.peek().is_none() && self.has_containers(service) {
                other.push(format!("{service} has no container"));
            }
            other.extend(own.filter(|own| own.image_id != image).map(|own| {
                let (runs, has) = (short_id(&own.image_id), short_id(image));
                format!("{} has image {runs} instead of {has}", own.name)
            }));
        }
        Ok(other)
    }

    fn has_containers(&self, service: &ServiceName) -> bool {
        let definition = self.model.and_then(|model| model.services.get(service));
        definition.is_some_and(|definition| definition.replicas() > 0)
    }

    /// The project's own tags, which a rollback points back: what they stand for is what `docker compose up` runs. One that
    /// services share stands for the image of one of them.
    async fn tags(&self, under_way: &UnderWay<'_>) -> Result<Vec<String>, OperationError> {
        let engine = under_way.context.engine().await?;
        let fresh = self.docker.deployment_strategy == Strategy::Registry;
        let mut images: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (service, image) in &self.release.images {
            for tag in self.own_tags(under_way, fresh, service) {
                images.entry(tag).or_default().insert(image);
            }
        }
        let services = self.images().into_keys();
        let own: BTreeSet<_> = services
            .flat_map(|service| self.own_tags(under_way, fresh, service))
            .collect();
        images.retain(|tag, _| own.contains(tag));
        let mut other = Vec::new();
        for (tag, images) in images {
            let stands_for = engine.find_image(&tag).await?;
            let stands_for = stands_for.as_ref().map(|found| found.id.as_str());
            if !stands_for.is_some_and(|id| images.contains(id)) {
                let now = stands_for.map_or("nothing", short_id);
                let has: Vec<_> = images.into_iter().map(short_id).collect();
                let has = has.join(" or ");
                other.push(format!("tag {tag} stands for {now} instead of {has}"));
            }
        }
        Ok(other)
    }

    fn own_tags(
        &self,
        under_way: &UnderWay<'_>,
        fresh: bool,
        service: &ServiceName,
    ) -> Vec<String> {
        let definition = self.model.and_then(|model| model.services.get(service));
        definition.map_or_else(Vec::new, |definition| {
            let reference = definition.image_reference(under_way.project(), service);
            tags_of_release(fresh, (service, definition), &reference)
        })
    }
}

async fn files(
    under_way: &UnderWay<'_>,
    codebase: &Codebase,
    manifest: Manifest,
    reading: Reading,
) -> Result<Vec<String>, OperationError> {
    let docker = context::docker(codebase)?;
    let (production, link) = (docker.production_path.clone(), roots::root_link(docker));
    let indexes = under_way.context.folders.data.join("index");
    let other = blocking(move || {
        let production = Tree::open(&production, link)?;
        let mut index = match reading {
            Reading::Every => None,
            Reading::Changed => Some(Index::open(&indexes, &production)),
        };
        sync::differing(&production, &manifest, index.as_mut())
    })
    .await?;
    Ok(other.iter().map(|path| format!("{path} differs")).collect())
}
