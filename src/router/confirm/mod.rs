//! A yes or a no: which pending plan it speaks of, and what the store says of it.

mod meant;

use super::{Request, Router};
use crate::command::{self, Command, Invocation};
use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation};
use crate::domain::audit::Verdict;
use crate::domain::codebase::Codebase;
use crate::domain::confirmation::{NotRedeemed, Redeemed, Which};
use crate::domain::name::{CodebaseName, OperationId};
use crate::domain::outcome::Outcome;
use crate::domain::policy::{Denied, Unconfirmed};
use crate::operation::OperationError;
use crate::reply::{self, Redactor, Reply};
use crate::store::{ConfirmationError, StoreError};
use meant::Meant;
pub(super) use meant::meant_by;

impl Router {
    /// `/confirm [CODE]`, the bare `yes` and the button: what was pending is asked for again, now with a yes.
    pub(super) async fn confirm(
        &self,
        request: &Request,
        which: Which,
    ) -> Result<Reply, OperationError> {
        let pending = match self
            .context
            .store
            .pending_for(&request.actor, &request.conversation, &which)
            .await
        {
            Ok(pending) => pending,
            Err(ConfirmationError::NotRedeemed(why)) => return self.in_vain(request, &why).await,
            Err(ConfirmationError::Store(error)) => return Err(error.into()),
        };
        let again = request.saying(Invocation {
            yes: true,
            ..kept(&pending.command)?
        });
        let codebase = match self.resolve(&again, pending.action).await? {
            super::Resolved::Codebase(codebase) => Some(*codebase),
            super::Resolved::NoneNeeded => None,
            super::Resolved::Answer(reply) => return Ok(*reply),
        };
        // What it comes to by now is decided anew.
        let command = &again.invocation.command;
        let action = command.action().filter(|_| command.concerns_instances());
        let asked = (action.unwrap_or(pending.action), command);
        // By the time that it is spent, the latest may be another.
        let this = match which {
            Which::Latest | Which::Code(_) => Which::Code(pending.code),
            button @ Which::Button(_) => button,
        };
        Box::pin(self.decide(&again, asked, codebase, Some(this))).await
    }

    /// `/cancel`, the bare `no` and the button.
    pub(super) async fn decline(
        &self,
        request: &Request,
        which: &Which,
    ) -> Result<Reply, OperationError> {
        let store = &self.context.store;
        match store
            .cancel_confirmation(&request.actor, &request.conversation, which)
            .await
        {
            Ok(pending) => {
                let asked = (Verdict::Cancelled, "declined");
                self.record(
                    request,
                    pending.action,
                    Some(pending.codebase.clone()),
                    asked,
                )
                .await?;
                Ok(reply::declined(&pending))
            }
            Err(ConfirmationError::NotRedeemed(why)) => self.in_vain(request, &why).await,
            Err(ConfirmationError::Store(error)) => Err(error.into()),
        }
    }

    /// A yes or no that hit nothing. A button is there for everybody to press: whose it isn't goes on record. (With what was
    /// typed it isn't known what was meant.)
    async fn in_vain(&self, request: &Request, why: &NotRedeemed) -> Result<Reply, OperationError> {
        let Invocation {
            command, codebase, ..
        } = &request.invocation;
        if let Some(action) = command.action()
            && matches!(why, NotRedeemed::NotYours | NotRedeemed::NeedsAnother)
        {
            let said = why.to_string();
            let verdict = (Verdict::Denied, said.as_str());
            self.record(request, action, codebase.clone(), verdict)
                .await?;
        }
        Ok(reply::not_redeemed(why))
    }

    /// Spends the confirmation, which queues the operation in the same transaction, and carries it out.
    /// A yes with nothing pending never acts: it shows the preview.
    pub(super) async fn redeem(
        &self,
        request: &Request,
        command: &Command,
        (unconfirmed, codebase): (Unconfirmed, Codebase),
        which: Option<Which>,
    ) -> Result<Reply, OperationError> {
        let which = match which {
            Some(which) => which,
            None => match self.meant(request, command, &codebase).await? {
                Meant::Pending(code) => Which::Code(code),
                Meant::Unclear => Which::Latest,
                Meant::Another => {
                    let preview = self.preview(request, command, &codebase, &unconfirmed);
                    return Box::pin(preview).await;
                }
            },
        };
        let redeemed = match self.context.store.redeem(&unconfirmed, &which).await {
            Ok(redeemed) => redeemed,
            Err(ConfirmationError::NotRedeemed(NotRedeemed::NonePending)) => {
                let preview = self.preview(request, command, &codebase, &unconfirmed);
                return Box::pin(preview).await;
            }
            // Who says yes once more is denied nothing.
            Err(ConfirmationError::NotRedeemed(why @ NotRedeemed::AlreadyRedeemed { .. })) => {
                return Ok(reply::not_redeemed(&why));
            }
            Err(ConfirmationError::Store(error)) => return Err(error.into()),
            Err(ConfirmationError::NotRedeemed(why)) => {
                let action = unconfirmed.facts().action;
                self.record(
                    request,
                    action,
                    Some(codebase.name),
                    (Verdict::Denied, &why.to_string()),
                )
                .await?;
                return Ok(reply::not_redeemed(&why));
            }
        };
        Box::pin(self.spend(request, redeemed, (unconfirmed, codebase))).await
    }

    /// Carries out what a spent confirmation queued, or says why not and ends it.
    async fn spend(
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
                // That it isn't on record doesn't hide what went wrong.
                if let Err(second) = self.never_began(&queued, &error.to_string()).await {
                    tracing::warn!(error = %second, "not on record that nothing began");
                }
                Ok(telling(error.into_reply()))
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

    /// Ends an operation that a confirmation queued and that did not begin. One that has begun ends by itself.
    async fn never_began(&self, queued: &OperationId, why: &str) -> Result<(), OperationError> {
        let outcome = Outcome::untouched(Redactor::builder().build().redact(why));
        match self.context.store.settle(queued, &outcome).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The command that a pending plan was made from.
pub(super) fn kept(command: &str) -> Result<Invocation, OperationError> {
    command::parse(command)
        .map_err(|error| OperationError::Internal(format!("a kept command can't be read: {error}")))
}
