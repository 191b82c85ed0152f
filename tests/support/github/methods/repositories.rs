//! A repository, who may what there, its branches and tags.

use super::{Answer, Ask};
use crate::github::refusal::{Refusal, forbidden, not_found};
use crate::github::rules::access::role;
use crate::github::state::State;
use crate::github::state::app::Caller;
use crate::github::state::owner::Role;

pub(super) fn carry_out(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let repository = ask.repository(state);
    match ask.name {
        "repos/get" => {
            let role = role(state, ask.caller, repository);
            Ok(Answer::of(state.full_repository_json(repository.id, role)))
        }
        "repos/get-collaborator-permission-level" => permission(state, ask),
        "repos/list-branches" => {
            let all = repository.branches.iter();
            Ok(ask.page(
                all.map(|(name, sha)| state.branch_json(repository, name, sha))
                    .collect(),
            ))
        }
        "repos/get-branch" => {
            let name = ask.part("branch");
            let sha = repository.branches.get(name);
            let sha = sha.ok_or_else(|| Refusal::new(404, "Branch not found"))?;
            Ok(Answer::of(state.whole_branch_json(repository, name, sha)))
        }
        "repos/list-tags" => {
            // GitHub gives the newest first, as far as names tell.
            let all = repository.tags.iter().rev();
            Ok(ask.page(
                all.map(|(name, sha)| state.tag_json(repository, name, sha))
                    .collect(),
            ))
        }
        "git/get-ref" => {
            let name = ask.part("ref");
            let branch = name.strip_prefix("heads/");
            let tag = name.strip_prefix("tags/");
            let branch = branch.and_then(|name| repository.branches.get(name));
            let tag = tag.and_then(|name| repository.tags.get(name));
            let pull = name
                .starts_with("pull/")
                .then(|| state.resolve(repository, name));
            let sha = branch.or(tag).cloned().or_else(|| pull.flatten());
            let full = format!("refs/{name}");
            Ok(Answer::of(state.ref_json(
                repository,
                &full,
                &sha.ok_or_else(not_found)?,
            )))
        }
        name => unreachable!("{name} is in the description, and nobody carries it out"),
    }
}

fn permission(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let repository = ask.repository(state);
    let is_person = matches!(ask.caller, Caller::Person(_));
    if is_person && role(state, ask.caller, repository) < Role::Write {
        return Err(forbidden(
            "Must have push access to view collaborator permission.",
        ));
    }
    let login = ask.part("username");
    let user = state.find_owner(login);
    let user = user.ok_or_else(|| Refusal::new(404, &format!("{login} is not a user")))?;
    Ok(Answer::of(state.permission_json(user.id, repository)))
}
