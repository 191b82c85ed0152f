//! Who speaks, and how they are heard.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use hailer::command::{self, Invocation};
use hailer::domain::actor::{Actor, Conversation, PersonId, Place};
use hailer::reply::{Progress, Responder};
use hailer::router::{Request, Router};

use super::said::Said;
use super::{World, open};

/// Someone who says things, somewhere.
#[derive(Clone)]
pub(crate) struct Speaker<'a> {
    pub(super) world: &'a World,
    pub(super) router: Arc<Router>,
    pub(crate) actor: Actor,
    pub(crate) conversation: Conversation,
    pub(super) place: Place,
    pub(super) delay: Option<TimeDelta>,
    pub(super) heard_at: Option<DateTime<Utc>>,
}

impl Speaker<'_> {
    /// The same one, elsewhere.
    pub(crate) fn elsewhere(mut self, place: &str) -> Self {
        self.conversation = Conversation::new(self.actor.principal.platform(), place);
        self
    }

    /// The same one, heard by another `hailer` on the same store: what that knows of the first, the store tells it.
    pub(crate) async fn in_another_process(mut self) -> Self {
        self.router = open(&self.world.variables()).await;
        self
    }

    /// The same one, known to be `person`.
    pub(crate) fn known_as(mut self, person: &PersonId) -> Self {
        self.actor.person = Some(person.clone());
        self
    }

    /// What a front end makes of what is said now.
    pub(super) fn request(&self, invocation: Invocation, responder: Arc<dyn Responder>) -> Request {
        let now = self.router.store().now();
        Request {
            actor: self.actor.clone(),
            conversation: self.conversation.clone(),
            place: self.place,
            asked_at: self.delay.map(|delay| now - delay),
            received_at: self.heard_at.unwrap_or(now),
            again: false,
            invocation,
            deploys: None,
            responder,
        }
    }

    /// The same one, all of whose words from now on are written down at this moment, before any is answered.
    pub(crate) fn in_one_breath(mut self) -> Self {
        self.heard_at = Some(self.router.store().now());
        self
    }

    /// Says a line, and waits for the answer.
    pub(crate) async fn says(&self, line: &str) -> Said {
        self.says_heard_by(line, Arc::new(Unheard)).await
    }

    /// The same with someone who hears what is shown on the way.
    pub(crate) async fn says_heard_by(&self, line: &str, responder: Arc<dyn Responder>) -> Said {
        let invocation = command::parse_answer(line).map_or_else(|| command::parse(line), Ok);
        let reply = match invocation {
            Ok(invocation) => {
                let request = self.request(invocation, responder);
                Box::pin(self.router.handle(request)).await
            }
            Err(error) => Router::not_understood(&error),
        };
        self.world.said(reply)
    }
}

/// What is shown on the way is a front end's own tests' concern.
pub(super) struct Unheard;

impl Responder for Unheard {
    fn progress(&self, _progress: Progress) {}
    fn line(&self, _line: &str) {}
}
