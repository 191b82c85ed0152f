//! Takes a codebase away, and leaves what runs.

use std::sync::Arc;

use crate::domain::action::Action;
use crate::domain::codebase::Codebase;
use crate::domain::name::ProjectName;
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Gate, Plan};
use crate::domain::policy::Approved;
use crate::operation::release::retention;
use crate::operation::under_way::{self, UnderWay};
use crate::operation::{Context, OperationError, deploy};
use crate::reply::{self, Reply, Responder};

/// What removing would do: nothing to Docker or to files.
pub fn plan_removal(codebase: &Codebase) -> Result<Plan, OperationError> {
    // A codebase that was never configured has no project; its own name stands in for it in the plan, which is only shown.
    let project = match &codebase.docker {
        Some(docker) => docker.compose_project.clone(),
        None => ProjectName::new(codebase.name.as_str().replace('.', "-"))
            .map_err(|error| OperationError::Internal(error.to_string()))?,
    };
    let gate = Gate {
        deadline_secs: 0,
        stability_secs: 0,
        probe: None,
    };
    let codebase = codebase.name.clone();
    Ok(Plan {
        warnings: vec![
            "Its configuration and grants are forgotten, and its releases with what was kept of them. Containers, volumes \
             and files stay as they are."
                .to_owned(),
        ],
        ..Plan::empty(codebase, project, Action::CodebaseRemove, gate)
    })
}

/// Forgets a codebase, with what was kept of its releases. Its containers and files stay as they are.
pub async fn remove(
    context: &Context,
    approved: &Approved,
    codebase: &Codebase,
    responder: &Arc<dyn Responder>,
) -> Result<Reply, OperationError> {
    if approved.digest() != Some(plan_removal(codebase)?.digest()) {
        return Err(OperationError::ChangedMeanwhile {
            codebase: codebase.name.clone(),
        });
    }
    let store = &context.store;
    let kept = !store.releases(&codebase.name).await?.is_empty();
    if let Some(docker) = codebase.docker.as_ref().filter(|_| kept) {
        let project = &docker.compose_project;
        let forget = async |under_way: &UnderWay<'_>| {
            let forgotten = retention::forget_all(under_way, &codebase.name).await;
            Ok(forgotten.map_or_else(
                |error| deploy::untouched(&error.to_string()),
                |()| Outcome::done(),
            ))
        };
        let ended = under_way::carry_out(context, approved, project, responder, forget).await?;
        if ended.outcome != Outcome::done() {
            let told = reply::Ended {
                codebase: &codebase.name,
                action: approved.action(),
                command: None,
                operation: &ended.operation,
                took: ended.elapsed,
            };
            return Ok(reply::outcome(&told, &ended.outcome));
        }
        store
            .remove_codebase(&codebase.name, approved.actor())
            .await?;
    } else {
        store
            .remove_codebase(&codebase.name, approved.actor())
            .await?;
        if let Some(operation) = approved.operation() {
            store.settle(operation, &Outcome::done()).await?;
        }
    }
    Ok(
        Reply::done("Forgotten; its containers and files are as they were")
            .about(&codebase.name)
            .data_of(codebase),
    )
}
