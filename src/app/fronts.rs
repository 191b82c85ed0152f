//! The front ends that are configured, and what each has to do with the HTTP server.

use std::sync::Arc;

use futures_util::future::join_all;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::StartError;
use super::serve::ServeError;
use crate::config::{self, Config, GithubMode};
use crate::domain::actor::Platform;
use crate::frontend::github::GitHub;
use crate::frontend::telegram::{Client, Telegram};
use crate::frontend::{Listening, Off};
use crate::http::{Delivery, Ear, NotKept, Webhook};
use crate::router::Router;
use crate::store::inbox::Inbox;
use crate::store::outbox::Outbox;

/// Those that are configured, and what the others leave.
pub(super) struct Fronts {
    telegram: Option<Telegram>,
    github: Option<Arc<GitHub>>,
    webhook: Option<Webhook>,
    off: Vec<Off>,
}

impl Fronts {
    /// Puts them together. Nothing is asked yet.
    pub(super) fn new(config: &Config, router: &Arc<Router>) -> Result<Self, ServeError> {
        let telegram = config.telegram.as_ref();
        let telegram = telegram.map(|settings| telegram_of(settings, config, router));
        let github = config.github.as_ref().zip(router.github());
        let github = github
            .map(|(settings, client)| {
                let boxes = boxes(Platform::Github, config, router);
                let has_webhook = settings.mode == GithubMode::Webhook;
                let github = GitHub::new(client, router, boxes, has_webhook);
                Ok::<_, ServeError>(Arc::new(github.map_err(StartError::from)?))
            })
            .transpose()?;
        let telegram = telegram.transpose()?;
        let is_on = [
            (Platform::Telegram, telegram.is_some()),
            (Platform::Github, github.is_some()),
        ];
        let off = is_on.into_iter().filter(|(_, is_on)| !is_on);
        let off = off.map(|(platform, _)| Off::new(platform, outbox(platform, router)));
        Ok(Self {
            off: off.collect(),
            telegram,
            webhook: webhook(config, github.as_ref())?,
            github,
        })
    }

    /// Talks until `stop`, where there is anybody to talk to.
    pub(super) async fn talk(&self, stop: &CancellationToken) {
        let on_telegram = async {
            if let Some(telegram) = &self.telegram {
                Box::pin(telegram.run(stop)).await;
            }
        };
        let on_github = async {
            if let Some(github) = &self.github {
                Box::pin(github.run(stop)).await;
            }
        };
        let off = join_all(self.off.iter().map(|off| off.run(stop)));
        tokio::join!(on_telegram, on_github, off);
    }

    /// Whether each is heard, from now on.
    pub(super) fn ears(&self) -> Vec<Ear> {
        let ear = |name, listening: watch::Receiver<Listening>| Ear {
            name,
            hears: Arc::new(move || listening.borrow().is_well()),
        };
        let telegram = self.telegram.iter();
        let telegram = telegram.map(|telegram| ear("Telegram", telegram.listening()));
        let github = self.github.iter();
        let github = github.map(|github| ear("GitHub", github.listening()));
        telegram.chain(github).collect()
    }

    /// Who is told of deliveries, if anybody is.
    pub(super) fn webhook(&self) -> Option<Webhook> {
        self.webhook.clone()
    }
}

fn telegram_of(
    settings: &config::Telegram,
    config: &Config,
    router: &Arc<Router>,
) -> Result<Telegram, ServeError> {
    let client = Client::new(&settings.token, settings.api.as_deref())?;
    let bot = Telegram::new(client, router, boxes(Platform::Telegram, config, router));
    Ok(bot.map_err(StartError::from)?)
}

fn boxes(platform: Platform, config: &Config, router: &Arc<Router>) -> (Inbox, Outbox) {
    let inbox = Inbox::new(Arc::clone(router.store()), platform);
    let inbox = inbox.with_signs_in(config.folders.data.join("readers"));
    let outbox = outbox(platform, router).with_signs_in(config.folders.data.join("senders"));
    (inbox, outbox)
}

fn outbox(platform: Platform, router: &Router) -> Outbox {
    Outbox::new(Arc::clone(router.store()), platform)
}

/// GitHub can deliver where there is an address, and a secret that it signs with.
fn webhook(config: &Config, github: Option<&Arc<GitHub>>) -> Result<Option<Webhook>, ServeError> {
    let Some((settings, github)) = config.github.as_ref().zip(github) else {
        return Ok(None);
    };
    if settings.mode == GithubMode::Poll {
        return Ok(None);
    }
    let missing = match (&settings.webhook_secret, config.listen) {
        (Some(secret), Some(_)) => {
            let github = Arc::clone(github);
            let deliver = move |delivery: Delivery| {
                let github = Arc::clone(&github);
                let kept = async move {
                    let of = (delivery.id.as_str(), delivery.event.as_str());
                    github.delivered(of, &delivery.body).await.map_err(NotKept)
                };
                Box::pin(kept) as _
            };
            return Ok(Some(Webhook {
                secret: secret.clone(),
                deliver: Arc::new(deliver),
            }));
        }
        (None, _) => "GITHUB_WEBHOOK_SECRET",
        (Some(_), None) => "HAILER_LISTEN",
    };
    Err(ServeError::NoWebhook { missing })
}
