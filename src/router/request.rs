//! What comes in from a front end.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::command::{Command, Invocation};
use crate::domain::actor::{Actor, Conversation, Place};
use crate::domain::name::GitRef;
use crate::reply::Responder;

/// Something that was asked, by someone verified, somewhere.
pub struct Request {
    /// Who asks.
    pub actor: Actor,
    /// Where, and where the answer belongs.
    pub conversation: Conversation,
    /// What kind of place that is.
    pub place: Place,
    /// When, by the platform's time; `None` where nothing can have kept it on its way.
    pub asked_at: Option<DateTime<Utc>>,
    /// When it was written down, or read at the prompt, by the store's clock: it can be no yes to what was shown after that.
    pub received_at: DateTime<Utc>,
    /// Whether a program ended in the middle of it before.
    pub again: bool,
    /// What.
    pub invocation: Invocation,
    /// The version that a deploy means there which names none; `None`: what the codebase's source holds.
    pub deploys: Option<GitRef>,
    /// Where progress is shown.
    pub responder: Arc<dyn Responder>,
}

impl Request {
    /// What a command comes to there.
    pub(super) fn meaning(&self, command: &Command) -> Command {
        let mut meant = command.clone();
        if let Command::Deploy { reference, .. } = &mut meant
            && reference.is_none()
        {
            reference.clone_from(&self.deploys);
        }
        meant
    }

    /// Another invocation by the same one, in the same place.
    pub(super) fn saying(&self, invocation: Invocation) -> Self {
        Self {
            actor: self.actor.clone(),
            conversation: self.conversation.clone(),
            place: self.place,
            asked_at: self.asked_at,
            received_at: self.received_at,
            again: self.again,
            invocation,
            deploys: self.deploys.clone(),
            responder: Arc::clone(&self.responder),
        }
    }
}
