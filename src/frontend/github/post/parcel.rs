//! A letter as the outbox keeps it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::frontend::github::live::Shown;
use crate::github::{At, Reaction};
use crate::reply::{Reply, Status};
use crate::store::outbox;

/// What is to be said, and how it is known again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::frontend::github) struct Parcel {
    /// The comment that it answers; `None` where that isn't known any more.
    pub(in crate::frontend::github) answers: Option<u64>,
    /// What is said.
    pub(in crate::frontend::github) reply: Reply,
    /// What the comment is known by.
    pub(in crate::frontend::github) id: String,
    /// The comment that showed its operation until now, by its number.
    pub(in crate::frontend::github) comment: Option<u64>,
    /// Whether such a comment may be there though its number isn't known.
    pub(in crate::frontend::github) may_be_there: bool,
    /// Whether it tells how an operation ended.
    pub(in crate::frontend::github) is_outcome: bool,
}

/// How the comment of an operation is known.
pub(in crate::frontend::github) fn of_operation(operation: &OperationId) -> String {
    format!("operation/{operation}")
}

/// How the answer to a comment is known.
fn of_answer(comment: u64) -> String {
    format!("answer/{comment}")
}

impl Parcel {
    /// The answer to a comment, and what was shown until it came.
    pub(in crate::frontend::github) fn answer(comment: u64, reply: Reply, shown: &Shown) -> Self {
        let operation = shown.operation.as_ref();
        Self {
            answers: Some(comment),
            reply,
            id: operation.map_or_else(|| of_answer(comment), of_operation),
            comment: shown.comment,
            may_be_there: operation.is_some(),
            is_outcome: false,
        }
    }

    /// The end of an operation that nobody answered with.
    pub(in crate::frontend::github) fn news(
        operation: &OperationId,
        reply: Reply,
        comment: Option<u64>,
    ) -> Self {
        Self {
            answers: None,
            reply,
            id: of_operation(operation),
            comment,
            may_be_there: true,
            is_outcome: true,
        }
    }

    /// The letter for the outbox. What is for scripts stays here.
    pub(in crate::frontend::github) fn addressed(
        mut self,
        conversation: Conversation,
    ) -> outbox::Letter {
        let tells = std::mem::take(&mut self.reply.tells);
        self.is_outcome |= !tells.is_empty();
        self.reply.data = Value::Null;
        outbox::Letter {
            conversation,
            tells,
            says_more: self.reply.says_more,
            body: self.body(),
        }
    }

    pub(super) fn body(&self) -> Value {
        serde_json::json!(self)
    }

    pub(super) fn read(body: &Value) -> Option<Self> {
        Self::deserialize(body).ok()
    }

    /// Puts the sign of how it ended to the comment that asked. It says no more than the answer does, so it is tried once.
    pub(super) async fn react(&self, at: &At) {
        let (Some(comment), Some(reaction)) = (self.answers, reaction(self.reply.status)) else {
            return;
        };
        if let Err(error) = at.react(comment, reaction).await {
            tracing::debug!(%error, "a comment without the sign of its answer");
        }
    }
}

/// The sign of how it ended; none where it hasn't.
const fn reaction(status: Status) -> Option<Reaction> {
    match status {
        Status::Done => Some(Reaction::Rocket),
        Status::NeedsConfirmation => None,
        Status::Usage | Status::Denied | Status::Failed | Status::RolledBack => {
            Some(Reaction::Confused)
        }
    }
}
