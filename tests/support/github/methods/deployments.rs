//! Deployments.

use serde_json::{Value, json};

use super::statuses::check_words;
use super::{Answer, Ask};
use crate::github::acts::pushes::move_branch;
use crate::github::refusal::{Refusal, contexts, not_found, unprocessable};
use crate::github::state::State;
use crate::github::state::commit::{Commit, Tree};
use crate::github::state::deployment::Deployment;

pub(super) fn create(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    let git_ref = ask.field("ref").unwrap_or_default().to_owned();
    let sha = state.resolve(ask.repository(state), &git_ref);
    let sha = sha.ok_or_else(|| unprocessable(&format!("No ref found for: {git_ref}")))?;
    check_words("Deployment", ask, &[])?;
    if ask.flag("auto_merge").unwrap_or(true)
        && let Some(merged) = merge(state, ask, &git_ref, &sha)?
    {
        return Ok(merged);
    }
    check_contexts(state, ask, &git_ref, &sha)?;
    let environment = ask.field("environment").unwrap_or("production").to_owned();
    let is_production = environment == "production";
    let now = state.now();
    let deployment = Deployment {
        id: state.next_id(),
        repository: ask.repository,
        sha,
        git_ref,
        task: ask.field("task").unwrap_or("deploy").to_owned(),
        payload: ask.body.get("payload").cloned().unwrap_or(json!({})),
        environment,
        description: ask.field("description").map(str::to_owned),
        creator: ask.account(state),
        app: ask.app(state),
        created: now,
        updated: now,
        is_transient: ask.flag("transient_environment").unwrap_or(false),
        is_production: ask.flag("production_environment").unwrap_or(is_production),
        statuses: Vec::new(),
    };
    let shown = state.deployment_json(&deployment);
    state.deployments.insert(deployment.id, deployment);
    Ok(Answer::created(shown))
}

/// What is behind the default branch is brought up to it instead of being deployed: a branch by a merge, anything else not at all.
fn merge(
    state: &mut State,
    ask: &Ask,
    git_ref: &str,
    sha: &str,
) -> Result<Option<Answer>, Refusal> {
    let repository = ask.repository(state);
    let default = repository.default_branch.clone();
    let newest = repository.branches[&default].clone();
    if state.ancestry(sha).contains(&newest) {
        return Ok(None);
    }
    let network = repository.network;
    if !repository.branches.contains_key(git_ref) {
        let words = format!("Conflict merging {default} into {git_ref}.");
        return Err(Refusal::new(409, &words));
    }
    let mut tree: Tree = state.commits[&newest].tree.clone();
    tree.extend(state.commits[sha].tree.clone());
    let commit = Commit {
        network,
        parents: Vec::new(),
        message: format!("Merge {default} into {git_ref}"),
        author: ask.account(state),
        date: state.now(),
        tree,
    };
    let merged = state.add_commit(vec![sha.to_owned(), newest], commit);
    let by = ask.account(state);
    move_branch(state, (ask.repository, git_ref), by, Some(merged));
    let words = format!("Auto-merged {default} into {git_ref} on deployment.");
    Ok(Some(Answer::with_status(202, json!({ "message": words }))))
}

/// All that was said of the commit has to be good, or what is asked for; an empty list asks for nothing.
fn check_contexts(state: &State, ask: &Ask, git_ref: &str, sha: &str) -> Result<(), Refusal> {
    let repository = ask.repository(state);
    let statuses = state.newest_statuses(repository, sha).into_iter();
    let statuses = statuses.map(|one| (one.context.clone(), one.state.clone()));
    let checks = state.newest_checks(repository, sha).into_iter();
    let checks = checks.map(|one| {
        let conclusion = one.conclusion.clone().unwrap_or("pending".to_owned());
        (one.name.clone(), conclusion)
    });
    let mut said: Vec<(String, String)> = statuses.chain(checks).collect();
    if let Some(required) = ask.body.get("required_contexts").and_then(Value::as_array) {
        let required = required.iter().filter_map(Value::as_str);
        let of = |name: &str| {
            let found = said.iter().find(|(context, _)| context == name);
            let missing = (name.to_owned(), "pending".to_owned());
            found.cloned().unwrap_or(missing)
        };
        said = required.map(of).collect();
    }
    if said.iter().all(|(_, state)| state == "success") {
        return Ok(());
    }
    let told: Vec<_> = said
        .iter()
        .map(|(context, state)| json!({ "context": context, "state": state }))
        .collect();
    Err(contexts(git_ref, &told.into()))
}

/// One of this repository.
pub(super) fn find<'a>(state: &'a State, ask: &Ask) -> Result<&'a Deployment, Refusal> {
    let id = ask.number("deployment_id")?;
    let found = state.deployments.get(&id);
    let here = found.filter(|one| one.repository == ask.repository);
    here.ok_or_else(not_found)
}

pub(super) fn get(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    Ok(Answer::of(state.deployment_json(find(state, ask)?)))
}

/// The newest first.
pub(super) fn list(state: &State, ask: &Ask) -> Answer {
    let is = |name: &str, value: &str| {
        let asked = ask.text(name).filter(|asked| *asked != "none");
        asked.is_none_or(|asked| asked == value)
    };
    let is_meant = |one: &&Deployment| {
        one.repository == ask.repository
            && is("sha", &one.sha)
            && is("ref", &one.git_ref)
            && is("task", &one.task)
            && is("environment", &one.environment)
    };
    let all = state.deployments.values().rev().filter(is_meant);
    ask.page(all.map(|one| state.deployment_json(one)).collect())
}
