//! `/user`, `/users/{username}`.

use super::{Answer, Ask};
use crate::github::refusal::{Refusal, not_found};
use crate::github::rules::access::inaccessible;
use crate::github::state::State;
use crate::github::state::app::Caller;

pub(super) fn carry_out(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let id = match ask.name {
        "users/get-authenticated" => myself(ask)?,
        "users/get-by-id" => ask.number("account_id")?,
        _ => {
            state
                .find_owner(ask.part("username"))
                .ok_or_else(not_found)?
                .id
        }
    };
    if !state.owners.contains_key(&id) {
        return Err(not_found());
    }
    Ok(Answer::of(state.account_json(id)))
}

/// An installation is nobody.
fn myself(ask: &Ask) -> Result<i64, Refusal> {
    match ask.caller {
        Caller::Person(id) => Ok(id),
        Caller::Nobody => Err(Refusal::new(401, "Requires authentication")),
        Caller::App(_) | Caller::Installation(_) => Err(inaccessible(ask)),
    }
}
