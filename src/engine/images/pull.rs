//! Fetching an image from its registry, with its progress layer by layer.

use std::time::Duration;

use bollard::query_parameters::CreateImageOptions;
use futures_util::StreamExt;

use super::{Image, check_reference, split_tag};
use crate::domain::journal::Intent;
use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

/// How long a registry may be silent before the pull is given up.
const SILENCE_LIMIT: Duration = Duration::from_mins(1);

/// What happens to one layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullProgress {
    /// The layer's short id; empty for words about the whole image.
    pub layer: String,
    /// What is done with it ("Downloading", "Pull complete").
    pub doing: String,
    /// Bytes done and bytes in all, where the engine tells them.
    pub bytes: Option<(u64, u64)>,
}

impl Engine {
    /// Fetches `reference` ("shop:2", "shop@sha256:…") and returns what it stands for. A registry that says nothing for
    /// a minute is given up: `TimedOut`. Registries that want credentials refuse: `Denied` or `NotFound`.
    pub async fn pull_image(
        &self,
        intent: &Intent,
        reference: &str,
        progress: &(dyn Fn(&PullProgress) + Send + Sync),
    ) -> Result<Image, EngineError> {
        let call = Call::new("pull image", reference);
        check_reference(&call, reference)?;
        tracing::debug!(operation = %intent.operation(), step = intent.step(), %call, "changing");
        let by_digest = reference.contains('@');
        let (repo, tag) = split_tag(reference);
        let options = CreateImageOptions {
            from_image: Some(if by_digest { reference } else { repo }.to_owned()),
            tag: (!by_digest).then(|| tag.to_owned()),
            ..CreateImageOptions::default()
        };
        let docker = self.docker_within(SILENCE_LIMIT);
        let mut news = std::pin::pin!(docker.create_image(Some(options), None, None));
        loop {
            match tokio::time::timeout(SILENCE_LIMIT, news.next()).await {
                Err(_) => {
                    return Err(EngineError::TimedOut {
                        call,
                        limit: SILENCE_LIMIT,
                    });
                }
                Ok(None) => break,
                Ok(Some(Err(error))) => return Err(self.explain(call, error)),
                Ok(Some(Ok(said))) => {
                    let size = |n: Option<i64>| n.and_then(|n| u64::try_from(n).ok());
                    let detail = said.progress_detail.unwrap_or_default();
                    progress(&PullProgress {
                        layer: said.id.unwrap_or_default(),
                        doing: said.status.unwrap_or_default(),
                        bytes: size(detail.current).zip(size(detail.total)),
                    });
                }
            }
        }
        self.image(reference).await
    }
}
