//! Values of the domain as text and documents of the tables, and back. What can't be read back is named by table and id.

use std::fmt::Display;
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::actor::{Actor, PersonId};

use super::error::StoreError;

/// A fieldless value by the name that it is serialised with ("done").
pub(super) fn word(value: &impl Serialize) -> Result<String, StoreError> {
    match document("a word", value)? {
        Value::String(word) => Ok(word),
        other => Err(StoreError::Unstorable {
            what: "a word",
            why: format!("{other} is none"),
        }),
    }
}

/// `value` as a document.
pub(super) fn document(what: &'static str, value: &impl Serialize) -> Result<Value, StoreError> {
    serde_json::to_value(value).map_err(|error| StoreError::Unstorable {
        what,
        why: error.to_string(),
    })
}

/// The place of a row, for the error that says it can't be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The table.
    pub(super) table: &'static str,
    /// The row's id.
    pub(super) id: &'a str,
}

impl Place<'_> {
    /// Reads a checked name, a principal or a role back.
    pub(super) fn name<T: FromStr<Err: Display>>(self, text: &str) -> Result<T, StoreError> {
        text.parse().map_err(|error: T::Err| self.corrupt(&error))
    }

    /// Reads a sender back; the person is the one that the identity belongs to now.
    pub(super) fn actor(
        self,
        principal: &str,
        display_name: String,
        person: Option<String>,
    ) -> Result<Actor, StoreError> {
        Ok(Actor {
            principal: self.name(principal)?,
            display_name,
            person: person.map(PersonId),
        })
    }

    /// Reads a [`word`] back.
    pub(super) fn word<T: DeserializeOwned>(self, word: String) -> Result<T, StoreError> {
        self.document(Value::String(word))
    }

    /// Reads a [`document`] back.
    pub(super) fn document<T: DeserializeOwned>(self, document: Value) -> Result<T, StoreError> {
        serde_json::from_value(document)
            .map_err(|error| StoreError::corrupt(self.table, self.id, &error))
    }

    /// Says why a value of the row can't be read.
    pub(super) fn corrupt(self, why: &impl ToString) -> StoreError {
        StoreError::corrupt(self.table, self.id, why)
    }
}
