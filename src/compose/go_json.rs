//! JSON as Go's `encoding/json` writes it: compact, in the given key order, with what could end an HTML script escaped.

use std::io;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// The bytes that Go's `json.Marshal` would write for this value.
pub(super) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Go);
    // A Vec takes every write, and a Value has text keys only.
    let written = value.serialize(&mut serializer);
    debug_assert!(written.is_ok(), "a value is always JSON");
    bytes
}

struct Go;

impl Formatter for Go {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            let (plain, special) = rest.split_at(at);
            writer.write_all(plain.as_bytes())?;
            let mut chars = special.chars();
            if let Some(c) = chars.next() {
                write!(writer, "\\u{:04x}", u32::from(c))?;
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_compact_ordered_and_escaped_as_go_does_it() {
        let value =
            json!({"z": "a<b>&c", "a": ["\u{2028}\u{2029}", "ä\"\\\n\u{1}", null, true, 0.5, 3]});
        assert_eq!(
            String::from_utf8(encode(&value)).unwrap(),
            r#"{"z":"a\u003cb\u003e\u0026c","a":["\u2028\u2029","ä\"\\\n\u0001",null,true,0.5,3]}"#
        );
    }
}
