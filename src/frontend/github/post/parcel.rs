//! A letter as the outbox keeps it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::frontend::github::shown::Shown;
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
    /// Where its operation was shown until now.
    pub(in crate::frontend::github) shown: Shown,
    /// Whether such a comment may be there though its number isn't known.
    pub(in crate::frontend::github) may_be_there: bool,
    /// Whether the comment is written, and only what is beside it is left.
    pub(in crate::frontend::github) is_said: bool,
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
    /// The answer to a comment, which `operation` is told of by `shown`, if it is.
    pub(in crate::frontend::github) fn answer(
        comment: u64,
        reply: Reply,
        (operation, shown): (Option<&OperationId>, Shown),
    ) -> Self {
        Self {
            answers: Some(comment),
            reply,
            id: operation.map_or_else(|| of_answer(comment), of_operation),
            shown,
            may_be_there: operation.is_some(),
            is_said: false,
        }
    }

    /// The end of an operation that nobody answered with.
    pub(in crate::frontend::github) fn news(
        operation: &OperationId,
        reply: Reply,
        shown: Shown,
    ) -> Self {
        Self {
            answers: None,
            reply,
            id: of_operation(operation),
            shown,
            may_be_there: true,
            is_said: false,
        }
    }

    /// The letter for the outbox. What is for scripts stays here.
    pub(in crate::frontend::github) fn addressed(
        mut self,
        conversation: Conversation,
    ) -> outbox::Letter {
        let tells = std::mem::take(&mut self.reply.tells);
        self.reply.data = Value::Null;
        outbox::Letter {
            conversation,
            tells,
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
