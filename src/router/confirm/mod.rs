//! A yes or a no: which pending plan it speaks of, and what the store says of it.

mod meant;
mod spend;

use super::{Request, Router};
use crate::command::{self, Command, Invocation};
use crate::domain::audit::Verdict;
use crate::domain::codebase::Codebase;
use crate::domain::confirmation::{NotRedeemed, Which};
use crate::domain::policy::Unconfirmed;
use crate::operation::OperationError;
use crate::reply::{self, Reply};
use crate::store::ConfirmationError;
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
            .pending_for(&request.actor, &request.conversation, &which, None)
            .await
        {
            Ok(pending) => pending,
            Err(ConfirmationError::NotRedeemed(why)) => return self.in_vain(request, &why).await,
            Err(ConfirmationError::Store(error)) => return Err(error.into()),
        };
        let is_early = matches!(which, Which::SaidAt(at) if pending.came_after(at));
        let again = request.saying(Invocation {
            yes: !is_early,
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
            Which::Latest | Which::SaidAt(_) | Which::Code(_) => Which::Code(pending.code),
            button @ Which::Button(_) => button,
        };
        let decided = Box::pin(self.decide(&again, asked, codebase, Some(this))).await?;
        Ok(if is_early {
            reply::said_too_early(decided)
        } else {
            decided
        })
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
        let store = &self.context.store;
        let redeemed = match which {
            Some(which) => store.redeem(&unconfirmed, &which).await,
            None => match self.meant(request, command, &unconfirmed).await? {
                Meant::Pending(code) => store.redeem(&unconfirmed, &Which::Code(code)).await,
                Meant::Nothing(why) => Err(why.into()),
                Meant::Unread { command, waits } => {
                    let preview = self.preview(request, &command, &codebase, &unconfirmed);
                    let preview = Box::pin(preview).await?;
                    return Ok(if waits {
                        reply::said_too_early(preview)
                    } else {
                        preview
                    });
                }
            },
        };
        let redeemed = match redeemed {
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
}

/// The command that a pending plan was made from.
pub(super) fn kept(command: &str) -> Result<Invocation, OperationError> {
    command::parse(command)
        .map_err(|error| OperationError::Internal(format!("a kept command can't be read: {error}")))
}
