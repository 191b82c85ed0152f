//! How a deployment goes on.

use super::statuses::check_words;
use super::{Answer, Ask, deployments};
use crate::github::refusal::Refusal;
use crate::github::state::State;
use crate::github::state::deployment::{Deployment, DeploymentStatus};

pub(super) fn create(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    let deployment = deployments::find(state, ask)?;
    let addresses = ["target_url", "log_url", "environment_url"];
    check_words("DeploymentStatus", ask, &addresses)?;
    let id = deployment.id;
    let last = deployment.statuses.last();
    let before = last.map_or(&deployment.environment, |last| &last.environment);
    let before = before.clone();
    let word = |name: &str| ask.field(name).unwrap_or_default().to_owned();
    let log_url = ask.field("log_url").or_else(|| ask.field("target_url"));
    let status = DeploymentStatus {
        id: state.next_id(),
        state: word("state"),
        description: word("description"),
        environment: ask.field("environment").map_or(before, str::to_owned),
        log_url: log_url.unwrap_or_default().to_owned(),
        environment_url: word("environment_url"),
        creator: ask.account(state),
        app: ask.app(state),
        created: state.now(),
    };
    if status.state == "success" && ask.flag("auto_inactive").unwrap_or(true) {
        retire(state, id, &status);
    }
    add(state, id, status.clone());
    let shown = state.deployment_status_json(&state.deployments[&id], &status);
    Ok(Answer::created(shown))
}

fn add(state: &mut State, id: i64, status: DeploymentStatus) {
    let deployment = state.deployments.get_mut(&id).unwrap();
    deployment.updated = status.created;
    deployment.environment.clone_from(&status.environment);
    deployment.statuses.push(status);
}

/// "Adds a new inactive status to all prior non-transient, non-production environment deployments with the same repository and
/// environment name […]. An inactive status is only added to deployments that had a success state."
fn retire(state: &mut State, newest: i64, status: &DeploymentStatus) {
    let repository = state.deployments[&newest].repository;
    let is_prior = |one: &&Deployment| {
        one.id < newest
            && one.repository == repository
            && one.environment == status.environment
            && !one.is_transient
            && !one.is_production
            && one.state() == Some("success")
    };
    let prior = state.deployments.values().filter(is_prior);
    let prior: Vec<i64> = prior.map(|one| one.id).collect();
    for id in prior {
        let inactive = DeploymentStatus {
            id: state.next_id(),
            state: "inactive".to_owned(),
            description: String::new(),
            ..status.clone()
        };
        add(state, id, inactive);
    }
}

/// The newest first.
pub(super) fn list(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let deployment = deployments::find(state, ask)?;
    let all = deployment.statuses.iter().rev();
    let shown = all.map(|one| state.deployment_status_json(deployment, one));
    Ok(ask.page(shown.collect()))
}
