//! Which of the plans that wait a yes means.

use super::kept;
use crate::command::{Code, Command};
use crate::domain::confirmation::{NotRedeemed, Which};
use crate::domain::policy::Unconfirmed;
use crate::operation::OperationError;
use crate::router::{Request, Router};
use crate::store::ConfirmationError;

/// Which plan a typed `yes` means.
pub(super) enum Meant {
    /// The one with this code.
    Pending(String),
    /// One that has to be shown first.
    Unread {
        /// What it comes from.
        command: Command,
        /// Whether it waits, and nobody can have read it when this was said. (What is handled a second time, after a crash, finds
        /// what it opened itself.)
        waits: bool,
    },
    /// None, and why.
    Nothing(NotRedeemed),
}

impl Router {
    /// Whether a typed `yes` means the plan that waits here for such a thing: it does if it names nothing else than that.
    pub(super) async fn meant(
        &self,
        request: &Request,
        command: &Command,
        unconfirmed: &Unconfirmed,
    ) -> Result<Meant, OperationError> {
        let facts = unconfirmed.facts();
        // What is judged here is what would be spent, so both are asked for alike.
        let about = facts.codebase.as_ref().map(|name| (name, facts.action));
        let (actor, conversation) = (&facts.actor, &facts.conversation);
        let which = meant_by(request, None);
        let store = &self.context.store;
        let pending = store.pending_for(actor, conversation, &which, about);
        let pending = match pending.await {
            Ok(pending) => pending,
            Err(ConfirmationError::NotRedeemed(why)) => return Ok(Meant::Nothing(why)),
            Err(ConfirmationError::Store(error)) => return Err(error.into()),
        };
        let shown = kept(&pending.command)?.command;
        let waits = shown == *command || names_nothing(command);
        Ok(if waits && !pending.came_after(request.received_at) {
            Meant::Pending(pending.code)
        } else {
            let command = if waits { shown } else { command.clone() };
            Meant::Unread { command, waits }
        })
    }
}

/// Which plan a yes means with which a code was typed, or none.
pub(in crate::router) fn meant_by(request: &Request, code: Option<&Code>) -> Which {
    code.map_or(Which::SaidAt(request.received_at), |code| {
        Which::Code(code.as_str().to_owned())
    })
}

/// Whether a command says nothing but its verb, so that its `yes` is about whatever was shown.
fn names_nothing(command: &Command) -> bool {
    match command {
        Command::Restart { services } | Command::Stop { services } => services.is_empty(),
        Command::Deploy {
            reference,
            services,
            build_push,
            ..
        } => reference.is_none() && services.is_empty() && !build_push,
        Command::Rollback { release } => release.is_none(),
        _ => false,
    }
}
