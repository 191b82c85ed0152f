//! News of operations that ended without an answer.

use std::sync::Arc;

use super::Place;
use super::client::Client;
use super::post::Parcel;
use super::render::letter;
use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::router::Told;
use crate::store::outbox::Outbox;

/// Who brings the news.
pub(super) struct News {
    pub(super) client: Arc<Client>,
    pub(super) outbox: Outbox,
}

impl News {
    pub(super) async fn tell(&self, told: Told) {
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
}
