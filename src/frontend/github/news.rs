//! News of operations that ended without an answer.

use super::post::Parcel;
use crate::domain::actor::{Conversation, Platform};
use crate::github::Client;
use crate::reply;
use crate::router::Told;
use crate::store::outbox::Outbox;

/// Who brings the news.
pub(super) struct News {
    pub(super) client: Client,
    pub(super) outbox: Outbox,
}

impl News {
    pub(super) async fn tell(&self, told: Told) {
        if !told.conversation.is_on(Platform::Github) {
            return;
        }
        let (operation, conversation) = (told.operation, told.conversation);
        let shown = self.outbox.live_message(&operation, &conversation).await;
        let shown = shown.unwrap_or_else(|error| {
            tracing::warn!(%error, "not known where its progress was shown");
            None
        });
        let shown = shown.and_then(|shown| shown.parse().ok());
        let mut reply = if self.is_private(&conversation).await {
            told.reply
        } else {
            reply::public(&told.reply)
        };
        reply.tells = vec![operation.clone()];
        let news = Parcel::news(&operation, reply, shown).addressed(conversation);
        if let Err(error) = self.outbox.put(&news).await {
            tracing::warn!(%error, "an end is told later");
        }
    }

    /// Whether the thread is read by those alone who were let into the repository. Where that isn't known, all may read it.
    async fn is_private(&self, thread: &Conversation) -> bool {
        let Some((repository, _)) = thread.thread() else {
            return false;
        };
        match self.client.at(&repository).about().await {
            Ok(about) => about.is_private,
            Err(error) => {
                tracing::debug!(%error, %repository, "not known who reads a thread, so all may");
                false
            }
        }
    }
}
