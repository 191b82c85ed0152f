//! Against the schema by which the binary itself checks compose files, so that no key is passed over without a word.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Project;
use crate::compose::binary::tests::real_binary;
use crate::compose::load::inputs::{self, Raw};
use crate::compose::load::{Base, Document, LoadRequest, load_document};
use crate::compose::model::tests::document;
use crate::compose::{ComposeBinary, ComposeError, Model};

/// What the binary reads and works into the rest, and never prints.
const WORKED_IN: [&str; 10] = [
    "include",
    "version",
    "services.*.extends",
    "services.*.env_file",
    "services.*.label_file",
    "networks.*.external.name",
    "volumes.*.external.name",
    "secrets.*.external.name",
    "configs.*.external.name",
    "services.*.develop",
];

/// The schema, which every Compose binary has in it as text.
fn schema(binary: &ComposeBinary) -> Value {
    let bytes = std::fs::read(binary.path()).unwrap();
    let name = br#""$id": "compose_spec.json""#;
    let at = bytes.windows(name.len()).position(|window| window == name);
    let before = &bytes[..at.expect("the binary holds no schema")];
    let start = before.iter().rposition(|byte| *byte == b'{').unwrap();
    let mut values = serde_json::Deserializer::from_slice(&bytes[start..]).into_iter::<Value>();
    values.next().unwrap().unwrap()
}

/// A schema's node with its alternatives: what a value there may be.
fn alternatives<'a>(schema: &'a Value, node: &'a Value) -> Vec<&'a Value> {
    let node = match node["$ref"].as_str() {
        Some(reference) => schema.pointer(reference.trim_start_matches('#')).unwrap(),
        None => node,
    };
    let more = ["oneOf", "anyOf"]
        .iter()
        .filter_map(|key| node[*key].as_array());
    let more = more.flatten().flat_map(|inner| alternatives(schema, inner));
    std::iter::once(node).chain(more).collect()
}

/// The named keys of an object. `None`: its keys are the project's own names.
fn named<'a>(alternatives: &[&'a Value]) -> Option<&'a Map<String, Value>> {
    let mut properties = alternatives.iter().map(|node| &node["properties"]);
    properties.find_map(Value::as_object)
}

/// What stands below the project's own names, or in a list.
fn unnamed<'a>(alternatives: &[&'a Value]) -> Option<&'a Value> {
    alternatives.iter().find_map(|node| {
        let patterns = node["patternProperties"].as_object();
        let named = patterns
            .into_iter()
            .flatten()
            .find(|(pattern, _)| *pattern != "^x-");
        let items = node["items"].is_object().then(|| &node["items"]);
        named.map(|(_, node)| node).or(items)
    })
}

/// Every key of the schema: its names from the top, `*` for a name of the project's own, `0` for an item of a list.
fn keys(schema: &Value, node: &Value, path: &[String], found: &mut BTreeSet<Vec<String>>) {
    let alternatives = alternatives(schema, node);
    let below = |name: &str| [path, &[name.to_owned()]].concat();
    for (name, inner) in named(&alternatives).into_iter().flatten() {
        found.insert(below(name));
        keys(schema, inner, &below(name), found);
    }
    if let Some(inner) = unnamed(&alternatives) {
        let is_list = alternatives.iter().any(|node| node["items"] == *inner);
        keys(
            schema,
            inner,
            &below(if is_list { "0" } else { "*" }),
            found,
        );
    }
}

/// A key that nobody knows.
const UNKNOWN: &str = "frobnicate";

/// A project that has this key and nothing else. Its value is of no use, which comes to light only where the key is known.
fn project_with(path: &[String]) -> Value {
    path.iter()
        .rev()
        .fold(json!({ UNKNOWN: "yes" }), |inner, name| {
            match name.as_str() {
                "0" => json!([inner]),
                "*" => json!({ "it": inner }),
                name => json!({ name: inner }),
            }
        })
}

