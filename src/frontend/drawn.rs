//! Any JSON, for what must not fall over whatever a platform sends.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Number, Value};

/// With `keys`, the names that are looked for, and `texts`, which mean something, among its own.
pub(in crate::frontend) fn anything(
    keys: &'static [&'static str],
    texts: &'static [&'static str],
) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        prop_oneof![
            any::<i64>().prop_map(Number::from),
            any::<u64>().prop_map(Number::from)
        ]
        .prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(texts).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        let fields = vec((select(keys), inner.clone()), 0..8);
        prop_oneof![
            vec(inner, 0..4).prop_map(Value::from),
            fields.prop_map(|fields| {
                let fields = fields
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value));
                Value::Object(fields.collect())
            }),
        ]
    })
}
