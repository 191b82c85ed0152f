//! Hailer on GitHub: what listens, what acts, what sends and what brings news, from start to end.

use std::sync::Arc;

use serde::Deserialize;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use super::holds::Holds;
use super::intake::Intake;
use super::news::News;
use super::post::Post;
use crate::frontend::mail::{self, Listening};
use crate::github::Client;
use crate::router::Router;
use crate::store::StoreError;
use crate::store::inbox::Inbox;
use crate::store::outbox::Outbox;

/// Hailer on GitHub.
pub struct GitHub {
    intake: Intake,
    desk: Arc<Desk>,
    post: Arc<Post>,
    news: News,
    holds: Holds,
    mail: mail::News,
}

impl GitHub {
    /// The one that speaks through `client`, with GitHub's inbox and outbox. Nothing is asked yet.
    pub fn new(
        client: &Client,
        router: &Arc<Router>,
        (inbox, outbox): (Inbox, Outbox),
        has_webhook: bool,
    ) -> Result<Self, StoreError> {
        let boxes = (inbox.clone(), outbox.clone());
        Ok(Self {
            intake: Intake::new(client, router, inbox.clone(), has_webhook),
            desk: Arc::new(Desk::new(client, router, boxes)?),
            post: Arc::new(Post::new(client, router, outbox.clone())?),
            news: News {
                client: client.clone(),
                outbox: outbox.clone(),
            },
            holds: Holds {
                router: Arc::clone(router),
                outbox: outbox.clone(),
                news: Notify::new(),
            },
            mail: mail::News {
                router: Arc::clone(router),
                inbox,
                outbox,
            },
        })
    }

    /// Whether what is said is heard, from now on.
    #[must_use]
    pub fn listening(&self) -> watch::Receiver<Listening> {
        self.intake.listening()
    }

    /// Keeps what a delivery asks for: its number and event, and its payload, whose signature was found to be right. GitHub may
    /// be told that it arrived only after this.
    pub async fn delivered(&self, of: (&str, &str), payload: &[u8]) -> Result<(), String> {
        if of.1 == "pull_request" && is_closed(payload) {
            self.holds.look_soon();
        }
        self.intake.delivered(of, payload).await
    }

    /// Works until `stop`. Nothing more is looked for then; what is under way ends at its next step, and the last answers go out.
    pub async fn run(&self, stop: &CancellationToken) {
        let answered = CancellationToken::new();
        let desk = async {
            tokio::select! {
                me = self.intake.me() => Arc::clone(&self.desk).run(me, stop).await,
                () = stop.cancelled() => {}
            }
            answered.cancel();
        };
        tokio::join!(
            self.intake.run(stop),
            desk,
            self.post.run(&answered),
            self.holds.run(stop),
            // The chats in which changes are announced are on Telegram.
            self.mail.run(
                (async |told| self.news.tell(told).await, async |_| {}),
                &answered,
            ),
        );
    }
}

/// Whether a pull request was closed, with or without its merge.
fn is_closed(payload: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Event {
        action: String,
    }
    let event = serde_json::from_slice::<Event>(payload);
    event.is_ok_and(|event| event.action == "closed")
}
