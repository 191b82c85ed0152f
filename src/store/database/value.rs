//! The values that go into statements. What either database would refuse in a text (NUL) is replaced on the way.

use chrono::{DateTime, Utc};

use crate::domain::actor::{Conversation, PersonId, Principal};
use crate::domain::name::{CodebaseName, InstanceName, OperationId, ProjectName};

/// A value for a `$n`. An absent one still has its type, which PostgreSQL wants to know.
#[derive(Debug)]
pub(in crate::store) enum Value {
    Text(Option<String>),
    Time(Option<DateTime<Utc>>),
    Number(i64),
    Flag(bool),
    Document(Option<serde_json::Value>),
    Bytes(Vec<u8>),
}

/// The values as the arguments of one of sqlx's databases: `arguments!(PgArguments, values)`.
macro_rules! arguments {
    ($kind:ty, $values:expr) => {{
        use $crate::store::database::value::Value;
        let mut arguments = <$kind>::default();
        $values
            .into_iter()
            .try_for_each(|value| {
                use sqlx::Arguments;
                match value {
                    Value::Text(text) => arguments.add(text),
                    Value::Time(time) => arguments.add(time),
                    Value::Number(number) => arguments.add(number),
                    Value::Flag(flag) => arguments.add(flag),
                    Value::Document(document) => arguments.add(document),
                    Value::Bytes(bytes) => arguments.add(bytes),
                }
            })
            .map(|()| arguments)
            .map_err(sqlx::Error::Encode)
    }};
}
pub(super) use arguments;

/// PostgreSQL takes no NUL in a text or a document, and log lines may hold one.
fn without_nul(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}

fn document_without_nul(document: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match document {
        Json::String(text) => Json::String(without_nul(text)),
        Json::Array(items) => Json::Array(items.into_iter().map(document_without_nul).collect()),
        Json::Object(fields) => Json::Object(
            fields
                .into_iter()
                .map(|(key, value)| (without_nul(key), document_without_nul(value)))
                .collect(),
        ),
        other @ (Json::Null | Json::Bool(_) | Json::Number(_)) => other,
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.map(without_nul))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Some(text).into()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Some(text.to_owned()).into()
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Time(Some(time))
    }
}

impl From<Option<DateTime<Utc>>> for Value {
    fn from(time: Option<DateTime<Utc>>) -> Self {
        Self::Time(time)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Option<serde_json::Value>> for Value {
    fn from(document: Option<serde_json::Value>) -> Self {
        Self::Document(document.map(document_without_nul))
    }
}

impl From<serde_json::Value> for Value {
    fn from(document: serde_json::Value) -> Self {
        Some(document).into()
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// Names and ids are bound by reference, as the text that they are.
macro_rules! bound_as_text {
    ($($name:ty),+) => {$(
        impl From<&$name> for Value {
            fn from(name: &$name) -> Self {
                name.to_string().into()
            }
        }
    )+};
}
bound_as_text!(
    CodebaseName,
    ProjectName,
    InstanceName,
    OperationId,
    Principal,
    Conversation
);

impl From<&PersonId> for Value {
    fn from(person: &PersonId) -> Self {
        person.0.as_str().into()
    }
}

impl From<Option<&CodebaseName>> for Value {
    fn from(codebase: Option<&CodebaseName>) -> Self {
        codebase.map(ToString::to_string).into()
    }
}
