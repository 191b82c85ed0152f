//! Buttons under previews. A press is a yes or a no of whoever pressed, judged afresh: the button says only which plan is
//! meant, and only where it was shown.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use tracing::Instrument;

use super::admission::Stranger;
use super::{Request, Router, confirm};
use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation, Place, Principal};
use crate::domain::audit::{Audited, Verdict};
use crate::domain::confirmation::{NotRedeemed, Which};
use crate::domain::role::Role;
use crate::operation::OperationError;
use crate::reply::{self, Reply, Responder};

/// What is on record of a button that was forged, or carried elsewhere.
const NEVER_SHOWN: &str = "no such button was shown here";

/// A button that was pressed, by someone verified, somewhere.
pub struct Press {
    /// Who pressed it.
    pub actor: Actor,
    /// Where it was shown.
    pub conversation: Conversation,
    /// What kind of place that is.
    pub place: Place,
    /// When it was pressed, or arrived at the latest; `None` where nothing can have kept it on its way.
    pub asked_at: Option<DateTime<Utc>>,
    /// What [`Router::button`] gave, as it came back. It may be anything.
    pub nonce: String,
    /// Whether it says yes, or no.
    pub yes: bool,
    /// Where progress is shown.
    pub responder: Arc<dyn Responder>,
}

impl Router {
    /// A button for the plan that waits with this code, to be shown in `conversation`, which needn't be the one that it was
    /// asked for in. `None`: nothing waits with that code any more.
    pub async fn button(
        &self,
        code: &str,
        conversation: &Conversation,
    ) -> Result<Option<String>, OperationError> {
        Ok(self.context.store.make_button(code, conversation).await?)
    }

    /// The button is under this message now, by the platform's id, in this conversation.
    pub async fn button_shown(
        &self,
        nonce: &str,
        shown: (&Conversation, &str),
    ) -> Result<(), OperationError> {
        Ok(self.context.store.button_shown(nonce, shown).await?)
    }

    /// The button under a message, so that a yes in reply to a preview is a press of that one. Where there is none, what is
    /// said to that: nothing to strangers where others talk too.
    pub async fn preview_under(
        &self,
        actor: &Actor,
        at: (&Conversation, Place),
        message: &str,
    ) -> Result<String, Option<Box<Reply>>> {
        let say = |reply: Reply| Some(Box::new(reply));
        match self.stranger(actor, at).await {
            Ok(Stranger::No) => {}
            Ok(Stranger::ToBeTold) => return Err(say(reply::stranger_in_a_group())),
            Ok(Stranger::Hushed) => return Err(None),
            Err(error) => return Err(say(error.into_reply())),
        }
        match self.context.store.button_under(at.0, message).await {
            Ok(Some(nonce)) => Ok(nonce),
            Ok(None) => Err(say(reply::not_redeemed(&NotRedeemed::NonePending))),
            Err(error) => Err(say(OperationError::from(error).into_reply())),
        }
    }

    /// Whether `actor` may end that `follower` follows a log in `conversation`: administrators may, besides whoever follows. A no
    /// goes on record.
    pub async fn may_stop(
        &self,
        actor: &Actor,
        conversation: &Conversation,
        follower: &Principal,
    ) -> Result<bool, OperationError> {
        if actor.principal == *follower || self.role(actor, None).await? == Some(Role::Admin) {
            return Ok(true);
        }
        let why = format!("the log is followed by {follower}");
        let audited = Audited {
            actor: actor.clone(),
            conversation: conversation.clone(),
            action: Action::Logs,
            codebase: None,
            verdict: Verdict::Denied,
            detail: json!({ "command": "Stop", "why": why }),
        };
        self.context.store.record(&audited).await?;
        Ok(false)
    }

    /// Answers a press. Whoever it is not for is told so, which goes on record.
    pub async fn press(&self, press: Press) -> Reply {
        let span = tracing::info_span!("press", actor = %press.actor.principal, conversation = %press.conversation);
        Box::pin(self.pressed(press))
            .instrument(span)
            .await
            .unwrap_or_else(OperationError::into_reply)
    }

    async fn pressed(&self, press: Press) -> Result<Reply, OperationError> {
        let Press {
            actor,
            conversation,
            place,
            asked_at,
            nonce,
            yes,
            responder,
        } = press;
        let store = &self.context.store;
        let Some(behind) = store.behind_button(&nonce, &conversation).await? else {
            let audited = Audited {
                actor,
                conversation,
                action: Action::Answer,
                codebase: None,
                verdict: Verdict::Denied,
                detail: json!({ "command": if yes { "Confirm" } else { "Cancel" }, "why": NEVER_SHOWN }),
            };
            store.record(&audited).await?;
            return Ok(reply::unknown_button());
        };
        let request = Request {
            actor,
            conversation,
            place,
            asked_at,
            received_at: store.now(),
            // What it says yes to is spent once.
            again: false,
            invocation: confirm::kept(&behind.command)?,
            deploys: None,
            responder,
        };
        if let Some(reply) = self.turned_away(&request).await? {
            return Ok(reply);
        }
        let which = Which::Button(nonce);
        if yes {
            Box::pin(self.confirm(&request, which)).await
        } else {
            self.decline(&request, &which).await
        }
    }
}
