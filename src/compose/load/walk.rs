//! Walks the binary's JSON by patterns of keys, saying for each value where it stands.

use serde_json::Value;

/// Where values stand: keys from the top, `*` for any key of an object or any item of a list.
pub(super) type Pattern = &'static [&'static str];

/// Calls `found` with the place (`services.api.volumes[0].source`) and the value of everything at `pattern`.
pub(super) fn each(json: &mut Value, pattern: Pattern, found: &mut impl FnMut(&str, &mut Value)) {
    descend(json, pattern, &mut String::new(), found);
}

fn descend(
    value: &mut Value,
    pattern: Pattern,
    place: &mut String,
    found: &mut impl FnMut(&str, &mut Value),
) {
    let Some((key, rest)) = pattern.split_first() else {
        return found(place, value);
    };
    let here = place.len();
    match value {
        Value::Object(object) if *key == "*" => {
            for (key, inner) in object {
                push_key(place, key);
                descend(inner, rest, place, found);
                place.truncate(here);
            }
        }
        Value::Array(items) if *key == "*" => {
            for (index, inner) in items.iter_mut().enumerate() {
                place.push('[');
                place.push_str(&index.to_string());
                place.push(']');
                descend(inner, rest, place, found);
                place.truncate(here);
            }
        }
        Value::Object(object) => {
            if let Some(inner) = object.get_mut(*key) {
                push_key(place, key);
                descend(inner, rest, place, found);
                place.truncate(here);
            }
        }
        _ => {}
    }
}

fn push_key(place: &mut String, key: &str) {
    if !place.is_empty() {
        place.push('.');
    }
    place.push_str(key);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_match_is_told_with_its_place() {
        let mut document = json!({"services": {
            "api": {"volumes": [{"source": "/a"}, {"target": "/b"}]},
            "db": {"volumes": [{"source": "/c"}], "image": "pg"},
        }});
        let mut places = Vec::new();
        each(
            &mut document,
            &["services", "*", "volumes", "*", "source"],
            &mut |place, value| {
                places.push(format!("{place}={value}"));
            },
        );
        assert_eq!(
            places,
            [
                "services.api.volumes[0].source=\"/a\"",
                "services.db.volumes[0].source=\"/c\""
            ]
        );
    }
}
