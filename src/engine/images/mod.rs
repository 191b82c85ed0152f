//! Images: what is there, which name stands for which, and fetching one. Building is `build`'s.

mod pull;
mod tags;

pub use pull::PullProgress;

use std::collections::BTreeMap;

use bollard::query_parameters::{RemoveImageOptions, TagImageOptions};

use super::connection::{CALL_LIMIT, Engine};
use super::error::{Call, EngineError};
use crate::domain::journal::Intent;

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
        let (repo, label) = split_tag(tag);
        let options = TagImageOptions {
            repo: Some(repo.to_owned()),
            tag: Some(label.to_owned()),
        };
        self.change(intent, (call, CALL_LIMIT), || {
            self.docker().tag_image(reference, Some(options.clone()))
        })
        .await
    }

    /// Takes `tag` away; the image goes with its last tag unless a container uses it. A tag that is gone already is fine.
    pub async fn untag_image(&self, intent: &Intent, tag: &str) -> Result<(), EngineError> {
        let call = Call::new("remove image tag", tag);
        check_reference(&call, tag)?;
        let removed = self
            .change(intent, (call, CALL_LIMIT), || {
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

/// A reference becomes part of the call's path, so what could change that path is no reference (distribution/reference,
/// "reference.go": letters, digits and `.-_/:@`).
fn check_reference(call: &Call, reference: &str) -> Result<(), EngineError> {
    let fits = !reference.is_empty()
        && !reference.contains("..")
        && !reference.starts_with('/')
        && reference
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-_/:@".contains(c));
    if fits {
        Ok(())
    } else {
        Err(EngineError::Invalid {
            call: call.clone(),
            reason: "this is not an image reference".to_owned(),
        })
    }
}

/// "registry:5000/shop:2" is the repository "registry:5000/shop" and the tag "2"; without one the tag is "latest".
fn split_tag(reference: &str) -> (&str, &str) {
    match reference.rsplit_once(':') {
        Some((repo, tag)) if !tag.contains('/') => (repo, tag),
        _ => (reference, "latest"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registrys_port_is_not_a_tag() {
        assert_eq!(split_tag("shop"), ("shop", "latest"));
        assert_eq!(split_tag("shop:2"), ("shop", "2"));
        assert_eq!(
            split_tag("localhost:5000/shop"),
            ("localhost:5000/shop", "latest")
        );
        assert_eq!(
            split_tag("localhost:5000/shop:2"),
            ("localhost:5000/shop", "2")
        );
    }

    #[test]
    fn a_reference_that_would_change_the_call_is_refused() {
        let call = Call::new("inspect image", "");
        for bad in ["", "../containers", "a?force=1", "a#b", "a b", "/a", "a%2f"] {
            assert!(check_reference(&call, bad).is_err(), "{bad:?}");
        }
        for good in ["shop", "localhost:5000/team/shop:2.1", "shop@sha256:00ff"] {
            assert!(check_reference(&call, good).is_ok(), "{good:?}");
        }
    }
}
