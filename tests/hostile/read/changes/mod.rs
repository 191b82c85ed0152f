//! What can be wrong with JSON: fields that are missing, twice or of another type, numbers, depths and letters that nobody
//! expects.

mod scratch;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

pub(in crate::read) use scratch::{Scratch, scratch, scratched};

/// One thing that is changed somewhere.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// It is taken away.
    Remove,
    /// Something else stands there.
    Put(Value),
    /// It stands in something.
    Wrap(bool, u8),
    /// What stands elsewhere stands here too.
    Copy(prop::sample::Index),
    /// A field more beside it.
    Add(String, Value),
}

/// Where, counted over everything that is there, and what.
pub(super) type Changes = Vec<(prop::sample::Index, Change)>;

pub(super) fn changes() -> impl Strategy<Value = Changes> {
    prop::collection::vec((any::<prop::sample::Index>(), change()), 1..5)
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => Just(Change::Remove),
        6 => value().prop_map(Change::Put),
        1 => (any::<bool>(), prop_oneof![1..3_u8, 100..140_u8]).prop_map(|(list, deep)| Change::Wrap(list, deep)),
        2 => any::<prop::sample::Index>().prop_map(Change::Copy),
        1 => (word(), value()).prop_map(|(key, value)| Change::Add(key, value)),
    ]
}

/// A value of any type.
pub(super) fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec![
            json!(0),
            json!(-1),
            json!(i64::MAX),
            json!(i64::MIN),
            json!(u64::MAX),
            json!(1e308),
            json!(-0.0),
            json!(1.5),
            json!(2_147_483_648_u64),
            json!(9_007_199_254_740_993_u64),
            json!([]),
            json!({}),
            json!([[]]),
            json!({"id": {}}),
        ]),
        word().prop_map(Value::from),
    ]
}

fn word() -> impl Strategy<Value = String> {
    let known = vec![
        "",
        " ",
        "\0",
        "/docker-deploy yes",
        "/status@hailer_bot",
        "/start 8F3K",
        "yes",
        "created",
        "User",
        "Bot",
        "private",
        "channel",
        "2026-11-21T08:56:00Z",
        "0000-00-00T00:00:00Z",
        "+262143-12-31T23:59:60Z",
        "host",
        "true",
        "-1",
        "99999999999999999999",
        "../..",
        "/",
        "/var/run/docker.sock",
        "service:",
        "id",
        "type",
        "from",
        "text",
        "\u{202e}",
        "\u{feff}",
        "hailer[bot]",
        "${X}",
        "$$",
    ];
    prop_oneof![
        3 => prop::sample::select(known).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => (1..5000_usize).prop_map(|many| "A".repeat(many)),
    ]
}

/// `base` with all of `changes`.
pub(super) fn changed(base: &Value, changes: &[(prop::sample::Index, Change)]) -> Value {
    let mut value = base.clone();
    for (place, change) in changes {
        let places = places(&value);
        let place = &places[place.index(places.len())];
        apply(&mut value, place, change, &places);
    }
    value
}

fn apply(value: &mut Value, place: &str, change: &Change, places: &[String]) {
    let (parent, key) = place.rsplit_once('/').unwrap_or_default();
    let key = key.replace("~1", "/").replace("~0", "~");
    match change {
        Change::Remove => match value.pointer_mut(parent) {
            Some(Value::Object(fields)) => drop(fields.remove(&key)),
            Some(Value::Array(items)) => {
                if let Ok(at) = key.parse::<usize>() {
                    items.remove(at);
                }
            }
            _ => {}
        },
        Change::Put(new) => put(value, place, new.clone()),
        Change::Wrap(list, deep) => {
            let mut inner = value.pointer(place).cloned().unwrap_or_default();
            for _ in 0..*deep {
                inner = if *list {
                    json!([inner])
                } else {
                    json!({ "a": inner })
                };
            }
            put(value, place, inner);
        }
        Change::Copy(from) => {
            let from = value.pointer(&places[from.index(places.len())]);
            let copy = from.cloned().unwrap_or_default();
            put(value, place, copy);
        }
        Change::Add(key, new) => {
            if let Some(Value::Object(fields)) = value.pointer_mut(parent) {
                fields.insert(key.clone(), new.clone());
            }
        }
    }
}

fn put(value: &mut Value, place: &str, new: Value) {
    if let Some(at) = value.pointer_mut(place) {
        *at = new;
    }
}

/// Where something stands: JSON pointers (RFC 6901), the whole first.
pub(super) fn places(value: &Value) -> Vec<String> {
    let mut places = vec![String::new()];
    gather(value, &mut String::new(), &mut places);
    places
}

fn gather(value: &Value, place: &mut String, places: &mut Vec<String>) {
    let here = place.len();
    let each: Vec<(String, &Value)> = match value {
        Value::Object(fields) => named(fields),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(at, item)| (at.to_string(), item))
            .collect(),
        _ => return,
    };
    for (key, inner) in each {
        place.push('/');
        place.push_str(&key.replace('~', "~0").replace('/', "~1"));
        places.push(place.clone());
        gather(inner, place, places);
        place.truncate(here);
    }
}

fn named(fields: &Map<String, Value>) -> Vec<(String, &Value)> {
    fields
        .iter()
        .map(|(key, value)| (key.clone(), value))
        .collect()
}
