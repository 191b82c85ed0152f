//! A no, said and put on record. Denials are audited whatever the action.

use serde_json::json;

use super::{Request, Router};
use crate::command::{Command, Invocation};
use crate::domain::action::Action;
use crate::domain::audit::{Audited, Verdict};
use crate::domain::name::CodebaseName;
use crate::domain::policy::Denied;
use crate::operation::OperationError;
use crate::reply::{self, Reply};

impl Router {
    /// Says no, after the denial is on record.
    pub(super) async fn deny(
        &self,
        request: &Request,
        action: Action,
        codebase: Option<CodebaseName>,
        denied: &Denied,
    ) -> Result<Reply, OperationError> {
        self.record(
            request,
            action,
            codebase,
            (Verdict::Denied, &denied.to_string()),
        )
        .await?;
        Ok(reply::denied(denied))
    }

    /// Says no to someone without any role there, without saying whether the codebase exists.
    pub(super) async fn deny_stranger(
        &self,
        request: &Request,
        action: Action,
        codebase: Option<&CodebaseName>,
    ) -> Result<Reply, OperationError> {
        let denied = Denied::Stranger {
            actor: request.actor.principal.to_string(),
            scope: codebase.map_or_else(|| "any codebase".to_owned(), ToString::to_string),
        };
        self.deny(request, action, codebase.cloned(), &denied).await
    }

    /// Puts a verdict on record.
    pub(super) async fn record(
        &self,
        request: &Request,
        action: Action,
        codebase: Option<CodebaseName>,
        (verdict, why): (Verdict, &str),
    ) -> Result<(), OperationError> {
        if verdict == Verdict::Denied {
            tracing::info!(
                ?action,
                codebase = codebase.as_ref().map(tracing::field::display),
                why,
                "denied"
            );
        }
        let audited = Audited {
            actor: request.actor.clone(),
            conversation: request.conversation.clone(),
            action,
            codebase,
            verdict,
            detail: json!({ "command": without_code(&request.invocation), "why": why }),
        };
        Ok(self.context.store.record(&audited).await?)
    }
}

/// A command as it goes on record. A code stays out of it, for a wrong one may be the right one but for a letter, and so do the
/// values of variables.
fn without_code(invocation: &Invocation) -> String {
    match &invocation.command {
        Command::Pair { .. } => "/pair …".to_owned(),
        Command::Link { code: Some(_) } => "/link …".to_owned(),
        command => {
            let shown = Invocation {
                command: command.without_secrets(),
                ..invocation.clone()
            };
            shown.to_string()
        }
    }
}
