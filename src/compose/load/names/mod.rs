//! What one compose file names by `include` and `extends`: the words, as they stand there.
//!
//! Nothing else of a compose file is read here: what stands in it, the binary's output tells. What can't be understood is an
//! error, since the binary may understand it.

use std::collections::BTreeMap;
use std::ops::Bound::{Included, Unbounded};

use serde::Deserialize;
use serde_json::Value;

use super::spelling;

/// One document of a compose file; a file may hold several.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Names {
    include: Option<Value>,
    #[serde(default)]
    services: Option<BTreeMap<String, Option<Service>>>,
}

#[derive(Debug, Default, Deserialize)]
struct Service {
    extends: Option<Value>,
}

/// Words, and the key that they stand behind (`include[0].env_file`).
pub(super) type Named = (String, String);

/// One entry of `include`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Include {
    /// The compose files; the first one is the project that is included, the others are laid over it.
    pub(super) paths: Vec<Named>,
    pub(super) project_directory: Option<Named>,
    pub(super) env_files: Vec<Named>,
}

/// One `extends`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Extends {
    /// The other file; `None`: this one.
    pub(super) file: Option<Named>,
    /// The service there.
    pub(super) service: Named,
}

/// It isn't what Compose takes either, or is written in a way that only Compose understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotUnderstood;

/// The documents of a compose file; none where it can't name another. The parser's own words are left out, since they may
/// quote it.
pub(super) fn of(file: &[u8]) -> Result<Vec<Names>, NotUnderstood> {
    let text = std::str::from_utf8(file).map_err(|_| NotUnderstood)?;
    if spelling::names_nothing(text) {
        return Ok(Vec::new());
    }
    if spelling::is_ambiguous(text) {
        return Err(NotUnderstood);
    }
    // A few anchors that many services share are no bomb; how much they may become is limited all the same.
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { enforce_alias_anchor_ratio: false },
    };
    serde_saphyr::from_multiple_with_options(text, options).map_err(|_| NotUnderstood)
}

impl Names {
    /// What `include` names, in order.
    pub(super) fn includes(&self) -> Result<Vec<Include>, NotUnderstood> {
        let entries = match &self.include {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(entries)) => entries,
            Some(_) => return Err(NotUnderstood),
        };
        let entries = entries.iter().enumerate();
        entries
            .map(|(index, entry)| include(entry, &format!("include[{index}]")))
            .collect()
    }

    /// What one service extends, or what all do, by their names.
    pub(super) fn extends(&self, of: Option<&str>) -> Result<Vec<(&str, Extends)>, NotUnderstood> {
        let Some(services) = &self.services else {
            return Ok(Vec::new());
        };
        let bounds = of.map_or((Unbounded, Unbounded), |one| (Included(one), Included(one)));
        services
            .range::<str, _>(bounds)
            .filter_map(|(name, service)| Some((name, service.as_ref()?.extends.as_ref()?)))
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| Ok((name.as_str(), extends(name, value)?)))
            .collect()
    }
}

fn include(entry: &Value, place: &str) -> Result<Include, NotUnderstood> {
    let mut include = Include::default();
    match entry {
        Value::Null => {}
        Value::String(path) => include.paths.push((place.to_owned(), path.clone())),
        Value::Object(keys) => {
            for (key, value) in keys {
                let named = words(value, &format!("{place}.{key}"))?;
                // Compose takes these keys in capitals, too.
                match key.to_ascii_lowercase().as_str() {
                    "path" => include.paths.extend(named),
                    "env_file" => include.env_files.extend(named),
                    "project_directory" => include.project_directory = named.into_iter().next(),
                    // Compose makes nothing of it.
                    _ => {}
                }
            }
        }
        _ => return Err(NotUnderstood),
    }
    Ok(include)
}

fn extends(service: &str, value: &Value) -> Result<Extends, NotUnderstood> {
    if let Value::String(base) = value {
        let place = format!("services.{service}.extends");
        return Ok(Extends {
            file: None,
            service: (place, base.clone()),
        });
    }
    let base = value.get("service").and_then(Value::as_str);
    let base = base.ok_or(NotUnderstood)?.to_owned();
    let file = match value.get("file") {
        None => Vec::new(),
        Some(file) => words(file, &format!("services.{service}.extends.file"))?,
    };
    Ok(Extends {
        file: file.into_iter().next(),
        service: (format!("services.{service}.extends.service"), base),
    })
}

/// A text, or a list of texts.
fn words(value: &Value, place: &str) -> Result<Vec<Named>, NotUnderstood> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::String(text) => Ok(vec![(place.to_owned(), text.clone())]),
        Value::Array(items) => {
            let items = items.iter().enumerate().map(|(index, item)| match item {
                Value::String(text) => Ok((format!("{place}[{index}]"), text.clone())),
                _ => Err(NotUnderstood),
            });
            items.collect()
        }
        _ => Err(NotUnderstood),
    }
}

#[cfg(test)]
mod tests;
