//! A preset's variables: a text, or where its value comes from.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

/// Where the value of a variable comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// It stands in the preset.
    Literal(String),
    /// It is made for each instance, of letters and digits, unless it is given.
    Generated {
        /// How many of them.
        length: u8,
    },
    /// Whoever asks has to give it.
    Given {
        /// What it is.
        about: String,
    },
    /// It is looked for, unless it is given.
    Discovered(Discovered),
}

/// What can be looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Discovered {
    /// The address of the Quilt catalog that this machine is logged in to.
    #[serde(rename = "quilt.catalog")]
    QuiltCatalog,
    /// The address of its registry.
    #[serde(rename = "quilt.registry")]
    QuiltRegistry,
}

/// How many characters a generated secret has: about 142 bits.
const LENGTH: u8 = 24;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VariableTable {
    secret: Option<SecretKind>,
    discovered: Option<Discovered>,
    length: Option<u8>,
    about: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum SecretKind {
    Generated,
    Given,
}

impl VariableTable {
    fn variable(self) -> Result<Variable, &'static str> {
        match self {
            Self {
                secret: Some(SecretKind::Generated),
                discovered: None,
                length,
                about: None,
            } => match length.unwrap_or(LENGTH) {
                length @ 12..=128 => Ok(Variable::Generated { length }),
                _ => Err("a generated secret has a length, expected 12 to 128"),
            },
            Self {
                secret: Some(SecretKind::Given),
                discovered: None,
                length: None,
                about: Some(about),
            } => Ok(Variable::Given { about }),
            Self {
                secret: None,
                discovered: Some(what),
                length: None,
                about: None,
            } => Ok(Variable::Discovered(what)),
            _ => Err(
                "a variable has one source, expected a text, { secret = \"generated\" }, { secret = \"given\", about = \"…\" } or \
                 { discovered = \"…\" }",
            ),
        }
    }
}

impl<'de> Deserialize<'de> for Variable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReadVariable)
    }
}

struct ReadVariable;

impl<'de> Visitor<'de> for ReadVariable {
    type Value = Variable;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or where its value comes from")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Variable, E> {
        Ok(Variable::Literal(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Variable, A::Error> {
        let table = VariableTable::deserialize(MapAccessDeserializer::new(map))?;
        table.variable().map_err(de::Error::custom)
    }
}
