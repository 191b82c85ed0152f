//! `hailer serve`: the process that stays. It talks on Telegram and GitHub, answers at its HTTP address, recovers what was
//! interrupted, and on SIGTERM hands over what is under way.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::fronts::Fronts;
use super::{StartError, open};
use crate::config::Config;
use crate::frontend::telegram::TelegramError;
use crate::http;
use crate::reply::{Progress, Redactor, Responder, Status};
use crate::router::{Router, Told};

/// How long instances that go with the bot may take to.
const GOING: Duration = Duration::from_secs(10);

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
    /// GitHub can't deliver.
    #[error(
        "GitHub is to deliver comments, but {missing} isn't set, so nothing was started. Set it, or GITHUB_MODE=poll where \
         GitHub can't reach this machine"
    )]
    NoWebhook {
        /// The setting that isn't there.
        missing: &'static str,
    },
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
            Self::NothingConfigured | Self::NoWebhook { .. } | Self::Telegram(_)
        )
    }
}

/// Serves what is configured until SIGTERM or SIGINT.
pub async fn serve(config: &Config) -> Result<(), ServeError> {
    if config.telegram.is_none() && config.github.is_none() && config.listen.is_none() {
        return Err(ServeError::NothingConfigured);
    }
    let mut signals = Signals::listen()?;
    // Before all else: whoever can't listen is a second one, mostly, and has ended nothing of the first one's.
    let listener = listen(config).await?;
    let router = Arc::new(open(config).await?);
    let fronts = Fronts::new(config, &router)?;
    let answered = CancellationToken::new();
    let mut answering = Box::pin(answer(listener, (&router, &fronts), &answered));
    let mut ended = None;
    {
        let stop = CancellationToken::new();
        let mut recovering = Box::pin(recover(&router, config.lease));
        let mut tending = Box::pin(tend_instances(&router));
        let mut talking = Box::pin(fronts.talk(&stop));
        // What goes with the bot goes while everything else is as it was, and only where somebody ends it.
        let mut asked = Box::pin(async {
            signals.asked().await;
            end_instances(&router).await;
        });
        tokio::select! {
            () = &mut recovering => {}
            () = &mut tending => {}
            () = &mut talking => {}
            answered = &mut answering => ended = Some(answered),
            () = &mut asked => {}
        }
        tracing::info!("stopping");
        stop.cancel();
        // What is being recovered goes on to the end of its step.
        let mut drained = Box::pin(async { tokio::join!(router.drain(), talking) });
        loop {
            tokio::select! {
                _ = &mut drained => break,
                () = &mut recovering => {}
                () = &mut tending => {}
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

/// What a supervisor and a terminal end a program with.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Takes the HTTP address, where there is one.
async fn listen(config: &Config) -> Result<Option<TcpListener>, ServeError> {
    let Some(address) = config.listen else {
        return Ok(None);
    };
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| ServeError::Listen {
        address: address.to_string(),
        why: error.to_string(),
    })?;
    Ok(Some(listener))
}

/// Answers at the HTTP address until `stop`, where there is one.
async fn answer(
    listener: Option<TcpListener>,
    (router, fronts): (&Router, &Fronts),
    stop: &CancellationToken,
) -> Result<(), ServeError> {
    let Some(listener) = listener else {
        stop.cancelled().await;
        return Ok(());
    };
    tracing::info!(address = %listener.local_addr()?, "serving");
    let store = Arc::clone(router.store());
    http::serve(
        listener,
        (store, fronts.ears()),
        fronts.webhook(),
        stop.clone(),
    )
    .await?;
    Ok(())
}

/// Ends the instances that were made to go with the bot.
async fn end_instances(router: &Router) {
    let responder: Arc<dyn Responder> = Arc::new(Unseen);
    router.end_instances_with_bot(&responder, GOING).await;
}

/// Recovers what is interrupted, looking again whenever a lease may have run out. Never ends.
async fn recover(router: &Router, lease: Duration) {
    let responder: Arc<dyn Responder> = Arc::new(Unseen);
    router.keep_recovering(&responder, lease / 2, log).await;
}

/// Ends instances whose time is over, clears away what a crash left of them, and has their lines in the log. Never ends.
async fn tend_instances(router: &Router) {
    let responder: Arc<dyn Responder> = Arc::new(Unseen);
    router.tend_instances(&responder).await;
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
    }
}
