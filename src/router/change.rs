//! What changes a project: which use case carries it out, and the answer that ends it.

use super::{Request, Router, dispatch};
use crate::command::Command;
use crate::domain::codebase::Codebase;
use crate::domain::name::ServiceName;
use crate::domain::outcome::Outcome;
use crate::domain::policy::Approved;
use crate::operation::{Ended, OperationError, deploy, history, restart};
use crate::reply::{self, Reply};

impl Router {
    /// Deploys, rolls back, restarts, starts or stops.
    pub(super) async fn change(
        &self,
        request: &Request,
        command: &Command,
        approved: &Approved,
        own: &Codebase,
    ) -> Result<Reply, OperationError> {
        let what: (restart::Kind, &[ServiceName]) = match command {
            Command::Restart { services } => (restart::Kind::Restart, services),
            Command::Start { services } => (restart::Kind::Start, services),
            Command::Stop { services } => (restart::Kind::Stop, services),
            Command::Deploy { dry_run: true, .. } => {
                let asked = (command, approved.action());
                return Ok(reply::preview(&self.plan(request, asked, own).await?, None));
            }
            other => {
                let wanted = wanted(other).ok_or_else(|| dispatch::misplaced(other))?;
                let asked = (command, &wanted);
                return Box::pin(self.deploy(request, approved, own, asked)).await;
            }
        };
        Box::pin(self.restart(request, approved, own, (command, what))).await
    }

    /// Carries out a deploy or a rollback. What went live can be taken back, where something was live before it.
    async fn deploy(
        &self,
        request: &Request,
        approved: &Approved,
        own: &Codebase,
        (command, wanted): (&Command, &deploy::Wanted<'_>),
    ) -> Result<Reply, OperationError> {
        let context = &self.context;
        let responder = &request.responder;
        let ended = Box::pin(deploy::carry_out(context, approved, own, wanted, responder)).await?;
        let reply = outcome((approved, command), own, &ended);
        if !matches!(ended.outcome, Outcome::Done { .. }) {
            return Ok(reply);
        }
        match history::has_earlier(context, own).await {
            Ok(true) => Ok(reply.then("Roll back", "/docker-rollback")),
            Ok(false) => Ok(reply),
            // How it ended is told all the same.
            Err(error) => {
                tracing::warn!(%error, "not known whether there is an earlier release");
                Ok(reply)
            }
        }
    }

    async fn restart(
        &self,
        request: &Request,
        approved: &Approved,
        codebase: &Codebase,
        (command, what): (&Command, (restart::Kind, &[ServiceName])),
    ) -> Result<Reply, OperationError> {
        if what.0 == restart::Kind::Start {
            let plan = restart::plan(&self.context, codebase, what.0, what.1).await?;
            // Where an operation was interrupted, it is brought to an end first.
            if plan.is_empty() && self.context.store.busy(&plan.project).await?.is_none() {
                return Ok(reply::preview(&plan, None));
            }
        }
        let ended =
            restart::carry_out(&self.context, approved, codebase, what, &request.responder).await?;
        Ok(outcome((approved, command), codebase, &ended))
    }
}

/// What a deploy or a rollback is asked for, for its preview and for its doing alike. `None`: it is neither.
pub(super) fn wanted(command: &Command) -> Option<deploy::Wanted<'_>> {
    let nothing = deploy::Wanted {
        version: deploy::Version::Current,
        services: &[],
        build_push: false,
    };
    match command {
        Command::Deploy {
            reference,
            services,
            build_push,
            ..
        } => Some(deploy::Wanted {
            version: deploy::Version::deployed(reference.as_ref()),
            services,
            build_push: *build_push,
        }),
        Command::Rollback { release } => Some(deploy::Wanted {
            version: deploy::Version::Release(release.as_ref()),
            ..nothing
        }),
        _ => None,
    }
}

fn outcome(
    (approved, command): (&Approved, &Command),
    codebase: &Codebase,
    ended: &Ended,
) -> Reply {
    let command = command.to_string();
    let told = reply::Ended {
        codebase: &codebase.name,
        action: approved.action(),
        command: Some(&command),
        operation: &ended.operation,
        took: ended.elapsed,
    };
    let reply = reply::outcome(&told, &ended.outcome);
    match approved.over_hold() {
        Some(hold) => reply::went_over(reply, hold),
        None => reply,
    }
}
