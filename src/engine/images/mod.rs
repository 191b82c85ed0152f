//! Images: what is there, which name stands for which, and moving one from or to a registry. Building is `build`'s.

mod list;
mod pull;
mod push;
mod reference;
mod tags;
mod transfer;

pub use list::ListedImage;
pub use pull::PullRequest;
pub use reference::ImageReference;
pub use transfer::TransferProgress;

use std::collections::BTreeMap;
use std::time::Duration;

use bollard::models::HealthConfig;
use bollard::query_parameters::{RemoveImageOptions, TagImageOptions};

use super::connection::Engine;
use super::error::{Call, EngineError};
use crate::compose::model::healthcheck::Healthcheck;
use crate::compose::model::value::GoDuration;
use crate::domain::journal::Intent;
pub(super) use reference::check_reference;

/// An image that the engine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// `sha256:…`, of its configuration.
    pub id: String,
    /// The tags that stand for it ("shop-api:latest").
    pub tags: Vec<String>,
    /// The digests under which registries know it ("shop@sha256:…"); empty for one that was built here.
    pub digests: Vec<String>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Bytes, all layers.
    pub size: u64,
    /// The paths of the volumes that it declares (`VOLUME`), sorted.
    pub volumes: Vec<String>,
    /// The healthcheck that it brings (`HEALTHCHECK`), as a compose file would say it.
    pub healthcheck: Option<Healthcheck>,
}

impl Image {
    /// Whether it is the one that `reference`'s registry knows by `digest`.
    #[must_use]
    pub fn is_at(&self, reference: &ImageReference<'_>, digest: &str) -> bool {
        self.digests.contains(&reference.at(digest))
    }

    /// The digest under which `reference`'s registry knows it; `None` where it was built here, or came from elsewhere.
    #[must_use]
    pub fn digest_at(&self, reference: &ImageReference<'_>) -> Option<&str> {
        let known = reference.at("");
        self.digests
            .iter()
            .find_map(|digest| digest.strip_prefix(&known))
    }
}

impl Engine {
    /// The image that `reference` (a tag, a digest or an id) stands for. `NotFound` where the engine has none.
    pub async fn image(&self, reference: &str) -> Result<Image, EngineError> {
        let call = Call::new("inspect image", reference);
        check_reference(&call, reference)?;
        let said = self
            .read(call, || self.docker().inspect_image(reference))
            .await?;
        let config = said.config.unwrap_or_default();
        let mut volumes = config.volumes.unwrap_or_default();
        volumes.sort();
        Ok(Image {
            id: said.id.unwrap_or_default(),
            tags: said.repo_tags.unwrap_or_default(),
            digests: said.repo_digests.unwrap_or_default(),
            labels: config.labels.unwrap_or_default().into_iter().collect(),
            size: said.size.and_then(|size| size.try_into().ok()).unwrap_or(0),
            volumes,
            healthcheck: config.healthcheck.map(healthcheck),
        })
    }

    /// The image that `reference` stands for, `None` where the engine has none.
    pub async fn find_image(&self, reference: &str) -> Result<Option<Image>, EngineError> {
        match self.image(reference).await {
            Ok(image) => Ok(Some(image)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Points `tag` ("shop-api:latest") at the image that `reference` stands for, away from any other.
    pub async fn tag_image(
        &self,
        intent: &Intent,
        reference: &str,
        tag: &str,
    ) -> Result<(), EngineError> {
        let call = Call::new("tag image", format!("{reference} as {tag}"));
        check_reference(&call, reference)?;
        let name = ImageReference::new(tag);
        let options = TagImageOptions {
            repo: Some(name.repository.to_owned()),
            tag: Some(name.tag_or_latest().to_owned()),
        };
        self.change(intent, call, || {
            self.docker().tag_image(reference, Some(options.clone()))
        })
        .await
    }

    /// Takes `tag`, or a reference by digest, away; the image goes with its last reference. One that is gone already is fine;
    /// the last one of an image that a container uses is a `Conflict`.
    pub async fn untag_image(&self, intent: &Intent, tag: &str) -> Result<(), EngineError> {
        let call = Call::new("remove image tag", tag);
        check_reference(&call, tag)?;
        let removed = self
            .change(intent, call, || {
                self.docker()
                    .remove_image(tag, None::<RemoveImageOptions>, None)
            })
            .await;
        match removed {
            Ok(_) | Err(EngineError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Numbers of 0 are left open (Engine API, `HealthConfig`).
fn healthcheck(said: HealthConfig) -> Healthcheck {
    let duration = |nanos: Option<i64>| {
        let nanos = u64::try_from(nanos?).ok().filter(|nanos| *nanos > 0)?;
        Some(GoDuration(Duration::from_nanos(nanos)))
    };
    let retries = said.retries.and_then(|retries| retries.try_into().ok());
    Healthcheck {
        test: said.test.unwrap_or_default(),
        timeout: duration(said.timeout),
        interval: duration(said.interval),
        retries: retries.filter(|retries| *retries > 0),
        start_period: duration(said.start_period),
        start_interval: duration(said.start_interval),
        disable: false,
    }
}
