//! News of operations that ended without an answer.

use std::sync::Arc;

use super::post::Parcel;
use super::shown::Shown;
use crate::domain::actor::Platform;
use crate::frontend::telegram;
use crate::reply;
use crate::router::{Router, Told};
use crate::store::outbox::Outbox;

/// Who brings the news.
pub(super) struct News {
    pub(super) router: Arc<Router>,
    pub(super) outbox: Outbox,
}

impl News {
    pub(super) async fn tell(&self, told: Told) {
        if !told.conversation.is_on(Platform::Github) {
            return;
        }
        let (operation, conversation) = (told.operation, told.conversation);
        let shown = Shown::find(&self.outbox, &operation, &conversation).await;
        // Whether all may read it isn't asked: what may be read by all is enough, and the rest is told where all is.
        let mut reply = reply::public(&told.reply);
        let announced = self.router.announced_in(&told.reply).await;
        let announced = announced.unwrap_or_else(|error| {
            tracing::warn!(%error, "not known where the rest is to be told");
            None
        });
        reply.tells = vec![operation.clone()];
        let news = Parcel::news(&operation, reply, shown).addressed(conversation);
        match self.outbox.put(&news).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return tracing::warn!(%error, "an end is told later"),
        }
        let rest = announced.and_then(|chat| telegram::told_in(&chat, told.reply, None));
        if let Some(rest) = rest
            && let Err(error) = self.outbox.put(&rest).await
        {
            tracing::warn!(%error, "an end is told in part");
        }
    }
}
