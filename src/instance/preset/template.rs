//! Text with places to fill: `postgres://{host}:{port}/testdb`.

use std::fmt;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// Text with places, each `{name}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Place(String),
}

/// A place that nothing is known for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing is known for {{{0}}}")]
pub struct Unfilled(pub String);

impl Template {
    /// The names of its places, in their order.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Place(name) => Some(name.as_str()),
        })
    }

    /// The text with every place filled. It may hold a password, so it can't be printed by mistake.
    pub fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Result<SecretString, Unfilled> {
        let mut whole = String::with_capacity(self.text.len());
        for part in &self.parts {
            match part {
                Part::Text(text) => whole.push_str(text),
                Part::Place(name) => {
                    whole.push_str(&value(name).ok_or_else(|| Unfilled(name.clone()))?);
                }
            }
        }
        Ok(whole.into())
    }

    /// Whether it is a URL, in which what fills a place has to be percent-encoded.
    #[must_use]
    pub fn is_url(&self) -> bool {
        self.text.split_once("://").is_some_and(|(scheme, _)| {
            scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'+')
        })
    }
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else {
                return Err(format!(
                    "{text:?} has a {{ without its }}, expected {{name}}"
                ));
            };
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(Part::Place(name.to_owned()));
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { text, parts })
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template.text
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn every_place_is_filled_or_named() {
        let template = Template::try_from("redis://{host}:{port}/0".to_owned()).unwrap();
        assert!(template.is_url());
        assert_eq!(template.places().collect::<Vec<_>>(), ["host", "port"]);
        let filled = template.fill(|name| Some(format!("<{name}>"))).unwrap();
        assert_eq!(filled.expose_secret(), "redis://<host>:<port>/0");
        let half = template.fill(|name| (name == "host").then(|| "h".to_owned()));
        assert_eq!(half.unwrap_err(), Unfilled("port".to_owned()));
        assert!(Template::try_from("a{b".to_owned()).is_err());
    }
}
