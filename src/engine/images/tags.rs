//! Which tags of a repository the engine has.

use std::collections::HashMap;

use bollard::query_parameters::ListImagesOptions;

use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

impl Engine {
    /// Every tag of `repository` ("shop-api"), written in full ("shop-api:1"), sorted.
    pub async fn tags_of(&self, repository: &str) -> Result<Vec<String>, EngineError> {
        let call = Call::new("list the tags of", repository);
        let filters = HashMap::from([("reference".to_owned(), vec![repository.to_owned()])]);
        let options = ListImagesOptions {
            filters: Some(filters),
            ..ListImagesOptions::default()
        };
        let images = self
            .read(call, || self.docker().list_images(Some(options.clone())))
            .await?;
        let own = format!("{repository}:");
        let tags = images.into_iter().flat_map(|image| image.repo_tags);
        let mut tags: Vec<_> = tags.filter(|tag| tag.starts_with(&own)).collect();
        tags.sort();
        Ok(tags)
    }
}
