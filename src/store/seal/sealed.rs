//! What waits in the mail, sealed: an answer to somebody alone may hold a password, and so may what somebody has typed.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Seal;
use crate::store::error::StoreError;
use crate::store::text::Place;

/// Bytes. What says how something is reached is far shorter; what is longer is a log, from which secrets were taken, or a push
/// of many commits, and it should not be twice in memory.
const LARGEST: usize = 1 << 20;

/// As it is kept in the row `number` of `table`.
pub(in crate::store) fn sealed(
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

/// What was kept of one that isn't done with; what is long, or was put in by an older Hailer, is in clear.
pub(in crate::store) fn opened(
    seal: &Seal,
    (table, number): (&'static str, i64),
    kept: Option<Value>,
) -> Result<Value, StoreError> {
    let id = number.to_string();
    let place = Place { table, id: &id };
    let kept = kept.ok_or_else(|| place.corrupt(&"it has no body and isn't done with"))?;
    let Some(sealed) = kept.get("sealed").and_then(Value::as_str) else {
        return Ok(kept);
    };
    let sealed = STANDARD
        .decode(sealed)
        .map_err(|error| place.corrupt(&error))?;
    let clear = seal.unseal(table, &id, &sealed)?;
    serde_json::from_slice(&clear).map_err(|error| place.corrupt(&error))
}

/// What could be read, in the order of its numbers, and apart from it what could not: that would keep what is behind it waiting
/// for ever, so it is for the caller to pass over.
pub(in crate::store) fn told_apart<T>(
    read: impl Iterator<Item = (i64, Result<T, StoreError>)>,
) -> (Vec<T>, Vec<(i64, StoreError)>) {
    let mut readable = BTreeMap::new();
    let mut unreadable = Vec::new();
    for (number, read) in read {
        match read {
            Ok(one) => drop(readable.insert(number, one)),
            Err(error) => unreadable.push((number, error)),
        }
    }
    (readable.into_values().collect(), unreadable)
}
