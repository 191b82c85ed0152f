//! What waits in the mail, sealed: an answer to somebody alone may hold a password, and so may what somebody has typed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::error::StoreError;
use super::seal::Seal;
use super::text::Place;

/// Bytes. What says how something is reached is far shorter; what is longer is a log, from which secrets were taken, or a push
/// of many commits, and it should not be twice in memory.
const LARGEST: usize = 1 << 20;

/// As it is kept in the row `number` of `table`.
pub(super) fn sealed(
    seal: &Seal,
    (table, number): (&'static str, i64),
    body: &Value,
) -> Result<Value, StoreError> {
    let clear = body.to_string();
    // What looks as if it were sealed must be.
    if clear.len() > LARGEST && body.get("sealed").is_none() {
        return Ok(body.clone());
    }
    let sealed = seal.seal(table, &number.to_string(), clear.as_bytes())?;
    Ok(json!({ "sealed": STANDARD.encode(sealed) }))
}

/// What was kept; what is long, or was put in by an older Hailer, is in clear.
pub(super) fn opened(
    seal: &Seal,
    (table, number): (&'static str, i64),
    kept: Value,
) -> Result<Value, StoreError> {
    let Some(sealed) = kept.get("sealed").and_then(Value::as_str) else {
        return Ok(kept);
    };
    let id = number.to_string();
    let place = Place { table, id: &id };
    let sealed = STANDARD
        .decode(sealed)
        .map_err(|error| place.corrupt(&error))?;
    let clear = seal.unseal(table, &id, &sealed)?;
    serde_json::from_slice(&clear).map_err(|error| place.corrupt(&error))
}
