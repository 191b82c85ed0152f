//! A plan shown before it is carried out, and kept so that a yes can be held against it.

use std::time::Duration;

use super::{Request, Router};
use crate::command::{Command, Invocation};
use crate::domain::action::Action;
use crate::domain::actor::{Place, Platform};
use crate::domain::codebase::Codebase;
use crate::domain::confirmation::{Proposal, Shown};
use crate::domain::plan::Plan;
use crate::domain::policy::Unconfirmed;
use crate::operation::{OperationError, codebase, deploy, restart};
use crate::reply::{self, Confirmable, Reply};

impl Router {
    /// Plans what was asked, keeps the digest, and shows the plan. Nothing is changed.
    pub(super) async fn preview(
        &self,
        request: &Request,
        command: &Command,
        codebase: &Codebase,
        unconfirmed: &Unconfirmed,
    ) -> Result<Reply, OperationError> {
        let command = &request.meaning(command);
        let asked = (command, unconfirmed.facts().action);
        let plan = self.plan(request, asked, codebase).await?;
        self.show(request, command, (codebase, &plan), unconfirmed)
            .await
    }

    /// Keeps what is shown of a plan, and shows it.
    pub(super) async fn show(
        &self,
        request: &Request,
        command: &Command,
        (codebase, plan): (&Codebase, &Plan),
        unconfirmed: &Unconfirmed,
    ) -> Result<Reply, OperationError> {
        if plan.is_empty() {
            return Ok(reply::preview(plan, None));
        }
        let kept = Invocation {
            command: command.clone(),
            codebase: match command {
                Command::Instance(_) => request.invocation.codebase.clone(),
                _ => Some(codebase.name.clone()),
            },
            yes: false,
        };
        let facts = unconfirmed.facts();
        let proposal = Proposal {
            requester: facts.actor.clone(),
            conversation: facts.conversation.clone(),
            action: facts.action,
            codebase: codebase.name.clone(),
            digest: plan.digest(),
            command: kept.to_string(),
            confirm_by: codebase
                .docker
                .as_ref()
                .map(|docker| docker.confirm_by)
                .unwrap_or_default(),
            shown: Some(Box::new(Shown {
                plan: plan.clone(),
                hold: facts.hold.clone(),
            })),
        };
        let pending = self
            .context
            .store
            .open_confirmation(proposal, lifetime(request, codebase))
            .await?;
        let confirmable = Confirmable {
            code: &pending.code,
            expires_at: pending.expires_at,
            confirm_by: pending.confirm_by,
            by_code: matches!(request.place, Place::Thread { .. }),
            hold: facts.hold.as_ref(),
            now: self.context.store.now(),
        };
        Ok(reply::preview(plan, Some(&confirmable)))
    }

    /// The plan of a command that asks for a confirmation.
    pub(super) async fn plan(
        &self,
        request: &Request,
        (command, action): (&Command, Action),
        codebase: &Codebase,
    ) -> Result<Plan, OperationError> {
        match command {
            Command::Instance(asked) => self.plan_of_instances(request, (asked, action)).await,
            Command::Restart { services } => {
                restart::plan(&self.context, codebase, restart::Kind::Restart, services).await
            }
            Command::Stop { services } => {
                restart::plan(&self.context, codebase, restart::Kind::Stop, services).await
            }
            Command::CodebaseRemove { .. } => codebase::plan_removal(codebase),
            other => match super::change::wanted(other) {
                Some(wanted) => Ok(deploy::plan(&self.context, codebase, &wanted).await?.plan),
                None => Err(OperationError::Internal(format!(
                    "{} has no plan",
                    other.verb().name
                ))),
            },
        }
    }
}

/// How long the preview can be confirmed: as the codebase says, else ten minutes where people chat, an hour on GitHub.
fn lifetime(request: &Request, codebase: &Codebase) -> Duration {
    let said = codebase
        .docker
        .as_ref()
        .and_then(|docker| docker.confirm_ttl);
    let usual = match request.actor.principal.platform() {
        Platform::Console | Platform::Telegram => 10 * 60,
        Platform::Github => 60 * 60,
    };
    Duration::from_secs(said.unwrap_or(usual))
}
