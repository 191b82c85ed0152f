//! An answer as it is put out: rendered, and with the button that its preview asks for.

use super::attended::Turn;
use super::{Arrived, Desk};
use crate::domain::actor::Conversation;
use crate::frontend::telegram::post::Parcel;
use crate::frontend::telegram::render::letter;
use crate::reply::{self, Reply, Status};
use crate::store::StoreError;
use crate::store::outbox;

impl Desk {
    /// What is said to an update that is handled again: nothing, where all that it finds is its own yes of before. How that went
    /// is told by whoever brought it to its end.
    pub(super) fn once(arrived: Arrived, reply: Option<Reply>) -> Option<Reply> {
        reply.filter(|reply| !(arrived.again && reply::is_redeemed_already(reply)))
    }

    /// Puts the answer out, which ends the update, and then paints how it ended: that may wait for Telegram.
    pub(super) async fn answer(&self, turn: Turn, reply: Option<Reply>) -> Result<(), StoreError> {
        let end = reply.as_ref().map(|reply| Reply {
            tone: reply.tone,
            ..Reply::new(reply.status, "")
        });
        let letter = match reply {
            Some(reply) => Some(self.letter(&turn, reply).await),
            None => None,
        };
        let ended = self.mail.end(turn.update, letter.as_slice()).await;
        if let Some(live) = turn.live {
            live.finish(end.as_ref()).await;
        }
        ended
    }

    async fn letter(&self, turn: &Turn, mut reply: Reply) -> outbox::Letter {
        let conversation = turn.to.place.conversation();
        let nonce = self.button(&reply, &conversation).await;
        let (tells, says_more) = (std::mem::take(&mut reply.tells), reply.says_more);
        let parcel = Parcel {
            reply_to: turn.to.reply_to,
            letter: letter(reply, nonce.as_deref()),
            nonce,
        };
        outbox::Letter {
            says_more,
            ..parcel.addressed(conversation, tells)
        }
    }

    /// What the buttons under a preview send. Without one it is confirmed by its code, which the preview says.
    async fn button(&self, reply: &Reply, conversation: &Conversation) -> Option<String> {
        if reply.status != Status::NeedsConfirmation {
            return None;
        }
        let code = reply.data["confirm"]["code"].as_str()?;
        let made = self.router.button(code, conversation).await;
        made.unwrap_or_else(|error| {
            tracing::warn!(%error, "a preview without buttons");
            None
        })
    }
}
