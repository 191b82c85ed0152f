//! An App's own pages, and the tokens of its installations.

use chrono::TimeDelta;
use serde_json::Value;

use super::{Answer, Ask};
use crate::github::refusal::{Refusal, forbidden, not_found, unauthorised, unprocessable};
use crate::github::state::app::{Caller, Installation, Permissions, Token};
use crate::github::state::{State, new_secret};

const LIFE: TimeDelta = TimeDelta::hours(1);

pub(super) fn carry_out(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    if ask.name == "apps/list-repos-accessible-to-installation" {
        return repositories(state, ask);
    }
    let Caller::App(app) = ask.caller else {
        return Err(unauthorised("A JSON web token could not be decoded"));
    };
    match ask.name {
        "apps/get-authenticated" => {
            let installed = state.installations.values();
            let installed = installed.filter(|one| one.app == app).count();
            let mut shown = state.app_json(app);
            shown["installations_count"] = installed.into();
            Ok(Answer::of(shown))
        }
        "apps/list-installations" => {
            let all = state.installations.values().filter(|one| one.app == app);
            Ok(ask.page(all.map(|one| state.installation_json(one)).collect()))
        }
        "apps/get-repo-installation" => {
            let mut all = state.installations.values();
            let is_there =
                |one: &&Installation| one.app == app && one.repositories.contains(&ask.repository);
            let found = all.find(is_there).ok_or_else(not_found)?;
            Ok(Answer::of(state.installation_json(found)))
        }
        "apps/get-installation" => {
            let found = installation(state, ask, app)?;
            Ok(Answer::of(state.installation_json(found)))
        }
        _ => create_token(state, ask, app),
    }
}

fn installation<'a>(state: &'a State, ask: &Ask, app: i64) -> Result<&'a Installation, Refusal> {
    let id = ask.number("installation_id")?;
    let found = state.installations.get(&id).filter(|one| one.app == app);
    found.ok_or_else(not_found)
}

fn create_token(state: &mut State, ask: &Ask, app: i64) -> Result<Answer, Refusal> {
    let installation = installation(state, ask, app)?;
    if installation.is_suspended {
        return Err(forbidden("This installation has been suspended"));
    }
    let token = Token {
        caller: Caller::Installation(installation.id),
        permissions: narrowed_permissions(ask, installation)?,
        repositories: narrowed_repositories(state, ask, installation)?,
        expires: Some(state.now() + LIFE),
    };
    let secret = new_secret("ghs");
    state.tokens.insert(secret.clone(), token.clone());
    Ok(Answer::created(state.token_json(&secret, &token)))
}

fn narrowed_permissions(ask: &Ask, held: &Installation) -> Result<Permissions, Refusal> {
    let Some(asked) = ask.body.get("permissions") else {
        return Ok(held.permissions.clone());
    };
    let asked: Permissions = serde_json::from_value(asked.clone()).unwrap();
    let is_held = |(name, level): (&String, &String)| {
        let held = held.permissions.get(name);
        held.is_some_and(|held| held == level || held == "write")
    };
    if !asked.iter().all(is_held) {
        return Err(unprocessable(
            "The permissions requested are not granted to this installation.",
        ));
    }
    Ok(asked)
}

fn narrowed_repositories(
    state: &State,
    ask: &Ask,
    held: &Installation,
) -> Result<Option<Vec<i64>>, Refusal> {
    let strange = || {
        unprocessable(
            "There is at least one repository that does not exist or is not accessible to the parent installation.",
        )
    };
    let given = |name: &str| ask.body.get(name).and_then(Value::as_array);
    let by_name = |name: &Value| {
        let named = held
            .repositories
            .iter()
            .find(|id| state.repositories[id].name == *name);
        named.copied()
    };
    let by_id = |id: &Value| id.as_i64().filter(|id| held.repositories.contains(id));
    let named = given("repositories").into_iter().flatten().map(by_name);
    let numbered = given("repository_ids").into_iter().flatten().map(by_id);
    let asked: Option<Vec<i64>> = named.chain(numbered).collect();
    let asked = asked.ok_or_else(strange)?;
    Ok((!asked.is_empty()).then_some(asked))
}

fn repositories(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let Caller::Installation(id) = ask.caller else {
        return Err(forbidden(
            "You must authenticate with an installation access token in order to list repositories for an installation.",
        ));
    };
    let only = ask
        .token
        .as_ref()
        .and_then(|token| token.repositories.as_ref());
    let all = only.unwrap_or(&state.installations[&id].repositories);
    let there = all.iter().filter(|id| state.repository(**id).is_ok());
    let shown = there.map(|id| state.repository_json(*id)).collect();
    Ok(ask.page_in("repositories", shown))
}
