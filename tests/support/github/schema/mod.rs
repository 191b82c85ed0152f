//! GitHub's own description of what can be asked, what is answered, and what webhooks are sent (`README.md`).

mod check;
mod route;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use check::{Checker, Schema};

pub(crate) use check::Found;
pub(crate) use route::find;

static DESCRIPTION: LazyLock<Description> =
    LazyLock::new(|| serde_json::from_str(include_str!("schema.json")).unwrap());

#[derive(Deserialize)]
struct Description {
    operations: BTreeMap<String, Operation>,
    webhooks: BTreeMap<String, Schema>,
    schemas: BTreeMap<String, Schema>,
}

/// One thing that can be asked: a method and a path.
#[derive(Deserialize)]
pub(crate) struct Operation {
    method: String,
    path: String,
    query: BTreeMap<String, Schema>,
    body: Option<Schema>,
    /// By status; none: an empty body.
    answers: BTreeMap<String, Option<Schema>>,
    /// Its page in GitHub's documentation, which refusals name.
    pub(crate) docs: String,
}

/// The operation's name as GitHub's description writes it ("issues/create-comment").
pub(crate) fn name(asked: &str) -> &'static str {
    let known = DESCRIPTION.operations.get_key_value(asked);
    known
        .expect("GitHub's description has no such operation here")
        .0
}

pub(crate) fn operation(name: &str) -> &'static Operation {
    &DESCRIPTION.operations[name]
}

/// All of them: name, method, path.
pub(crate) fn operations() -> Vec<(&'static str, &'static str, &'static str)> {
    let all = DESCRIPTION.operations.iter();
    all.map(|(name, one)| (&**name, &*one.method, &*one.path))
        .collect()
}

/// Whether an operation changes something.
pub(crate) fn changes(name: &str) -> bool {
    operation(name).method != "GET"
}

/// The query's parameters, each of its type. What is of another type, or unknown, is found.
pub(crate) fn read_query(name: &str, given: &[(String, String)]) -> (Map<String, Value>, Found) {
    let (mut read, mut found) = (Map::new(), Found::default());
    let known = &operation(name).query;
    for (parameter, text) in given {
        let Some(schema) = known.get(parameter) else {
            found.strange.push(parameter.clone());
            continue;
        };
        let value = match (text.parse::<i64>(), text.as_str()) {
            (Ok(number), _) if schema.is("integer") => number.into(),
            (_, "true") if schema.is("boolean") => true.into(),
            (_, "false") if schema.is("boolean") => false.into(),
            _ => text.as_str().into(),
        };
        let wrong = checker().check(schema, &value, parameter).wrong;
        found.wrong.extend(wrong);
        read.insert(parameter.clone(), value);
    }
    (read, found)
}

/// None: the operation takes no body.
pub(crate) fn check_body(name: &str, body: &Value) -> Option<Found> {
    let schema = operation(name).body.as_ref()?;
    Some(checker().check(schema, body, "properties"))
}

/// Whether the stand-in's own answer is what GitHub's would be.
pub(crate) fn check_answer(name: &str, status: u16, body: &Value) -> Found {
    if !(200..300).contains(&status) {
        return Found::default();
    }
    match operation(name).answers.get(&status.to_string()) {
        Some(Some(schema)) => checker().check(schema, body, ""),
        Some(None) => Found::default(),
        None => Found {
            wrong: vec![format!("{status} is no answer to it")],
            strange: Vec::new(),
        },
    }
}

/// Whether a webhook's payload is what GitHub's would be; `name` is the event and its action ("issue-comment-created").
pub(crate) fn check_payload(name: &str, payload: &Value) -> Option<Found> {
    let schema = DESCRIPTION.webhooks.get(name)?;
    Some(checker().check(schema, payload, ""))
}

fn checker() -> Checker<'static> {
    Checker {
        schemas: &DESCRIPTION.schemas,
    }
}
