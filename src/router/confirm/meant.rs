//! Which of the plans that wait a yes means.

use super::kept;
use crate::command::{Code, Command};
use crate::domain::codebase::Codebase;
use crate::domain::confirmation::Which;
use crate::operation::OperationError;
use crate::router::{Request, Router};
use crate::store::ConfirmationError;

/// Which plan a typed `yes` means.
pub(super) enum Meant {
    /// The one with this code.
    Pending(String),
    /// Another one than the one that waits: it has to be shown first.
    Another,
    /// None that is known; the store says why.
    Unclear,
}

impl Router {
    /// Whether a typed `yes` means the plan that waits here: it does if it names nothing else than that.
    pub(super) async fn meant(
        &self,
        request: &Request,
        command: &Command,
        codebase: &Codebase,
    ) -> Result<Meant, OperationError> {
        let (actor, conversation) = (&request.actor, &request.conversation);
        let store = &self.context.store;
        let pending = match store.pending_for(actor, conversation, &Which::Latest).await {
            Ok(pending) => pending,
            Err(ConfirmationError::NotRedeemed(_)) => return Ok(Meant::Unclear),
            Err(ConfirmationError::Store(error)) => return Err(error.into()),
        };
        // What is done to an instance is another thing where data is lost, though it is typed the same.
        let other = Some(pending.action) != command.action() && !command.concerns_instances();
        if pending.codebase != codebase.name || other {
            return Ok(Meant::Unclear);
        }
        let same = kept(&pending.command)?.command == *command;
        Ok(if same || names_nothing(command) {
            Meant::Pending(pending.code)
        } else {
            Meant::Another
        })
    }
}

/// Which plan is meant where a code was typed, or none.
pub(in crate::router) fn meant_by(code: Option<&Code>) -> Which {
    code.map_or(Which::Latest, |code| Which::Code(code.as_str().to_owned()))
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
