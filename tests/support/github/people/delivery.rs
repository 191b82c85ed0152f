//! A delivery to a webhook: what it held, what came of it, and the same again, truly or forged.

use std::sync::Arc;

use serde_json::Value;

use super::wait;
use crate::github::hooks::courier::carry;
use crate::github::hooks::{old_signature, signature};
use crate::github::state::State;
use crate::github::state::hook::{Outcome, Sent};
use crate::github::world::World;

#[derive(Clone)]
pub(crate) struct Delivery {
    world: Arc<World>,
    pub(crate) id: i64,
}

impl Delivery {
    pub(super) fn of(world: &Arc<World>, id: i64) -> Self {
        let world = Arc::clone(world);
        Self { world, id }
    }

    fn sent(&self) -> Sent {
        self.world.look(|state| {
            let mut all = state.sent.iter();
            all.find(|one| one.id == self.id).unwrap().clone()
        })
    }

    /// The event, and its action: "`issue_comment` created".
    pub(crate) fn what(&self) -> String {
        let sent = self.sent();
        let words = [Some(sent.event.to_owned()), sent.action];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    pub(crate) fn payload(&self) -> Value {
        self.sent().payload()
    }

    pub(crate) fn guid(&self) -> String {
        self.sent().guid
    }

    pub(crate) fn outcome(&self) -> Outcome {
        self.sent().outcome
    }

    /// Waits until it is known what came of it.
    pub(crate) async fn is_done(&self) -> Outcome {
        let done = wait(&self.world, "the delivery is answered", |state| {
            let mut all = state.sent.iter();
            let outcome = &all.find(|one| one.id == self.id)?.outcome;
            (*outcome != Outcome::Waiting).then(|| outcome.clone())
        });
        done.await
    }

    /// Sent again, as somebody can ask GitHub for: the same GUID, body and signature.
    pub(crate) fn redelivers(&self) -> Self {
        let id = self.world.change(|state| {
            let again = Sent {
                id: state.next_id(),
                outcome: Outcome::Waiting,
                ..self.sent_in(state)
            };
            let id = again.id;
            state.post(again);
            id
        });
        Self::of(&self.world, id)
    }

    fn sent_in(&self, state: &State) -> Sent {
        let mut all = state.sent.iter();
        all.find(|one| one.id == self.id).unwrap().clone()
    }

    /// The same request by somebody who isn't GitHub: as it was, until it is changed.
    pub(crate) fn forged(&self) -> Forged {
        Forged { sent: self.sent() }
    }
}

/// A request that somebody else sends. GitHub knows nothing of it.
#[derive(Clone)]
pub(crate) struct Forged {
    sent: Sent,
}

impl Forged {
    /// Another body under the old signature.
    pub(crate) fn with_body(mut self, body: &[u8]) -> Self {
        self.sent.body = body.to_vec();
        self
    }

    /// Another value in the payload, at a JSON pointer ("/comment/body").
    pub(crate) fn with(mut self, pointer: &str, value: Value) -> Self {
        let mut payload = self.sent.payload();
        let place = payload.pointer_mut(pointer);
        *place.expect("the payload has no such place") = value;
        self.sent.body = payload.to_string().into_bytes();
        self
    }

    /// The body's beginning alone.
    pub(crate) fn cut_to(mut self, bytes: usize) -> Self {
        self.sent.body.truncate(bytes);
        self
    }

    /// Another value of a header, or none.
    pub(crate) fn with_header(mut self, name: &str, value: Option<&str>) -> Self {
        self.sent.headers.retain(|(header, _)| header != name);
        let value = value.map(|value| (name.to_owned(), value.to_owned()));
        self.sent.headers.extend(value);
        self
    }

    /// Signed, as it is now, with this secret.
    pub(crate) fn signed_with(self, secret: &str) -> Self {
        let new = signature(secret, &self.sent.body);
        let old = old_signature(secret, &self.sent.body);
        self.with_header("x-hub-signature-256", Some(&new))
            .with_header("x-hub-signature", Some(&old))
    }

    /// Sends it, and waits for what comes of it.
    pub(crate) async fn send(&self) -> Outcome {
        carry(&self.sent, std::time::Duration::from_secs(10)).await
    }
}
