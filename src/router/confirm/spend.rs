//! What a yes leads to that counted: the operation that it queued is carried out, or ended with the reason why not.

use super::kept;
use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation};
use crate::domain::codebase::Codebase;
use crate::domain::confirmation::Redeemed;
use crate::domain::name::{CodebaseName, OperationId};
use crate::domain::outcome::Outcome;
use crate::domain::policy::{Denied, Unconfirmed};
use crate::operation::OperationError;
use crate::reply::{self, Redactor, Reply};
use crate::router::{Request, Router};
use crate::store::StoreError;

impl Router {
    /// Carries out what a spent confirmation queued, or says why not and ends it.
    pub(super) async fn spend(
        &self,
        request: &Request,
        redeemed: Redeemed,
        (unconfirmed, codebase): (Unconfirmed, Codebase),
    ) -> Result<Reply, OperationError> {
        let action = redeemed.pending.action;
        let confirmed = kept(&redeemed.pending.command)?;
        let queued = redeemed.operation.clone();
        let requester = redeemed.pending.requester.clone();
        let asked_in = redeemed.pending.conversation.clone();
        let shown = redeemed.pending.shown.clone();
        // What was asked for elsewhere is told there, too.
        let is_here = redeemed.pending.conversation == request.conversation;
        let telling = |mut reply: Reply| {
            if is_here {
                return reply.telling(&queued);
            }
            reply.tells.retain(|told| *told != queued);
            reply
        };
        let who = (&requester, &asked_in);
        let still = match self.may_still(who, action, &codebase.name).await {
            Ok(still) => still,
            Err(error) => {
                self.never_began(&queued, &error.to_string()).await?;
                return Ok(telling(error.into_reply()));
            }
        };
        let approved = match still.and_then(|()| unconfirmed.clone().confirmed(redeemed)) {
            Ok(approved) => approved,
            Err(denied) => {
                self.never_began(&queued, &denied.to_string()).await?;
                let reply = self.deny(request, action, Some(codebase.name), &denied);
                return Ok(telling(reply.await?));
            }
        };
        let command = &confirmed.command;
        match Box::pin(self.carry_out(request, command, &approved, Some(&codebase))).await {
            Err(stale @ OperationError::ChangedMeanwhile { .. }) => {
                self.never_began(&queued, &stale.to_string()).await?;
                let asked = (command, action);
                let now = Box::pin(self.plan(request, asked, &codebase)).await?;
                let changes = shown.map(|shown| reply::changes_since(&shown.plan, &now));
                let fresh = self.show(request, command, (&codebase, &now), &unconfirmed);
                let fresh = Box::pin(fresh).await?;
                let why = stale.to_string();
                let again = reply::shown_again(&why, changes.as_deref(), fresh);
                Ok(telling(again))
            }
            Err(error) => {
                self.failed(&queued, &error).await;
                // Another brings it to its end, which this doesn't tell.
                let is_anothers = matches!(error, OperationError::Unfinished(_));
                let reply = error.into_reply();
                Ok(if is_anothers { reply } else { telling(reply) })
            }
            Ok(reply) => Ok(telling(reply)),
        }
    }

    /// Whether the one who asked may still do so: a role can be taken away while a plan waits.
    async fn may_still(
        &self,
        (requester, at): (&Actor, &Conversation),
        action: Action,
        codebase: &CodebaseName,
    ) -> Result<Result<(), Denied>, OperationError> {
        let role = if codebase.is_instances() {
            self.role_on_instances(requester, at).await?
        } else {
            self.role(requester, Some(codebase)).await?
        };
        let needs = action.rule().role;
        Ok(if role >= needs {
            Ok(())
        } else {
            Err(Denied::Stranger {
                actor: requester.principal.to_string(),
                scope: codebase.to_string(),
            })
        })
    }

    /// Ends an operation that went wrong before it began. That it isn't on record doesn't hide what went wrong.
    async fn failed(&self, queued: &OperationId, error: &OperationError) {
        if let Err(second) = self.never_began(queued, &error.to_string()).await {
            tracing::warn!(error = %second, "not on record that nothing began");
        }
    }

    /// Ends an operation that a confirmation queued and that did not begin. One that has begun ends by itself.
    async fn never_began(&self, queued: &OperationId, why: &str) -> Result<(), OperationError> {
        let outcome = Outcome::untouched(Redactor::builder().build().redact(why));
        match self.context.store.settle(queued, &outcome).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
