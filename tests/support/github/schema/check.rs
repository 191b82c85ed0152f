//! A value against a schema of `OpenAPI` 3.0, as far as GitHub's description uses it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// What a value may be.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    r#type: Option<String>,
    nullable: bool,
    r#enum: Vec<Value>,
    properties: BTreeMap<String, Schema>,
    required: Vec<String>,
    items: Option<Box<Schema>>,
    additional_properties: Option<Value>,
    all_of: Vec<Schema>,
    any_of: Vec<Schema>,
    one_of: Vec<Schema>,
}

/// What a value is not, and what of it the schema doesn't know.
#[derive(Default)]
pub(crate) struct Found {
    /// In the words in which GitHub says it.
    pub(crate) wrong: Vec<String>,
    /// The paths of fields without a schema.
    pub(crate) strange: Vec<String>,
}

impl Found {
    fn wrong(words: String) -> Self {
        Self {
            wrong: vec![words],
            strange: Vec::new(),
        }
    }

    fn add(&mut self, other: Self) {
        self.wrong.extend(other.wrong);
        self.strange.extend(other.strange);
    }
}

pub(crate) struct Checker<'a> {
    pub(crate) schemas: &'a BTreeMap<String, Schema>,
}

impl Checker<'_> {
    /// The path is given as JSON pointers are, without the first slash.
    pub(crate) fn check(&self, schema: &Schema, value: &Value, path: &str) -> Found {
        if value.is_null() && self.may_be_null(schema) {
            return Found::default();
        }
        if let Some(name) = &schema.reference {
            return self.check(&self.schemas[name], value, path);
        }
        if !schema.all_of.is_empty() {
            return self.check_all(&schema.all_of, value, path);
        }
        let alternatives: Vec<_> = schema.any_of.iter().chain(&schema.one_of).collect();
        // Some schemas have fields, and say with alternatives which of them go together.
        if !alternatives.is_empty() && schema.properties.is_empty() {
            return self.check_any(&alternatives, value, path);
        }
        if let Some(kind) = schema.r#type.as_deref().filter(|kind| !is_a(kind, value)) {
            return Found::wrong(format!("For '{path}', {value} is not {}.", article(kind)));
        }
        if !schema.r#enum.is_empty() && !schema.r#enum.contains(value) {
            let members = Value::from(schema.r#enum.clone());
            return Found::wrong(format!(
                "For '{path}', {value} is not a member of {members}."
            ));
        }
        self.check_inside(schema, value, path)
    }

    fn may_be_null(&self, schema: &Schema) -> bool {
        let of_the_named = |name: &String| self.may_be_null(&self.schemas[name]);
        schema.nullable || schema.reference.as_ref().is_some_and(of_the_named)
    }

    fn check_inside(&self, schema: &Schema, value: &Value, path: &str) -> Found {
        let mut found = Found::default();
        if let (Some(items), Some(values)) = (&schema.items, value.as_array()) {
            for (index, value) in values.iter().enumerate() {
                found.add(self.check(items, value, &format!("{path}/{index}")));
            }
        }
        let Some(fields) = value.as_object() else {
            return found;
        };
        for name in &schema.required {
            if !fields.contains_key(name) {
                found.wrong.push(missing(path, name));
            }
        }
        let is_open = match &schema.additional_properties {
            Some(additional) => *additional != false,
            None => schema.properties.is_empty(),
        };
        for (name, value) in fields {
            let path = format!("{path}/{name}");
            match schema.properties.get(name) {
                Some(schema) => found.add(self.check(schema, value, &path)),
                None if is_open => {}
                None => found.strange.push(path),
            }
        }
        found
    }

    /// All that is wrong, and what none of them knows.
    fn check_all(&self, schemas: &[Schema], value: &Value, path: &str) -> Found {
        let mut each = schemas.iter().map(|one| self.check(one, value, path));
        let mut found = each.next().unwrap_or_default();
        for other in each {
            found.wrong.extend(other.wrong);
            found.strange.retain(|path| other.strange.contains(path));
        }
        found
    }

    /// The alternative that fits best.
    fn check_any(&self, schemas: &[&Schema], value: &Value, path: &str) -> Found {
        let each = schemas.iter().map(|one| self.check(one, value, path));
        let best = each.min_by_key(|found| (found.wrong.len(), found.strange.len()));
        best.unwrap_or_default()
    }
}

fn missing(path: &str, name: &str) -> String {
    match path {
        "properties" => format!("\"{name}\" wasn't supplied."),
        _ => format!("For '{path}', \"{name}\" wasn't supplied."),
    }
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

fn article(kind: &str) -> String {
    match kind {
        "integer" | "array" | "object" => format!("an {kind}"),
        _ => format!("a {kind}"),
    }
}

impl Schema {
    pub(super) fn is(&self, kind: &str) -> bool {
        self.r#type.as_deref() == Some(kind)
    }
}
