//! What registries say through the engine: which image a tag stands for there, and why not. Credentials go from here to
//! the engine and nowhere else; no registry is spoken to but by the engine, whose way there may be another than ours.

mod error;
mod file;
mod login;

pub use error::{RegistryError, RegistryFault};
pub use login::Logins;

use std::time::Duration;

use backon::Retryable;
use bollard::errors::Error as ApiError;

use super::connection::{Engine, retries};
use super::error::{Call, EngineError};
use super::images::ImageReference;
use login::Found;

/// How long a registry has for its answer. The engine gives up a TLS handshake after ten seconds, in words that don't say
/// that it was the registry that was silent.
const ANSWER_LIMIT: Duration = Duration::from_secs(8);

impl Engine {
    /// The digest ("sha256:…") of the image that `reference` ("shop:2") stands for in its registry at this moment.
    ///
    /// `Registry` where the registry refuses, has none, is silent for eight seconds or can't be reached. Nothing is fetched.
    pub async fn registry_digest(&self, reference: &str) -> Result<String, EngineError> {
        let call = Call::new("look up image", reference);
        super::images::check_reference(&call, reference)?;
        (|| self.digest_once(reference))
            .retry(retries())
            .when(EngineError::may_pass_at_registry)
            .await
    }

    async fn digest_once(&self, reference: &str) -> Result<String, EngineError> {
        let call = Call::new("look up image", reference);
        let login = self
            .login(ImageReference::new(reference).registry())
            .await?;
        let asked = self
            .docker()
            .inspect_registry_image(reference, login.header());
        let answer = tokio::time::timeout(ANSWER_LIMIT, asked)
            .await
            .unwrap_or(Err(ApiError::RequestTimeoutError));
        match answer {
            Ok(said) => said
                .descriptor
                .digest
                .ok_or_else(|| EngineError::Unreadable {
                    call,
                    reason: "it names no digest".to_owned(),
                }),
            Err(error) => Err(self.registry_error(call, (reference, ANSWER_LIMIT), &login, error)),
        }
    }

    /// The credentials for a registry, read anew each time: `docker login` may have renewed them.
    pub(super) async fn login(&self, registry: &str) -> Result<Found, EngineError> {
        self.logins().of(registry).await
    }

    /// What a failure of a call that the engine passed on to a registry means. `limit` is how long it waited.
    pub(super) fn registry_error(
        &self,
        call: Call,
        (reference, limit): (&str, Duration),
        login: &Found,
        error: ApiError,
    ) -> EngineError {
        let (status, said) = match error {
            ApiError::RequestTimeoutError => (None, String::new()),
            ApiError::DockerResponseServerError {
                status_code,
                message,
            } => (Some(status_code), message),
            ApiError::DockerStreamError { error } => (Some(500), error),
            // The engine's own trouble: the registry has no part in it.
            other => return self.explain(call, other),
        };
        let registry = ImageReference::new(reference).registry();
        let fault = match status {
            None => RegistryFault::Silent { limit },
            Some(status) => RegistryFault::of(status, &login.hide(&said), login.kind(registry)),
        };
        EngineError::Registry(Box::new(RegistryError {
            call,
            registry: registry.to_owned(),
            fault,
        }))
    }
}