#[tokio::test]
async fn every_key_that_the_binary_takes_is_carried_out_or_refused_by_name() {
    let schema = schema(&real_binary().await);
    let mut known = BTreeSet::new();
    keys(&schema, &schema, &[], &mut known);
    assert!(known.len() > 200, "{} keys", known.len());
    let mut unknown = Vec::new();
    for path in &known {
        let place = path.join(".").replace(".0", ".*");
        let is_worked_in = |key: &str| place == key || place.starts_with(&format!("{key}."));
        if WORKED_IN.into_iter().any(is_worked_in) {
            continue;
        }
        if let Err(ComposeError::Unsupported { path, why }) =
            Model::of_document(document(project_with(path)))
            && why.contains("does not know")
            && !path.ends_with(UNKNOWN)
        {
            unknown.push(path);
        }
    }
    assert_eq!(unknown, [] as [String; 0]);
}

/// Puts a key that nobody knows beside those of every object of the project in turn, and says where that went unnoticed.
fn unnoticed(schema: &Value, whole: &Document) -> Vec<String> {
    let mut objects = Vec::new();
    collect(schema, (schema, &whole.json), "", &mut objects);
    assert!(objects.len() > 30, "{objects:?}");
    let taken = objects.into_iter().filter(|pointer| {
        let mut changed = whole.clone();
        let object = changed.json.pointer_mut(pointer);
        object.unwrap()[UNKNOWN] = json!("yes");
        Model::of_document(changed).is_ok()
    });
    taken.collect()
}

/// The objects of a project whose keys the schema names.
fn collect(schema: &Value, (node, value): (&Value, &Value), at: &str, found: &mut Vec<String>) {
    let alternatives = alternatives(schema, node);
    let named = named(&alternatives);
    if named.is_some() && value.is_object() {
        found.push(at.to_owned());
    }
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(number, value)| (number.to_string(), value))
            .collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        let node = named
            .and_then(|named| named.get(&name))
            .or_else(|| unnamed(&alternatives));
        if let Some(node) = node {
            let name = name.replace('~', "~0").replace('/', "~1");
            collect(schema, (node, value), &format!("{at}/{name}"), found);
        }
    }
}

/// The project that has every key that is carried out.
fn everything() -> (Project, LoadRequest) {
    let project = Project::example("everything");
    let mut request = project.request();
    request.profiles = vec!["wide".into()];
    (project, request)
}

#[tokio::test]
async fn a_key_that_nobody_knows_is_noticed_wherever_it_stands() {
    let binary = real_binary().await;
    let (_project, request) = everything();
    let whole = load_document(&binary, &request).await.unwrap();
    assert!(Model::of_document(whole.clone()).is_ok());
    // For `docker compose watch` only, and ignored on purpose.
    let on_purpose = |place: &String| place.contains("/develop");
    let mut unnoticed = unnoticed(&schema(&binary), &whole);
    unnoticed.retain(|place| !on_purpose(place));
    assert_eq!(unnoticed, [] as [String; 0]);
}

/// Every key of a value with all that stands above it.
fn places(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                let place = format!("{at}.{name}");
                places(inner, &place, found);
                found.insert(place);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| places(item, at, found)),
        _ => {}
    }
}

#[tokio::test]
async fn what_the_binary_takes_and_leaves_out_is_said() {
    let binary = real_binary().await;
    let (_project, request) = everything();
    let resolved = load_document(&binary, &request).await.unwrap();
    let base = Base::of(&request).unwrap();
    let Raw::Model(raw) = inputs::raw(&binary, &request, &base).await.unwrap() else {
        panic!("no model before interpolation");
    };
    let (mut taken, mut printed) = (BTreeSet::new(), BTreeSet::new());
    places(&raw, "", &mut taken);
    places(&resolved.json, "", &mut printed);
    let left_out: Vec<&str> = taken
        .difference(&printed)
        .map(|place| place.trim_start_matches('.'))
        .filter(|place| {
            let told = |warning: &String| place.starts_with(warning.split(' ').next().unwrap());
            !resolved.warnings.iter().any(told)
        })
        .collect();
    assert_eq!(left_out, [] as [&str; 0]);
}
