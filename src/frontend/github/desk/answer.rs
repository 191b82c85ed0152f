//! An answer as it is put out: what may be read where it is read, and the same for those who may read more.

use super::place::Thread;
use super::{Arrived, Desk};
use crate::domain::actor::{Actor, Conversation};
use crate::domain::name::OperationId;
use crate::frontend::github::kept::Kept;
use crate::frontend::github::post::Parcel;
use crate::frontend::github::shown::Shown;
use crate::frontend::telegram;
use crate::reply::{self, Reply, Status};
use crate::store::StoreError;
use crate::store::outbox::Letter;

/// What is said to a comment.
pub(super) struct Answer {
    comment: u64,
    conversation: Conversation,
    reply: Reply,
    /// Whether others read it than those who were let into the repository, so that not all of it is shown.
    is_public: bool,
    asked_by: Option<Actor>,
    operation: Option<OperationId>,
    shown: Shown,
}

impl Answer {
    /// One to a comment of which no more is known: all may read it.
    pub(super) fn about(kept: &Kept, reply: Reply) -> Self {
        Self {
            comment: kept.comment,
            conversation: kept.conversation(),
            reply,
            is_public: true,
            asked_by: None,
            operation: None,
            shown: Shown::default(),
        }
    }

    pub(super) fn in_thread(kept: &Kept, thread: &Thread, reply: Reply) -> Self {
        Self {
            is_public: !thread.is_private,
            ..Self::about(kept, reply)
        }
    }

    /// The same, which says nothing that the sender hasn't said, or everybody knows.
    pub(super) fn shown_whole(self) -> Self {
        Self {
            is_public: false,
            ..self
        }
    }

    /// The same, which may be for somebody's other places, too.
    pub(super) fn asked_by(self, actor: &Actor) -> Self {
        Self {
            asked_by: Some(actor.clone()),
            ..self
        }
    }

    /// The same, which tells how an operation ended that is shown there.
    pub(super) fn of_operation(self, operation: Option<OperationId>, shown: Shown) -> Self {
        Self {
            operation,
            shown,
            ..self
        }
    }
}

impl Desk {
    /// Puts the answer out, which ends the update.
    pub(super) async fn answer(&self, arrived: Arrived, answer: Answer) -> Result<(), StoreError> {
        let again = arrived.again && reply::is_redeemed_already(&answer.reply);
        if again {
            // It found its own yes of before. How that went is told by whoever brought it to its end.
            return self.mail.end(arrived.update, &[]).await;
        }
        let mut letters = self.elsewhere(&answer).await;
        letters.push(here(answer));
        self.mail.end(arrived.update, &letters).await
    }

    /// The same in full, for those who may read it all: a preview for whoever asked, with its buttons, in their own chat; and
    /// what is cut in a public thread, in the chat that is told of all.
    async fn elsewhere(&self, answer: &Answer) -> Vec<Letter> {
        let mut letters = Vec::new();
        if answer.reply.status == Status::NeedsConfirmation
            && let Some(actor) = &answer.asked_by
        {
            for chat in self.router.own_chats(actor).await.unwrap_or_default() {
                letters.extend(self.preview_in(chat, &answer.reply).await);
            }
        }
        if answer.reply.data["linked"].is_array()
            && let Some(actor) = &answer.asked_by
        {
            // Whoever was tied to somebody else hears of it where they read alone.
            for chat in self.router.own_chats(actor).await.unwrap_or_default() {
                letters.extend(telegram::told_in(&chat, answer.reply.clone(), None));
            }
        }
        if answer.is_public && reply::public(&answer.reply) != answer.reply {
            let announce = self.router.announced_in(&answer.reply).await;
            let announce = announce.inspect_err(
                |error| tracing::warn!(%error, "not known where the rest is to be told"),
            );
            if let Ok(Some(announce)) = announce {
                letters.extend(telegram::told_in(&announce, answer.reply.clone(), None));
            }
        }
        letters
    }

    async fn preview_in(&self, chat: Conversation, preview: &Reply) -> Option<Letter> {
        let code = preview.data["confirm"]["code"].as_str()?;
        let nonce = self.router.button(code, &chat).await;
        let nonce =
            nonce.inspect_err(|error| tracing::warn!(%error, "a preview in one place alone"));
        telegram::told_in(&chat, preview.clone(), nonce.ok()?)
    }
}

/// What is said in the thread.
fn here(answer: Answer) -> Letter {
    let tells = answer.reply.tells.clone();
    let mut reply = answer.reply;
    if answer.is_public {
        reply = reply::public(&reply);
    }
    reply.tells = tells;
    let of = (answer.operation.as_ref(), answer.shown);
    Parcel::answer(answer.comment, reply, of).addressed(answer.conversation)
}
