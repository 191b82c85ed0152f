//! A yes or a no: which pending plan it speaks of, and what the store says of it.

use super::{Request, Router};
use crate::command::{self, Code, Command, Invocation};
use crate::domain::audit::Verdict;
use crate::domain::codebase::Codebase;
use crate::domain::confirmation::{NotRedeemed, Which};
use crate::domain::policy::Unconfirmed;
use crate::operation::OperationError;
use crate::reply::{self, Reply};
use crate::store::ConfirmationError;

impl Router {
    /// `/confirm [CODE]` and the bare `yes`: what was pending is asked for again, now with a yes.
    pub(super) async fn confirm(
        &self,
        request: &Request,
        code: Option<&Code>,
    ) -> Result<Reply, OperationError> {
        let which = which(code.map(Code::as_str));
        let pending = match self
            .context
            .store
            .pending_for(&request.actor, &request.conversation, &which)
            .await
        {
            Ok(pending) => pending,
            Err(ConfirmationError::NotRedeemed(why)) => return Ok(reply::not_redeemed(&why)),
            Err(ConfirmationError::Store(error)) => return Err(error.into()),
        };
        let again = Request {
            actor: request.actor.clone(),
            conversation: request.conversation.clone(),
            invocation: Invocation {
                yes: true,
                ..kept(&pending.command)?
            },
            responder: std::sync::Arc::clone(&request.responder),
        };
        let codebase = match self.resolve(&again, pending.action).await? {
            super::Resolved::Codebase(codebase) => Some(*codebase),
            super::Resolved::NoneNeeded => None,
            super::Resolved::Answer(reply) => return Ok(*reply),
        };
        let asked = (pending.action, &again.invocation.command);
        Box::pin(self.decide(&again, asked, codebase, Some(&pending.code))).await
    }

    /// `/cancel` and the bare `no`.
    pub(super) async fn decline(&self, request: &Request) -> Result<Reply, OperationError> {
        let store = &self.context.store;
        match store
            .cancel_confirmation(&request.actor, &request.conversation, &Which::Latest)
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
            Err(ConfirmationError::NotRedeemed(why)) => Ok(reply::not_redeemed(&why)),
            Err(ConfirmationError::Store(error)) => Err(error.into()),
        }
    }

    /// Spends the confirmation, which queues the operation in the same transaction, and carries it out.
    /// A yes with nothing pending never acts: it shows the preview.
    pub(super) async fn redeem(
        &self,
        request: &Request,
        command: &Command,
        (unconfirmed, codebase): (Unconfirmed, Codebase),
        code: Option<&str>,
    ) -> Result<Reply, OperationError> {
        let redeemed = match self.context.store.redeem(&unconfirmed, &which(code)).await {
            Ok(redeemed) => redeemed,
            Err(ConfirmationError::NotRedeemed(NotRedeemed::NonePending)) => {
                return self
                    .preview(request, command, &codebase, &unconfirmed)
                    .await;
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
        let action = redeemed.pending.action;
        let confirmed = kept(&redeemed.pending.command)?;
        let approved = match unconfirmed.clone().confirmed(redeemed) {
            Ok(approved) => approved,
            Err(denied) => {
                return self
                    .deny(request, action, Some(codebase.name), &denied)
                    .await;
            }
        };
        match self
            .carry_out(request, &confirmed.command, &approved, Some(&codebase))
            .await
        {
            Err(changed @ OperationError::ChangedMeanwhile { .. }) => {
                let fresh = self
                    .preview(request, &confirmed.command, &codebase, &unconfirmed)
                    .await?;
                Ok(reply::shown_again(&changed.to_string(), fresh))
            }
            answered => answered,
        }
    }
}

fn which(code: Option<&str>) -> Which {
    code.map_or(Which::Latest, |code| Which::Code(code.to_owned()))
}

/// The command that a pending plan was made from.
fn kept(command: &str) -> Result<Invocation, OperationError> {
    command::parse(command)
        .map_err(|error| OperationError::Internal(format!("a kept command can't be read: {error}")))
}
