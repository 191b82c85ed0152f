//! `hailer serve`: the process that stays. It talks on Telegram, answers at its HTTP address, recovers what was interrupted, and
//! on SIGTERM hands over what is under way. GitHub will be spoken to from it; this version can't yet, and says so.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{StartError, open};
use crate::config::{self, Config};
use crate::domain::actor::Platform;
use crate::frontend::telegram::{Client, Telegram, TelegramError};
use crate::http::{self, Ear};
use crate::reply::{Progress, Redactor, Responder, Status};
use crate::router::{Router, Told};
use crate::store::inbox::Inbox;
use crate::store::outbox::Outbox;

/// How long whoever asks at the HTTP address is answered after the end of all else.
const LAST: Duration = Duration::from_secs(3);

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
    /// Telegram's settings.
    #[error(transparent)]
    Telegram(#[from] TelegramError),
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
        matches!(
            self,
            Self::NothingConfigured | Self::NotYet(_) | Self::Telegram(_)
        )
    }
}

/// Serves what is configured until SIGTERM or SIGINT.
pub async fn serve(config: &Config) -> Result<(), ServeError> {
    if config.github.is_some() {
        return Err(ServeError::NotYet("GITHUB_TOKEN"));
    }
    if config.telegram.is_none() && config.listen.is_none() {
        return Err(ServeError::NothingConfigured);
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let router = Arc::new(open(config).await?);
    let telegram = config.telegram.as_ref();
    let telegram = telegram
        .map(|settings| bot(settings, config, &router))
        .transpose()?;
    let answered = CancellationToken::new();
    let mut answering = Box::pin(answer(config, (&router, telegram.as_ref()), &answered));
    let mut ended = None;
    {
        let stop = CancellationToken::new();
        let mut recovering = Box::pin(recover(&router, config.lease));
        let mut talking = Box::pin(talk(telegram.as_ref(), &stop));
        tokio::select! {
            () = &mut recovering => {}
            () = &mut talking => {}
            answered = &mut answering => ended = Some(answered),
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        stop.cancel();
        // What is being recovered goes on to the end of its step.
        let mut drained = Box::pin(async { tokio::join!(router.drain(), talking) });
        loop {
            tokio::select! {
                _ = &mut drained => break,
                () = &mut recovering => {}
                // Who asks is answered until the end.
                answered = &mut answering, if ended.is_none() => ended = Some(answered),
            }
        }
    }
    answered.cancel();
    let ended = match ended {
        Some(ended) => ended,
        // Who began to ask and never went on is left.
        None => timeout(LAST, answering).await.unwrap_or(Ok(())),
    };
    router.close().await;
    ended
}

/// Answers at the HTTP address until `stop`, where there is one.
async fn answer(
    config: &Config,
    (router, telegram): (&Router, Option<&Telegram>),
    stop: &CancellationToken,
) -> Result<(), ServeError> {
    let Some(address) = config.listen else {
        stop.cancelled().await;
        return Ok(());
    };
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| ServeError::Listen {
        address: address.to_string(),
        why: error.to_string(),
    })?;
    tracing::info!(address = %listener.local_addr()?, "serving");
    let ears = telegram.map(|telegram| {
        let listening = telegram.listening();
        Ear {
            name: "Telegram",
            hears: Arc::new(move || listening.borrow().is_well()),
        }
    });
    let ears = ears.into_iter().collect();
    http::serve(listener, (Arc::clone(router.store()), ears), stop.clone()).await?;
    Ok(())
}

fn bot(
    settings: &config::Telegram,
    config: &Config,
    router: &Arc<Router>,
) -> Result<Telegram, ServeError> {
    let client = Client::new(&settings.token, settings.api.as_deref())?;
    let inbox = Inbox::new(Arc::clone(router.store()), Platform::Telegram);
    let inbox = inbox.with_signs_in(config.folders.data.join("readers"));
    let outbox = Outbox::new(Arc::clone(router.store()), Platform::Telegram);
    let bot = Telegram::new(client, router, (inbox, outbox));
    Ok(bot.map_err(StartError::from)?)
}

/// Talks on Telegram until `stop`, where there is a bot.
async fn talk(telegram: Option<&Telegram>, stop: &CancellationToken) {
    match telegram {
        Some(telegram) => Box::pin(telegram.run(stop)).await,
        None => stop.cancelled().await,
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
