//! What changes a project: which use case carries it out, and the answer that ends it.

use super::{Request, Router, dispatch};
use crate::command::Command;
use crate::domain::codebase::Codebase;
use crate::domain::name::{GitRef, ServiceName};
use crate::domain::policy::Approved;
use crate::operation::{Ended, OperationError, deploy, restart};
use crate::reply::{self, Reply};

impl Router {
    /// Deploys, restarts, starts or stops.
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
                return Ok(reply::preview(&self.plan(command, own).await?, None));
            }
            Command::Deploy {
                reference,
                services,
                ..
            } => {
                let wanted = wanted(reference.as_ref(), services);
                let ended =
                    deploy::carry_out(&self.context, approved, own, &wanted, &request.responder)
                        .await?;
                return Ok(outcome(approved, own, &ended));
            }
            other => return Err(dispatch::misplaced(other)),
        };
        self.restart(request, approved, own, what).await
    }

    async fn restart(
        &self,
        request: &Request,
        approved: &Approved,
        codebase: &Codebase,
        what: (restart::Kind, &[ServiceName]),
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
        Ok(outcome(approved, codebase, &ended))
    }
}

/// What a deploy is asked for, for its preview and for its doing alike.
pub(super) const fn wanted<'a>(
    reference: Option<&'a GitRef>,
    services: &'a [ServiceName],
) -> deploy::Wanted<'a> {
    deploy::Wanted {
        version: deploy::Version::deployed(reference),
        services,
    }
}

fn outcome(approved: &Approved, codebase: &Codebase, ended: &Ended) -> Reply {
    let told = reply::Ended {
        codebase: &codebase.name,
        action: approved.action(),
        operation: &ended.operation,
        took: ended.elapsed,
    };
    let reply = reply::outcome(&told, &ended.outcome);
    match approved.over_hold() {
        Some(hold) => reply::went_over(reply, hold),
        None => reply,
    }
}
