//! Every image that the engine has.

use std::collections::BTreeMap;

use bollard::models::ImageSummary;
use bollard::query_parameters::ListImagesOptions;

use super::Engine;
use crate::engine::error::{Call, EngineError};

/// How the engine writes that there is no tag, or no digest.
const NONE: &str = "<none>";

/// An image, as a list of all shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedImage {
    /// `sha256:…`, of its configuration.
    pub id: String,
    /// The tags that stand for it ("postgres:16-alpine"), sorted; empty for one that has lost its last.
    pub tags: Vec<String>,
    /// The digests under which registries know it ("postgres@sha256:…"), sorted.
    pub digests: Vec<String>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Bytes, all layers; several images may share some.
    pub size: u64,
}

impl Engine {
    /// Every image with a name or a digest, and those that nothing is built on; sorted by tags.
    pub async fn images(&self) -> Result<Vec<ListedImage>, EngineError> {
        let call = Call::new("list the images", "");
        let listed = self
            .read(call, || {
                self.docker().list_images(None::<ListImagesOptions>)
            })
            .await?;
        let mut images: Vec<_> = listed.into_iter().map(image).collect();
        images.sort_by(|a, b| (&a.tags, &a.id).cmp(&(&b.tags, &b.id)));
        Ok(images)
    }
}

fn image(said: ImageSummary) -> ListedImage {
    let named = |mut names: Vec<String>| {
        names.retain(|name| !name.contains(NONE));
        names.sort();
        names
    };
    ListedImage {
        id: said.id,
        tags: named(said.repo_tags),
        digests: named(said.repo_digests),
        labels: said.labels.into_iter().collect(),
        size: said.size.try_into().unwrap_or(0),
    }
}
