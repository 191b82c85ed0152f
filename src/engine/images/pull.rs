//! Fetching an image from its registry, with its progress layer by layer.

use backon::Retryable;
use bollard::query_parameters::CreateImageOptions;

use super::reference::{ImageReference, check_reference};
use super::transfer::{self, Hear, SILENCE_LIMIT, TransferProgress};
use super::{Engine, Image};
use crate::domain::journal::Intent;
use crate::engine::connection::in_time;
use crate::engine::error::{Call, EngineError};

/// An image to fetch.
#[derive(Debug, Clone, Copy)]
pub struct PullRequest<'a> {
    /// "shop:2", or "shop@sha256:…" for just that image.
    pub reference: &'a str,
    /// The platform ("linux/arm64"); `None`: the engine's own.
    pub platform: Option<&'a str>,
}

impl Engine {
    /// Fetches an image and returns what came. A registry that says nothing for a minute is given up, and a fault that may
    /// pass is tried again twice; `Registry` says what went wrong there. Dropping the future ends the pull.
    pub async fn pull_image(
        &self,
        intent: &Intent,
        request: &PullRequest<'_>,
        progress: Hear<'_>,
    ) -> Result<Image, EngineError> {
        let call = Call::new("pull image", request.reference);
        check_reference(&call, request.reference)?;
        tracing::debug!(operation = %intent.operation(), step = intent.step(), %call, "changing");
        in_time(intent, &call).await?;
        (|| self.pull_once(request, progress))
            .retry(transfer::tries())
            .when(EngineError::may_pass_at_registry)
            .notify(|error, wait| {
                tracing::info!(%error, wait_ms = wait.as_millis(), "pulling again");
            })
            .await?;
        self.image(request.reference).await
    }

    async fn pull_once(
        &self,
        request: &PullRequest<'_>,
        progress: Hear<'_>,
    ) -> Result<(), EngineError> {
        let name = ImageReference::new(request.reference);
        let options = CreateImageOptions {
            // With a digest in it the name says all; a tag beside it would be heard instead.
            from_image: Some(match name.digest {
                Some(digest) => format!("{}@{digest}", name.repository),
                None => name.repository.to_owned(),
            }),
            tag: name
                .digest
                .is_none()
                .then(|| name.tag_or_latest().to_owned()),
            platform: request.platform.unwrap_or_default().to_owned(),
            ..CreateImageOptions::default()
        };
        let login = self.login(name.registry()).await?;
        let docker = self.docker_within(SILENCE_LIMIT);
        let news = docker.create_image(Some(options), None, login.header());
        transfer::follow(news, SILENCE_LIMIT, |said| {
            progress(&TransferProgress {
                layer: said.id.unwrap_or_default(),
                doing: said.status.unwrap_or_default(),
                bytes: transfer::bytes(said.progress_detail),
            });
        })
        .await
        .map_err(|error| {
            let call = Call::new("pull image", request.reference);
            self.registry_error(call, (request.reference, SILENCE_LIMIT), &login, error)
        })
    }
}
