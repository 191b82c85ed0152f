//! What arrived, and where it is written down.

use std::fmt::Display;

use serde_json::Value;

use crate::domain::actor::Conversation;
use crate::frontend::telegram::Place;
use crate::frontend::telegram::heard::{Heard, Me, hear, update_id};

/// Where updates are written down before Telegram may forget them.
pub trait Inbox: Send + Sync {
    /// Why they can't be written down just now.
    type Error: Display + Send;

    /// Writes down what is new of `arrived`, in its order: all of it, durably, or none. Returns how many were new.
    fn receive(
        &self,
        arrived: Vec<Arrival>,
    ) -> impl Future<Output = Result<usize, Self::Error>> + Send;
}

/// An update that is meant for us.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// What it is known by (`update:123`). It comes again until it is written down, for 24 hours.
    pub key: String,
    /// The whole chat that it came from: what came from there is handled in its order.
    pub lane: Conversation,
    /// As Telegram sent it.
    pub body: Value,
}

impl Arrival {
    /// `None` where there is nothing to act upon.
    pub(super) fn of(body: Value, me: &Me) -> Option<Self> {
        let place = match hear(&body, me) {
            Heard::Said(said) => said.place,
            Heard::Pressed(press) => press.place,
            Heard::Moved(moved) => moved.to,
            Heard::Nothing(why) => {
                tracing::debug!(?why, "an update that asks for nothing");
                return None;
            }
        };
        let key = format!("update:{}", update_id(&body)?);
        let lane = Place::chat(place.chat).conversation();
        Some(Self { key, lane, body })
    }
}
