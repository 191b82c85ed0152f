//! `handle(Request)`, which reads as the house does: resolve, collect facts, decide, carry out, answer.
//!
//! Every front end comes in through here, so that what may be done doesn't depend on where it was asked.

mod admission;
mod change;
mod confirm;
mod denial;
mod dispatch;
mod elsewhere;
mod help;
mod instance;
mod logs;
mod names;
mod pairing;
mod people;
mod press;
mod preview;
mod recover;
mod request;
mod resolve;
mod standing;
mod welcome;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tracing::Instrument;

use crate::command::{Command, ParseError};
use crate::domain::action::Action;
use crate::domain::actor::{Place, Principal};
use crate::domain::codebase::Codebase;
use crate::domain::confirmation::Which;
use crate::domain::name::CodebaseName;
use crate::domain::policy::{self, Decision, Facts};
use crate::domain::role::Role;
use crate::github;
use crate::operation::{Context, OperationError};
use crate::reply::Reply;
use crate::store::Store;
pub use elsewhere::GoesLive;
pub use names::KnownNames;
pub use press::Press;
pub use recover::Told;
pub use request::Request;
use resolve::Resolved;
use standing::Standing;

/// The one way from a request to a reply.
pub struct Router {
    context: Context,
    admins: Vec<Principal>,
    standing: Standing,
}

impl Router {
    /// A router over `context`, with the administrators that need no grant.
    #[must_use]
    pub fn new(context: Context, admins: Vec<Principal>) -> Self {
        Self {
            context,
            admins,
            standing: Standing::default(),
        }
    }

    /// What is said to a line that can't be read as a command.
    #[must_use]
    pub fn not_understood(error: &ParseError) -> Reply {
        help::not_understood(error)
    }

    /// Ends what is under way after the step that it is at, for the next Hailer to bring to an end.
    pub async fn drain(&self) {
        self.context.drain().await;
    }

    /// What is remembered.
    #[must_use]
    pub const fn store(&self) -> &Arc<Store> {
        &self.context.store
    }

    /// The time by the store's clock, for what is read where no inbox stamps it.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.context.store.now()
    }

    /// GitHub, where Hailer has an account there.
    #[must_use]
    pub const fn github(&self) -> Option<&github::Client> {
        self.context.github.as_ref()
    }

    /// Waits for what is under way in the store and disconnects from it.
    pub async fn close(&self) {
        self.context.store.close().await;
    }

    /// Asks every operation of this process to stop at its next step and undo what it did. Returns how many there are.
    #[must_use]
    pub fn cancel_all(&self) -> usize {
        self.context.cancel_all()
    }

    /// Answers a request. What goes wrong is an answer too.
    pub async fn handle(&self, request: Request) -> Reply {
        let span = tracing::info_span!("request", actor = %request.actor.principal, conversation = %request.conversation);
        Box::pin(self.answer(&request))
            .instrument(span)
            .await
            .unwrap_or_else(OperationError::into_reply)
    }

    async fn answer(&self, request: &Request) -> Result<Reply, OperationError> {
        if let Some(reply) = self.turned_away(request).await? {
            return Ok(reply);
        }
        let command = &request.invocation.command;
        let action = match (command, command.action()) {
            (Command::Confirm { code }, _) => {
                let which = confirm::meant_by(request, code.as_ref());
                return self.confirm(request, which).await;
            }
            (_, None) => return self.decline(request, &Which::Latest).await,
            (_, Some(action)) => action,
        };
        let codebase = match self.resolve(request, action).await? {
            Resolved::Codebase(codebase) => Some(*codebase),
            Resolved::NoneNeeded => None,
            Resolved::Answer(reply) => return Ok(*reply),
        };
        Box::pin(self.decide(request, (action, command), codebase, None)).await
    }

    /// Decides, and does what was decided. `which` names the preview that a yes is meant for. In a thread also a refusal names its
    /// codebase, by which it is known where more may be said of it.
    async fn decide(
        &self,
        request: &Request,
        asked: (Action, &Command),
        codebase: Option<Codebase>,
        which: Option<Which>,
    ) -> Result<Reply, OperationError> {
        let name = codebase.as_ref().map(|codebase| codebase.name.clone());
        let decided = Box::pin(self.decided(request, asked, codebase, which)).await;
        match (request.place, name) {
            (Place::Thread { .. }, Some(name)) => {
                let reply = decided.unwrap_or_else(OperationError::into_reply);
                Ok(if reply.codebase.is_none() {
                    reply.about(&name)
                } else {
                    reply
                })
            }
            _ => decided,
        }
    }

    async fn decided(
        &self,
        request: &Request,
        (action, command): (Action, &Command),
        codebase: Option<Codebase>,
        which: Option<Which>,
    ) -> Result<Reply, OperationError> {
        let facts = self
            .facts(request, (action, command), codebase.as_ref())
            .await?;
        let action = facts.action;
        match (policy::decide(facts), codebase) {
            (Decision::Denied(denied), codebase) => {
                self.deny(
                    request,
                    action,
                    codebase.map(|codebase| codebase.name),
                    &denied,
                )
                .await
            }
            (Decision::Approved(approved), codebase) => {
                let command = &request.meaning(command);
                Box::pin(self.carry_out(request, command, &approved, codebase.as_ref())).await
            }
            (Decision::NeedsConfirmation(unconfirmed), Some(codebase))
                if request.invocation.yes =>
            {
                Box::pin(self.redeem(request, command, (unconfirmed, codebase), which)).await
            }
            (Decision::NeedsConfirmation(unconfirmed), Some(codebase)) => {
                Box::pin(self.preview(request, command, &codebase, &unconfirmed)).await
            }
            (Decision::NeedsConfirmation(_), None) => Err(OperationError::Internal(format!(
                "{action:?} needs a codebase"
            ))),
        }
    }

    async fn facts(
        &self,
        request: &Request,
        (action, command): (Action, &Command),
        codebase: Option<&Codebase>,
    ) -> Result<Facts, OperationError> {
        let name = codebase.map(|codebase| &codebase.name);
        let mut actor = request.actor.clone();
        actor.person = self.context.store.person_of(&actor.principal).await?;
        let hold = match name {
            Some(name) => self.context.store.hold_of(name).await?,
            None => None,
        };
        let action = policy::meant(action, &actor, hold.as_ref());
        let role = self.role_for(action, request, name).await?;
        // Who has no role learns nothing of what is there.
        let action = match role {
            Some(_) => self.meant_of_instances(&actor, action, command).await?,
            None => action,
        };
        Ok(Facts {
            action,
            actor,
            conversation: request.conversation.clone(),
            codebase: name.cloned(),
            role,
            hold,
        })
    }

    /// The role that counts for an action. A list of codebases shows each only those that they see, and presets are the same for
    /// all, so a role on any of them is enough for these.
    async fn role_for(
        &self,
        action: Action,
        request: &Request,
        codebase: Option<&CodebaseName>,
    ) -> Result<Option<Role>, OperationError> {
        let (actor, at) = (&request.actor, &request.conversation);
        if codebase.is_some_and(CodebaseName::is_instances) {
            return self.role_on_instances(actor, at).await;
        }
        let role = self.role(actor, codebase).await?;
        let sees_some = role.is_none()
            && matches!(action, Action::CodebaseList | Action::Presets)
            && !self.visible(actor, at).await?.is_empty();
        Ok(if sees_some { Some(Role::Viewer) } else { role })
    }
}
