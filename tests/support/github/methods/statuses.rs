//! What is said of a commit: statuses and check runs.

use serde_json::{Value, json};

use super::commits::resolve;
use super::{Answer, Ask};
use crate::github::refusal::{Refusal, validation};
use crate::github::state::State;
use crate::github::state::deployment::CommitStatus;

/// Statuses of one commit in one context.
const MOST: usize = 1000;
/// Characters of a description; of a deployment's too.
pub(super) const LONGEST: usize = 140;

/// What a description and an address may be, for each kind of thing that has them.
pub(super) fn check_words(resource: &str, ask: &Ask, addresses: &[&str]) -> Result<(), Refusal> {
    let refused =
        |field: &str, message: String| Err(validation(resource, "custom", field, &message));
    let description = ask.field("description").unwrap_or_default();
    if description.chars().count() > LONGEST {
        let message = format!("description is too long (maximum is {LONGEST} characters)");
        return refused("description", message);
    }
    for field in addresses {
        let address = ask.field(field).unwrap_or_default();
        let is_http = address.starts_with("http://") || address.starts_with("https://");
        if !address.is_empty() && !is_http {
            return refused(field, format!("{field} must use http(s) scheme"));
        }
    }
    Ok(())
}

pub(super) fn create(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    let sha = resolve(state, ask, ask.part("sha"))?;
    check_words("Status", ask, &["target_url"])?;
    let context = ask.field("context").unwrap_or("default").to_owned();
    let same = |one: &&CommitStatus| {
        one.repository == ask.repository && one.sha == sha && one.context == context
    };
    if state.statuses.iter().filter(same).count() >= MOST {
        return Err(validation(
            "Status",
            "custom",
            "base",
            "This SHA and context has reached the maximum number of statuses.",
        ));
    }
    let status = CommitStatus {
        id: state.next_id(),
        repository: ask.repository,
        sha,
        state: ask.field("state").unwrap_or_default().to_owned(),
        context,
        description: ask.field("description").map(str::to_owned),
        target_url: ask.field("target_url").map(str::to_owned),
        creator: ask.account(state),
        created: state.now(),
    };
    let shown = state.status_json(&status);
    state.statuses.push(status);
    Ok(Answer::created(shown))
}

/// The newest first.
pub(super) fn list(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let sha = resolve(state, ask, ask.part("ref"))?;
    let all = state.statuses.iter().rev();
    let meant = all.filter(|one| one.repository == ask.repository && one.sha == sha);
    Ok(ask.page(meant.map(|one| state.status_json(one)).collect()))
}

pub(super) fn combined(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let sha = resolve(state, ask, ask.part("ref"))?;
    let repository = ask.repository(state);
    let newest = state.newest_statuses(repository, &sha);
    let has = |wanted: &[&str]| newest.iter().any(|one| wanted.contains(&&*one.state));
    let together = if has(&["error", "failure"]) {
        "failure"
    } else if newest.is_empty() || has(&["pending"]) {
        "pending"
    } else {
        "success"
    };
    let shown: Vec<Value> = newest
        .iter()
        .map(|one| state.simple_status_json(one))
        .collect();
    let url = format!("{}/commits/{sha}", state.api_of(repository.id));
    Ok(Answer::of(json!({
        "state": together,
        "sha": sha,
        "total_count": shown.len(),
        "statuses": shown,
        "repository": state.repository_json(repository.id),
        "commit_url": url,
        "url": format!("{url}/status"),
    })))
}

pub(super) fn checks(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let sha = resolve(state, ask, ask.part("ref"))?;
    let newest = state.newest_checks(ask.repository(state), &sha);
    let only = ask.text("check_name");
    let meant = newest
        .iter()
        .filter(|one| only.is_none_or(|only| one.name == only));
    let shown = meant.map(|one| state.check_json(one)).collect();
    Ok(ask.page_in("check_runs", shown))
}
