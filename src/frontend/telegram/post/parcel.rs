//! A letter as the outbox keeps it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::frontend::telegram::render::Letter;
use crate::store::outbox;

/// What is to be sent, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::frontend::telegram) struct Parcel {
    /// The message that it answers.
    pub(in crate::frontend::telegram) reply_to: Option<i32>,
    /// What its buttons send, until it is known below which message they stand.
    pub(in crate::frontend::telegram) nonce: Option<String>,
    /// The messages that are still to be sent.
    pub(in crate::frontend::telegram) letter: Letter,
}

impl Parcel {
    /// The letter for the outbox.
    pub(in crate::frontend::telegram) fn addressed(
        &self,
        conversation: Conversation,
        tells: Vec<OperationId>,
    ) -> outbox::Letter {
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frontend::telegram::render::letter;
    use crate::reply::Reply;

    #[test]
    fn what_is_kept_is_read_back() {
        let parcel = Parcel {
            reply_to: Some(7),
            nonce: Some("n".to_owned()),
            letter: letter(
                Reply::done("deployed").then("Status", "/docker-status"),
                None,
            ),
        };
        assert_eq!(Parcel::read(&parcel.body()), Some(parcel));
        assert_eq!(Parcel::read(&Value::Null), None);
    }
}
