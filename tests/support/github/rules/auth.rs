//! Who calls.

use crate::github::refusal::{Refusal, unauthorised};
use crate::github::rules::jwt;
use crate::github::state::State;
use crate::github::state::app::{Caller, Token};

/// The caller, and their token if it is no App's own.
pub(crate) fn caller(
    state: &State,
    authorization: &str,
) -> Result<(Caller, Option<Token>), Refusal> {
    if authorization.is_empty() {
        return Ok((Caller::Nobody, None));
    }
    let (scheme, secret) = authorization.split_once(' ').unwrap_or_default();
    let is_bearer = scheme.eq_ignore_ascii_case("bearer");
    let secret = secret.trim();
    if !is_bearer && !scheme.eq_ignore_ascii_case("token") {
        return Err(unauthorised("Bad credentials"));
    }
    if is_bearer && secret.matches('.').count() == 2 {
        return Ok((Caller::App(jwt::check(state, secret)?), None));
    }
    let now = state.clock.now();
    let token = state
        .tokens
        .get(secret)
        .filter(|token| token.expires.is_none_or(|end| end > now));
    let token = token.ok_or_else(|| unauthorised("Bad credentials"))?;
    Ok((token.caller, Some(token.clone())))
}
