//! Bytes that are no longer what was written.

use proptest::prelude::*;
use serde_json::Value;

use super::value;

/// What is changed in the text itself, which no value can say.
#[derive(Debug, Clone)]
pub(in crate::read) enum Scratch {
    /// It ends there.
    Cut(prop::sample::Index),
    /// Bytes stand there.
    Insert(prop::sample::Index, Vec<u8>),
    /// A byte is another.
    Flip(prop::sample::Index, u8),
    /// Every field is there twice, first with something else.
    Double(Value),
}

pub(in crate::read) fn scratch() -> impl Strategy<Value = Scratch> {
    let bytes = prop::sample::select(vec![
        b"\xff".to_vec(),
        b"\xc3\x28".to_vec(),
        b"\xed\xa0\x80".to_vec(),
        b"\0".to_vec(),
        br"\ud800".to_vec(),
        br"\u0000".to_vec(),
        b"\xef\xbb\xbf".to_vec(),
        b"1e999".to_vec(),
        b"-".to_vec(),
        b"9".repeat(400),
        b"[".repeat(5000),
        b"{\"a\":".repeat(5000),
        b"\"".to_vec(),
    ]);
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Scratch::Cut),
        (any::<prop::sample::Index>(), bytes).prop_map(|(at, bytes)| Scratch::Insert(at, bytes)),
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Scratch::Flip(at, byte)),
        value().prop_map(Scratch::Double),
    ]
}

/// The text of `value`, scratched.
pub(in crate::read) fn scratched(value: &Value, scratch: &Scratch) -> Vec<u8> {
    let mut text = value.to_string().into_bytes();
    match scratch {
        Scratch::Cut(at) => text.truncate(at.index(text.len())),
        Scratch::Insert(at, bytes) => {
            let at = at.index(text.len());
            text.splice(at..at, bytes.iter().copied());
        }
        Scratch::Flip(at, byte) => {
            let at = at.index(text.len());
            text[at] = *byte;
        }
        Scratch::Double(other) => return doubled(value, other).into_bytes(),
    }
    text
}

fn doubled(value: &Value, other: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let each = fields.iter().map(|(key, value)| {
                let key = Value::from(key.as_str());
                format!("{key}:{other},{key}:{}", doubled(value, other))
            });
            format!("{{{}}}", each.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => {
            let each: Vec<String> = items.iter().map(|item| doubled(item, other)).collect();
            format!("[{}]", each.join(","))
        }
        plain => plain.to_string(),
    }
}
