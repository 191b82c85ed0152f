//! `hailer serve`: the process that stays. It answers at its HTTP address, recovers what was interrupted, and on SIGTERM
//! hands over what is under way. The chat front ends will run in it; this version has none yet, and says so.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{StartError, open};
use crate::config::Config;
use crate::http;
use crate::reply::{Progress, Redactor, Responder, Status};
use crate::router::{Router, Told};

/// Why there is nothing to serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Nothing is set.
    #[error(
        "there is nothing to serve: no front end is configured, nor HAILER_LISTEN. The terminal needs no server: use \
         `hailer console` or `hailer run`"
    )]
    NothingConfigured,
    /// A token is set for a front end that this version doesn't have.
    #[error(
        "{0} is set, but this version can't speak to it yet, so nothing was started. The terminal works without it: use \
         `hailer console` or `hailer run`"
    )]
    NotYet(&'static str),
    /// The address can't be listened at.
    #[error(
        "HAILER_LISTEN={address} can't be listened at: {why}. Choose another port, or end what has it"
    )]
    Listen {
        /// Which.
        address: String,
        /// Why.
        why: String,
    },
    /// The house could not be put together.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Signals or the HTTP server.
    #[error("Hailer can't go on serving: {0}")]
    Io(#[from] std::io::Error),
}

impl ServeError {
    /// Whether a setting is wrong, so that trying again doesn't help.
    #[must_use]
    pub const fn is_setting(&self) -> bool {
        matches!(self, Self::NothingConfigured | Self::NotYet(_))
    }
}

/// Serves what is configured until SIGTERM or SIGINT.
pub async fn serve(config: &Config) -> Result<(), ServeError> {
    if config.telegram.is_some() {
        return Err(ServeError::NotYet("TELEGRAM_BOT_TOKEN"));
    }
    if config.github.is_some() {
        return Err(ServeError::NotYet("GITHUB_TOKEN"));
    }
    let address = config.listen.ok_or(ServeError::NothingConfigured)?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let router = open(config).await?;
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| ServeError::Listen {
        address: address.to_string(),
        why: error.to_string(),
    })?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    let stopped = CancellationToken::new();
    let store = Arc::clone(router.store());
    let mut answering = tokio::spawn(http::serve(listener, store, stopped.clone()));
    let mut ended = None;
    {
        let mut recovering = Box::pin(recover(&router, config.lease));
        tokio::select! {
            () = &mut recovering => {}
            answered = &mut answering => ended = Some(answered),
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        // What is being recovered goes on to the end of its step.
        tokio::select! {
            () = router.drain() => {}
            () = &mut recovering => {}
        }
    }
    stopped.cancel();
    let ended = match ended {
        Some(ended) => ended,
        None => answering.await,
    };
    router.close().await;
    match ended {
        Ok(answered) => Ok(answered?),
        Err(panicked) => Err(std::io::Error::other(panicked).into()),
    }
}

/// Recovers what is interrupted, looking again whenever a lease may have run out. Never ends.
async fn recover(router: &Router, lease: Duration) {
    let responder: Arc<dyn Responder> = Arc::new(Unseen);
    router.keep_recovering(&responder, lease / 2, log).await;
}

fn log(
    Told {
        operation,
        conversation,
        reply,
    }: Told,
) {
    if reply.status == Status::Failed {
        let redactor = Redactor::builder().build();
        let why = redactor.redact(&reply.headline);
        tracing::warn!(%operation, %conversation, %why, "interrupted, and not put right");
    } else {
        tracing::info!(%operation, %conversation, "recovered, and to be told");
    }
}

/// Nobody asked for what is recovered just now; how it ends is told.
struct Unseen;

impl Responder for Unseen {
    fn progress(&self, progress: Progress) {
        tracing::debug!(step = progress.step, done = progress.done, "recovering");
    }

    fn line(&self, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Environment;

    #[tokio::test]
    async fn what_cannot_be_served_is_said_by_name() {
        let config = |variables: &[(&str, &str)]| {
            let all = variables.iter().copied().chain([("HOME", "/home/ada")]);
            Config::from_env(&Environment::of(all)).unwrap()
        };
        let nothing = serve(&config(&[])).await.unwrap_err();
        assert!(matches!(nothing, ServeError::NothingConfigured));
        let github = serve(&config(&[("GITHUB_TOKEN", "t")])).await.unwrap_err();
        assert!(matches!(github, ServeError::NotYet("GITHUB_TOKEN")));
    }
}
