//! One commit, and how two stand to each other.

use super::{Answer, Ask, Body};
use crate::github::refusal::{Refusal, not_found, unprocessable};
use crate::github::rules::headers::Wanted;
use crate::github::rules::page;
use crate::github::state::State;

/// The SHA that a name stands for, in this repository.
pub(super) fn resolve(state: &State, ask: &Ask, name: &str) -> Result<String, Refusal> {
    let repository = ask.repository(state);
    if repository.branches.is_empty() {
        return Err(Refusal::new(409, "Git Repository is empty."));
    }
    let found = state.resolve(repository, name);
    found.ok_or_else(|| unprocessable(&format!("No commit found for SHA: {name}")))
}

pub(super) fn get(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let sha = resolve(state, ask, ask.part("ref"))?;
    if ask.wanted == Wanted::Sha {
        return Ok(Answer {
            status: 200,
            body: Body::Text(sha),
            headers: vec![(
                "content-type",
                "application/vnd.github.sha; charset=utf-8".to_owned(),
            )],
        });
    }
    let repository = ask.repository(state);
    Ok(Answer::of(state.whole_commit_json(repository, &sha)))
}

/// `BASE...HEAD`, each of them also as `OWNER:BRANCH` of a fork.
pub(super) fn compare(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let repository = ask.repository(state);
    let (base, head) = ask
        .part("basehead")
        .split_once("...")
        .ok_or_else(not_found)?;
    let end = |name: &str| {
        let Some((owner, branch)) = name.split_once(':') else {
            return state.resolve(repository, name);
        };
        let mut forks = state.repositories.values();
        let fork = forks.find(|one| {
            one.network == repository.network
                && !one.is_deleted
                && state.owners[&one.owner].login.eq_ignore_ascii_case(owner)
        });
        state.resolve(fork?, branch)
    };
    let from = end(base).ok_or_else(not_found)?;
    let to = end(head).ok_or_else(not_found)?;
    let compared = state.compare(&from, &to).ok_or_else(|| {
        let words = format!("No common ancestor between {base} and {head}.");
        Refusal::new(404, &words)
    })?;
    let mut shown = state.comparison_json(repository, (&from, &to), &compared);
    let commits = compared.ahead.iter();
    let page = page::turn(
        ask,
        commits
            .map(|sha| state.commit_json(repository, sha))
            .collect(),
    );
    shown["commits"] = page.entries.into();
    Ok(Answer::of(shown).with_link(page.link))
}
