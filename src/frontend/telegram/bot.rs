//! The bot: what listens, what acts, what sends and what brings news, from start to end.

use std::sync::Arc;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::client::Client;
use super::desk::Desk;
use super::heard::Me;
use super::intake::{self, Arrival, Intake};
use super::news::News;
use super::post::Post;
use crate::domain::actor::Platform;
use crate::frontend::mail::{self, Listening};
use crate::router::Router;
use crate::store::StoreError;
use crate::store::inbox::{self, Inbox};
use crate::store::outbox::Outbox;

/// Hailer on Telegram.
pub struct Telegram {
    router: Arc<Router>,
    intake: Intake<Inbox>,
    desk: Arc<Desk>,
    post: Arc<Post>,
    news: News,
    mail: mail::News,
}

impl intake::Inbox for Inbox {
    type Error = StoreError;

    async fn receive(&self, arrived: Vec<Arrival>) -> Result<usize, StoreError> {
        let arrival = |Arrival { key, lane, body }| inbox::Arrival {
            key,
            also: vec![],
            lane,
            body,
        };
        let arrived: Vec<_> = arrived.into_iter().map(arrival).collect();
        Self::receive(self, &arrived, None).await
    }
}

impl Telegram {
    /// The bot that speaks through `client`, with Telegram's inbox and outbox. Nothing is asked yet.
    pub fn new(
        client: Client,
        router: &Arc<Router>,
        (inbox, outbox): (Inbox, Outbox),
    ) -> Result<Self, StoreError> {
        let client = Arc::new(client);
        Ok(Self {
            intake: Intake::new(Arc::clone(&client), inbox.clone()),
            desk: Arc::new(Desk::new(&client, router, inbox.clone(), outbox.clone())?),
            post: Arc::new(Post::new(&client, router, outbox.clone())?),
            news: News {
                client,
                outbox: outbox.clone(),
            },
            mail: mail::News {
                router: Arc::clone(router),
                inbox,
                outbox,
            },
            router: Arc::clone(router),
        })
    }

    /// Whether what is said is heard, from now on.
    #[must_use]
    pub fn listening(&self) -> watch::Receiver<Listening> {
        self.intake.listening()
    }

    /// Works until `stop`. Nothing more is heard then; what is under way ends at its next step, and the last answers go out.
    pub async fn run(&self, stop: &CancellationToken) {
        let answered = CancellationToken::new();
        let desk = async {
            tokio::select! {
                me = self.intake.me() => Box::pin(self.act(me, stop)).await,
                () = stop.cancelled() => {}
            }
            answered.cancel();
        };
        tokio::join!(
            self.intake.run(stop),
            desk,
            self.post.run(&answered),
            self.mail.run(
                (
                    async |told| self.news.tell(told).await,
                    async |told| self.news.announce(told).await,
                ),
                &answered,
            ),
        );
    }

    async fn act(&self, me: &Me, stop: &CancellationToken) {
        if let Err(error) = self.router.called(Platform::Telegram, &me.username).await {
            tracing::warn!(%error, "codes are shown without a link");
        }
        let me = Arc::new(me.clone());
        let desk = Arc::clone(&self.desk);
        tokio::join!(desk.show_menus(), Arc::clone(&self.desk).run(&me, stop));
    }
}
