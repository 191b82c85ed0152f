//! The JSON Web Token as which an App calls.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

use crate::github::refusal::{Refusal, unauthorised};
use crate::github::state::State;
use crate::github::state::app::App;

/// "The time must be no more than 10 minutes into the future."
const LONGEST: i64 = 600;
const EXPIRES: &str = "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the \
    assertion expires";
const ISSUED: &str = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

fn undecodable() -> Refusal {
    unauthorised("A JSON web token could not be decoded")
}

/// The App whose key signed it.
pub(crate) fn check(state: &State, token: &str) -> Result<i64, Refusal> {
    let claims = read(token, None)?;
    let app = issuer(state, &claims)?;
    read(token, Some(&app.public_key))?;
    let now = state.clock.unix();
    let number = |name: &str| claims.get(name).and_then(Value::as_i64);
    let expires = number("exp").filter(|at| *at > now);
    let expires = expires.ok_or_else(|| unauthorised(EXPIRES))?;
    if expires > now + LONGEST {
        return Err(unauthorised(
            "'Expiration time' claim ('exp') is too far in the future",
        ));
    }
    let issued = number("iat").filter(|at| *at <= now);
    issued.ok_or_else(|| unauthorised(ISSUED))?;
    Ok(app.id)
}

/// The claims; the signature is checked if there is a key to check it with.
fn read(token: &str, key: Option<&[u8]>) -> Result<Value, Refusal> {
    let header = decode_header(token).map_err(|_| undecodable())?;
    if header.alg != Algorithm::RS256 {
        return Err(undecodable());
    }
    let mut rules = Validation::new(Algorithm::RS256);
    // By the stand-in's clock, not by the machine's.
    rules.validate_exp = false;
    rules.required_spec_claims.clear();
    let Some(key) = key else {
        let read = jsonwebtoken::dangerous::insecure_decode::<Value>(token);
        return Ok(read.map_err(|_| undecodable())?.claims);
    };
    let read = decode::<Value>(token, &DecodingKey::from_rsa_der(key), &rules);
    Ok(read.map_err(|_| undecodable())?.claims)
}

/// By the App's id, as a number or as text, or by its client id.
fn issuer<'a>(state: &'a State, claims: &Value) -> Result<&'a App, Refusal> {
    let missing = || unauthorised("Missing 'issuer' claim ('iss') in assertion");
    let issuer = match &claims["iss"] {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return Err(missing()),
    };
    let id = issuer.strip_prefix("Iv23").unwrap_or(&issuer);
    let app = id.parse().ok().and_then(|id: i64| state.apps.get(&id));
    app.ok_or_else(|| {
        Refusal::new(404, "Integration not found").with_docs("https://docs.github.com/rest")
    })
}
