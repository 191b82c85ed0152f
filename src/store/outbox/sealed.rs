//! What a letter says, sealed while it waits: an answer to somebody alone may hold a password.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::store::error::StoreError;
use crate::store::seal::Seal;
use crate::store::text::Place;

const TABLE: &str = "outbox";

/// Bytes. What says how something is reached is far shorter; what is longer is a log, from which secrets were taken, and which
/// there should not be twice in memory.
const LARGEST: usize = 1 << 20;

/// As it is kept.
pub(super) fn sealed(seal: &Seal, letter: i64, body: &Value) -> Result<Value, StoreError> {
    let clear = body.to_string();
    if clear.len() > LARGEST {
        return Ok(body.clone());
    }
    let sealed = seal.seal(TABLE, &letter.to_string(), clear.as_bytes())?;
    Ok(json!({ "sealed": STANDARD.encode(sealed) }))
}

/// What was kept; what is long, or was put in by an older Hailer, is in clear.
pub(super) fn opened(seal: &Seal, letter: i64, kept: Value) -> Result<Value, StoreError> {
    let Some(sealed) = kept.get("sealed").and_then(Value::as_str) else {
        return Ok(kept);
    };
    let id = letter.to_string();
    let place = Place {
        table: TABLE,
        id: &id,
    };
    let sealed = STANDARD
        .decode(sealed)
        .map_err(|error| place.corrupt(&error))?;
    let clear = seal.unseal(TABLE, &id, &sealed)?;
    serde_json::from_slice(&clear).map_err(|error| place.corrupt(&error))
}
