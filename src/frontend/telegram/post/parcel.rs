//! A letter as the outbox keeps it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::frontend::telegram::Place;
use crate::frontend::telegram::render::{Letter, Piece, letter};
use crate::reply::Reply;
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

/// What another front end says in a chat on Telegram besides, with the buttons of a preview. `None`: it is no such chat. That it
/// is said there is no proof that it was told where it belongs.
pub(in crate::frontend) fn told_in(
    conversation: &Conversation,
    mut reply: Reply,
    nonce: Option<String>,
) -> Option<outbox::Letter> {
    Place::of(conversation)?;
    reply.tells.clear();
    let parcel = Parcel {
        reply_to: None,
        letter: letter(reply, nonce.as_deref()),
        nonce,
    };
    Some(parcel.addressed(conversation.clone(), vec![]))
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
            says_more: false,
            body: self.body(),
        }
    }

    /// What a yes to the next message is a press of, where it is the one to say yes to: the last that is text, also where it
    /// has lost its buttons on the way. It is asked once.
    pub(super) fn asked(&mut self) -> Option<String> {
        let is_text = |piece: &Piece| matches!(piece, Piece::Text { .. });
        let texts = self.letter.pieces.iter().filter(|piece| is_text(piece));
        let is_last = texts.count() == 1 && self.letter.pieces.first().is_some_and(is_text);
        self.nonce.take_if(|_| is_last)
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

    #[test]
    fn a_yes_is_asked_for_with_the_last_text_also_where_that_is_plain() {
        let text = || Piece::Text {
            html: "plain".to_owned(),
            keyboard: vec![],
        };
        let file = Piece::File {
            name: "shop-plan.txt".to_owned(),
            contents: String::new(),
        };
        let mut parcel = Parcel {
            reply_to: None,
            nonce: Some("n".to_owned()),
            letter: Letter {
                pieces: vec![text(), text(), file],
            },
        };
        let mut asked = Vec::new();
        while !parcel.letter.pieces.is_empty() {
            asked.push(parcel.asked());
            parcel.letter.pieces.remove(0);
        }
        assert_eq!(asked, [None, Some("n".to_owned()), None]);
    }
}
