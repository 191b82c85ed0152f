//! Each call against the Bot API's own description (`README.md`): parameters and fields that are missing or of another
//! type are refused. Those that the Bot API doesn't know are named to the caller, since Telegram would ignore them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::refusal::{Refusal, bad};

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| serde_json::from_str(include_str!("schema.json")).unwrap());

#[derive(Deserialize)]
struct Schema {
    methods: BTreeMap<String, Fields>,
    types: BTreeMap<String, Type>,
}

type Fields = BTreeMap<String, Field>;

#[derive(Deserialize)]
struct Field {
    r#type: String,
    #[serde(default)]
    required: bool,
    is: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Type {
    Fields(Fields),
    OneOf(Vec<String>),
}

/// The method's name as the Bot API writes it. Telegram doesn't mind upper and lower case.
pub(crate) fn method(asked: &str) -> Option<&'static str> {
    let mut names = SCHEMA.methods.keys();
    names
        .find(|name| name.eq_ignore_ascii_case(asked))
        .map(String::as_str)
}

/// Parameters as the method takes them, and the paths of those that it doesn't know.
pub(crate) struct Checked {
    pub(crate) parameters: Map<String, Value>,
    pub(crate) unknown: Vec<String>,
}

/// Checks what was given; in a form everything is text, and is read as the type says.
pub(crate) fn check(
    method: &str,
    given: Map<String, Value>,
    is_form: bool,
) -> Result<Checked, Refusal> {
    let fields = &SCHEMA.methods[method];
    let mut parameters = Map::new();
    for (name, value) in given.into_iter().filter(|(_, value)| !value.is_null()) {
        let value = match (fields.get(&name), &value) {
            (Some(field), Value::String(text)) if is_form => from_form(&field.r#type, text)
                .ok_or_else(|| bad(&format!("can't parse {name} as {}", field.r#type)))?,
            _ => value,
        };
        parameters.insert(name, value);
    }
    let mut unknown = Vec::new();
    check_fields(fields, &parameters, method, &mut unknown).map_err(|wrong| match wrong {
        Wrong::Missing { path, field } => bad(&missing(&path, &field)),
        Wrong::Type { path, wanted } => bad(&format!("can't parse {path}: {wanted} expected")),
    })?;
    Ok(Checked {
        parameters,
        unknown,
    })
}

enum Wrong {
    Missing { path: String, field: String },
    Type { path: String, wanted: String },
}

/// Telegram's own words for what is missing, where they are known.
fn missing(path: &str, field: &str) -> String {
    let words = match field {
        "chat_id" => "chat_id is empty",
        "text" if path == "sendMessage" => "message text is empty",
        "message_id" if !path.contains('.') => "message identifier is not specified",
        "document" => "there is no document in the request",
        "photo" => "there is no photo in the request",
        "action" => "wrong parameter action in request",
        "user_id" => "invalid user_id specified",
        "file_id" => "file_id not specified",
        "callback_query_id" => {
            "query is too old and response timeout expired or query ID is invalid"
        }
        _ => return format!("can't parse {path}: field \"{field}\" is missing"),
    };
    words.to_owned()
}

fn from_form(kind: &str, text: &str) -> Option<Value> {
    match kind {
        "String" | "InputFile" | "InputFile or String" => Some(text.into()),
        "Integer" => text.parse::<i64>().ok().map(Value::from),
        "Integer or String" => Some(
            text.parse::<i64>()
                .map_or_else(|_| text.into(), Value::from),
        ),
        "Boolean" => match text.to_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true.into()),
            "false" | "no" | "0" => Some(false.into()),
            _ => None,
        },
        _ => serde_json::from_str(text).ok(),
    }
}

fn check_fields(
    fields: &Fields,
    given: &Map<String, Value>,
    path: &str,
    unknown: &mut Vec<String>,
) -> Result<(), Wrong> {
    for (name, field) in fields {
        match given.get(name) {
            Some(value) => {
                let path = format!("{path}.{name}");
                check_value(&field.r#type, value, &path, unknown)?;
                if let Some(only) = field.is.as_ref().filter(|only| *value != only.as_str()) {
                    let wanted = format!("\"{only}\"");
                    return Err(Wrong::Type { path, wanted });
                }
            }
            None if field.required => {
                let (path, field) = (path.to_owned(), name.clone());
                return Err(Wrong::Missing { path, field });
            }
            None => {}
        }
    }
    let strange = given.keys().filter(|name| !fields.contains_key(*name));
    unknown.extend(strange.map(|name| format!("{path}.{name}")));
    Ok(())
}

fn check_value(
    kind: &str,
    value: &Value,
    path: &str,
    unknown: &mut Vec<String>,
) -> Result<(), Wrong> {
    if let Some(kind) = kind.strip_prefix("Array of ") {
        let items = value.as_array().ok_or_else(|| wrong(path, "an Array"))?;
        for (index, item) in items.iter().enumerate() {
            check_value(kind, item, &format!("{path}[{index}]"), unknown)?;
        }
        return Ok(());
    }
    if kind.contains(" or ") {
        return check_one_of(kind.split(" or "), value, path, unknown);
    }
    let holds = match kind {
        "Integer" => value.is_i64(),
        "Float" => value.is_number(),
        "Boolean" => value.is_boolean(),
        "True" => *value == true,
        "String" | "InputFile" => value.is_string(),
        object => return check_object(object, value, path, unknown),
    };
    holds.then_some(()).ok_or_else(|| wrong(path, kind))
}

fn check_object(
    kind: &str,
    value: &Value,
    path: &str,
    unknown: &mut Vec<String>,
) -> Result<(), Wrong> {
    match &SCHEMA.types[kind] {
        Type::OneOf(kinds) => check_one_of(kinds.iter().map(String::as_str), value, path, unknown),
        Type::Fields(fields) => {
            let given = value.as_object().ok_or_else(|| wrong(path, kind))?;
            check_fields(fields, given, path, unknown)
        }
    }
}

/// The alternative that fits with the fewest unknown fields; if none does, what the first misses.
fn check_one_of<'a>(
    kinds: impl Iterator<Item = &'a str>,
    value: &Value,
    path: &str,
    unknown: &mut Vec<String>,
) -> Result<(), Wrong> {
    let mut fitting: Option<Vec<String>> = None;
    let mut first_wrong = None;
    for kind in kinds {
        let mut strange = Vec::new();
        match check_value(kind, value, path, &mut strange) {
            Ok(())
                if fitting
                    .as_ref()
                    .is_none_or(|best| strange.len() < best.len()) =>
            {
                fitting = Some(strange);
            }
            Ok(()) => {}
            Err(wrong) => _ = first_wrong.get_or_insert(wrong),
        }
    }
    match (fitting, first_wrong) {
        (Some(strange), _) => unknown.extend(strange),
        (None, Some(wrong)) => return Err(wrong),
        (None, None) => {}
    }
    Ok(())
}

fn wrong(path: &str, wanted: &str) -> Wrong {
    Wrong::Type {
        path: path.to_owned(),
        wanted: wanted.to_owned(),
    }
}
