//! Becoming known: codes that the terminal makes, and what they make of their senders.

use serde_json::json;

use super::{Request, Router};
use crate::command::Code;
use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation, Place, Platform};
use crate::domain::audit::{Audited, Verdict};
use crate::domain::policy::{self, Approved, Decision, Facts};
use crate::domain::role::Role;
use crate::operation::{OperationError, people};
use crate::reply::{self, Reply};

impl Router {
    /// `hailer pair`: makes a code for somebody on a chat platform, who becomes known by it, and administrator if that is
    /// asked for. It takes whoever may grant roles.
    pub async fn make_pairing(&self, actor: &Actor, admin: bool) -> Reply {
        let role = admin.then_some(Role::Admin);
        Box::pin(self.made_pairing(actor, role))
            .await
            .unwrap_or_else(OperationError::into_reply)
    }

    /// The platform says that Hailer is called `name` there, so that a code can be shown as a link.
    pub async fn called(&self, platform: Platform, name: &str) -> Result<(), OperationError> {
        Ok(self.context.store.called(platform, name).await?)
    }

    async fn made_pairing(
        &self,
        actor: &Actor,
        role: Option<Role>,
    ) -> Result<Reply, OperationError> {
        let conversation = Conversation::new(Platform::Console, &actor.display_name);
        let facts = Facts {
            actor: actor.clone(),
            conversation: conversation.clone(),
            action: Action::Grant,
            codebase: None,
            role: self.role(actor, None).await?,
            hold: None,
        };
        let (verdict, decision) = match policy::decide(facts) {
            Decision::Approved(approved) => (Verdict::Allowed, Ok(approved)),
            Decision::Denied(denied) => (Verdict::Denied, Err(denied)),
            Decision::NeedsConfirmation(_) => {
                return Err(OperationError::Internal("a code needs no plan".to_owned()));
            }
        };
        let command = role.map_or("hailer pair", |_| "hailer pair --admin");
        let why = decision.as_ref().err().map(ToString::to_string);
        let audited = Audited {
            actor: actor.clone(),
            conversation,
            action: Action::Grant,
            codebase: None,
            verdict,
            detail: json!({ "command": command, "why": why.unwrap_or_default() }),
        };
        self.context.store.record(&audited).await?;
        match decision {
            Ok(approved) => people::make_pairing(&self.context, &approved, role).await,
            Err(denied) => Ok(reply::denied(&denied)),
        }
    }

    /// `/pair CODE`.
    pub(super) async fn pair(
        &self,
        request: &Request,
        approved: &Approved,
        code: &Code,
    ) -> Result<Reply, OperationError> {
        match request.place {
            Place::Terminal => Ok(reply::pair_elsewhere()),
            Place::Group | Place::Thread { .. } => self.given_away(request, code).await,
            Place::Private => {
                let pairing = people::pair(&self.context, approved, code.as_str()).await?;
                self.told(request, pairing).await
            }
        }
    }

    /// `/link`, `/link CODE`. In a thread a code can be given, since it counts once, and not shown.
    pub(super) async fn link(
        &self,
        request: &Request,
        approved: &Approved,
        code: Option<&Code>,
    ) -> Result<Reply, OperationError> {
        match (code, request.place) {
            (None, Place::Group | Place::Thread { .. }) => Ok(reply::link_in_private()),
            (None, Place::Private | Place::Terminal) => {
                people::make_link(&self.context, approved).await
            }
            (Some(code), Place::Group) => self.given_away(request, code).await,
            (Some(code), Place::Private | Place::Terminal | Place::Thread { .. }) => {
                let linked = people::link(&self.context, approved, code.as_str()).await?;
                self.told(request, linked).await
            }
        }
    }

    /// A code was sent to a group.
    pub(super) async fn given_away(
        &self,
        request: &Request,
        code: &Code,
    ) -> Result<Reply, OperationError> {
        let pairing = people::give_away(&self.context, code.as_str()).await?;
        self.told(request, pairing).await
    }

    async fn told(
        &self,
        request: &Request,
        pairing: people::Pairing,
    ) -> Result<Reply, OperationError> {
        let verdict = (pairing.verdict, pairing.why.as_str());
        self.record(request, Action::Pair, None, verdict).await?;
        Ok(pairing.reply)
    }
}
