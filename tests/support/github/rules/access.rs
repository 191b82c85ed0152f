//! What a caller may do with a repository.

use crate::github::methods::Ask;
use crate::github::refusal::{Refusal, forbidden, not_found};
use crate::github::schema;
use crate::github::state::State;
use crate::github::state::app::{Caller, Permissions};
use crate::github::state::owner::Role;
use crate::github::state::repository::Repository;

/// The permissions of which one must be held, as "name" and "read" or "write".
type Need = (&'static [&'static str], &'static str);

/// By the operation's name; the rest is for whoever may see the repository.
fn need(operation: &str) -> Need {
    let level = if schema::changes(operation) {
        "write"
    } else {
        "read"
    };
    let names: &[_] = match operation {
        "repos/create-commit-status"
        | "repos/list-commit-statuses-for-ref"
        | "repos/get-combined-status-for-ref" => &["statuses"],
        "checks/list-for-ref" => &["checks"],
        "repos/create-deployment"
        | "repos/list-deployments"
        | "repos/get-deployment"
        | "repos/create-deployment-status"
        | "repos/list-deployment-statuses" => &["deployments"],
        "repos/get" | "repos/get-collaborator-permission-level" => &["metadata"],
        name if name.starts_with("issues/") || name.starts_with("reactions/") => {
            &["issues", "pull_requests"]
        }
        name if name.starts_with("pulls/") => &["pull_requests"],
        _ => &["contents"],
    };
    (names, level)
}

/// What the caller is in a repository. An installation counts for a collaborator who may write.
pub(crate) fn role(state: &State, caller: Caller, repository: &Repository) -> Role {
    match caller {
        Caller::Nobody | Caller::App(_) if repository.is_private => Role::None,
        Caller::Nobody | Caller::App(_) => Role::Read,
        Caller::Person(id) => repository.role(id),
        Caller::Installation(id) => {
            let is_meant = state.installations[&id]
                .repositories
                .contains(&repository.id);
            match (is_meant, repository.is_private) {
                (true, _) => Role::Write,
                (false, true) => Role::None,
                (false, false) => Role::Read,
            }
        }
    }
}

/// Whether the caller may do this here. What they may not see isn't there.
pub(crate) fn check(state: &State, ask: &Ask, repository: &Repository) -> Result<(), Refusal> {
    let held = role(state, ask.caller, repository);
    let narrowed = ask
        .token
        .as_ref()
        .and_then(|token| token.repositories.as_ref());
    let is_narrowed_away = narrowed.is_some_and(|only| !only.contains(&repository.id));
    if held == Role::None || (is_narrowed_away && repository.is_private) {
        return Err(not_found());
    }
    let changes = schema::changes(ask.name);
    if ask.caller == Caller::Nobody && changes {
        return Err(Refusal::new(401, "Requires authentication"));
    }
    let (names, level) = need(ask.name);
    let permissions = ask.token.as_ref().map(|token| &token.permissions);
    let holds = |name: &&str| permissions.is_some_and(|held| has(held, name, level));
    let is_open = !repository.is_private && !changes;
    let is_in_reach = !(is_narrowed_away && changes) && may_write(ask, held);
    if is_open || (names.iter().any(holds) && is_in_reach) {
        return check_state(repository, changes);
    }
    let accepted = names.iter().map(|name| format!("{name}={level}"));
    let accepted = accepted.collect::<Vec<_>>().join("; ");
    Err(inaccessible(ask).with_header("x-accepted-github-permissions", accepted))
}

fn has(held: &Permissions, name: &str, level: &str) -> bool {
    held.get(name)
        .is_some_and(|held| held == "write" || held == level)
}

/// Everybody may comment and react; what says something of commits is for those who may push.
fn may_write(ask: &Ask, role: Role) -> bool {
    let is_talk = ask.name.starts_with("issues/") || ask.name.starts_with("reactions/");
    match ask.caller {
        Caller::Installation(_) => role >= Role::Write || !schema::changes(ask.name),
        _ => is_talk || !schema::changes(ask.name) || role >= Role::Write,
    }
}

fn check_state(repository: &Repository, changes: bool) -> Result<(), Refusal> {
    if repository.is_archived && changes {
        return Err(forbidden("Repository was archived so is read-only."));
    }
    Ok(())
}

/// 403, in the words for this kind of token.
pub(crate) fn inaccessible(ask: &Ask) -> Refusal {
    let kind = match ask.caller {
        Caller::Person(_) => "personal access token",
        _ => "integration",
    };
    forbidden(&format!("Resource not accessible by {kind}"))
}
