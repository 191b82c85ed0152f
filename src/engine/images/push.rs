//! Sending an image to its registry.

use backon::Retryable;
use bollard::query_parameters::PushImageOptions;

use super::Engine;
use super::reference::{ImageReference, check_reference};
use super::transfer::{self, Hear, SILENCE_LIMIT, TransferProgress};
use crate::domain::journal::Intent;
use crate::engine::connection::in_time;
use crate::engine::error::{Call, EngineError};

impl Engine {
    /// Sends the image that `tag` ("registry:5000/shop:2") stands for to the registry in its name, and returns the digest
    /// that it has there ("sha256:…"). The limits are those of pulling.
    pub async fn push_image(
        &self,
        intent: &Intent,
        tag: &str,
        progress: Hear<'_>,
    ) -> Result<String, EngineError> {
        let call = Call::new("push image", tag);
        check_reference(&call, tag)?;
        tracing::debug!(operation = %intent.operation(), step = intent.step(), %call, "changing");
        let digest = (|| self.push_once(intent, tag, progress))
            .retry(transfer::tries())
            .when(EngineError::may_pass_at_registry)
            .notify(|error, wait| {
                tracing::info!(%error, wait_ms = wait.as_millis(), "pushing again");
            })
            .await?;
        digest.ok_or_else(|| EngineError::Unreadable {
            call,
            reason: "it doesn't say by which digest the image is known now".to_owned(),
        })
    }

    async fn push_once(
        &self,
        intent: &Intent,
        tag: &str,
        progress: Hear<'_>,
    ) -> Result<Option<String>, EngineError> {
        let name = ImageReference::new(tag);
        let options = PushImageOptions {
            tag: Some(name.tag_or_latest().to_owned()),
            ..PushImageOptions::default()
        };
        let login = self.login(name.registry()).await?;
        in_time(intent, &Call::new("push image", tag)).await?;
        let docker = self.docker_within(SILENCE_LIMIT);
        let news = docker.push_image(name.repository, Some(options), login.header());
        let mut digest = None;
        let followed = transfer::follow(news, SILENCE_LIMIT, |said| {
            let doing = said.status.unwrap_or_default();
            digest = digest.take().or_else(|| digest_in(&doing));
            progress(&TransferProgress {
                layer: String::new(),
                doing,
                bytes: transfer::bytes(said.progress_detail),
            });
        });
        followed.await.map_err(|error| {
            let call = Call::new("push image", tag);
            self.registry_error(call, (tag, SILENCE_LIMIT), &login, error)
        })?;
        Ok(digest)
    }
}

/// The engine's last word on a push is "2: digest: sha256:… size: 527" (moby, `distribution/push_v2.go`); bollard drops
/// the field that says the same.
fn digest_in(said: &str) -> Option<String> {
    let (_, rest) = said.split_once(": digest: ")?;
    let digest = rest.split(' ').next()?;
    digest.starts_with("sha256:").then(|| digest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::digest_in;

    #[test]
    fn the_digest_is_read_from_the_last_word_and_from_no_other() {
        assert_eq!(
            digest_in("2: digest: sha256:00ff size: 527").as_deref(),
            Some("sha256:00ff")
        );
        for other in [
            "Pushed",
            "The push refers to repository [a/b]",
            "x: digest: md5:1",
        ] {
            assert_eq!(digest_in(other), None, "{other}");
        }
    }
}
