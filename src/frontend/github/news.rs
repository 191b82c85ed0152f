//! News of operations that ended without an answer.

use super::post::Parcel;
use crate::domain::actor::Platform;
use crate::reply;
use crate::router::Told;
use crate::store::outbox::Outbox;

/// Who brings the news.
pub(super) struct News {
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
        // Whether all may read it isn't asked: what may be read by all is enough, and the rest is announced.
        let mut reply = reply::public(&told.reply);
        reply.tells = vec![operation.clone()];
        let news = Parcel::news(&operation, reply, shown).addressed(conversation);
        if let Err(error) = self.outbox.put(&news).await {
            tracing::warn!(%error, "an end is told later");
        }
    }
}
