//! News of operations that ended without an answer: their program was killed, or another brought them to an end. Here is also
//! forgotten what has long been handled and sent.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::Place;
use super::client::Client;
use super::post::Parcel;
use super::render::letter;
use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::router::{Router, Told};
use crate::store::inbox::Inbox;
use crate::store::outbox::Outbox;

/// How often it is looked for news.
const LOOK: Duration = Duration::from_secs(3);
/// How often it is forgotten.
const FORGET: Duration = Duration::from_hours(1);
/// Longer than Telegram gives an update again (24 hours), and than anybody asks what became of an answer.
const KEPT: Duration = Duration::from_hours(7 * 24);

/// Who brings the news.
pub(super) struct News {
    pub(super) client: Arc<Client>,
    pub(super) router: Arc<Router>,
    pub(super) inbox: Inbox,
    pub(super) outbox: Outbox,
}

impl News {
    /// Looks for news until `stop`.
    pub(super) async fn run(&self, stop: &CancellationToken) {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut forget_at = Instant::now();
        loop {
            tokio::select! {
                _ = look.tick() => {}
                () = stop.cancelled() => return,
            }
            match self.router.untold().await {
                Ok(all) => {
                    for told in all {
                        tokio::select! {
                            () = self.tell(told) => {}
                            () = stop.cancelled() => return,
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "not known what is still to be told"),
            }
            if Instant::now() >= forget_at {
                forget_at = Instant::now() + FORGET;
                self.forget().await;
            }
        }
    }

    async fn tell(&self, told: Told) {
        let Some(place) = Place::of(&told.conversation) else {
            return;
        };
        let (operation, conversation) = (told.operation, told.conversation);
        let parcel = Parcel {
            reply_to: None,
            nonce: None,
            letter: letter(told.reply, None),
        };
        let news = parcel.addressed(conversation.clone(), vec![operation.clone()]);
        match self.outbox.put(&news).await {
            Ok(_) => self.close_live(&operation, (&conversation, place)).await,
            Err(error) => tracing::warn!(%error, "an end is told later"),
        }
    }

    /// The message that showed its progress goes: what it showed last is no longer so, and the news say what is.
    async fn close_live(
        &self,
        operation: &OperationId,
        (conversation, place): (&Conversation, Place),
    ) {
        let shown = self.outbox.live_message(operation, conversation).await;
        let message = match shown {
            Ok(message) => message.and_then(|message| message.parse().ok()),
            Err(error) => return tracing::warn!(%error, "not known where its progress was shown"),
        };
        if let Some(message) = message
            && let Err(error) = self.client.delete((place, message)).await
        {
            tracing::debug!(%error, "the message of its progress is still there");
        }
    }

    async fn forget(&self) {
        let handled = self.inbox.forget_handled(KEPT).await;
        let sent = self.outbox.forget_sent(KEPT).await;
        match handled.and_then(|handled| Ok((handled, sent?))) {
            Ok((handled, sent)) => {
                tracing::debug!(handled, sent, "forgot what has long been handled and sent");
            }
            Err(error) => tracing::warn!(%error, "what has long been handled is still on record"),
        }
    }
}
