//! What one compose file names by `include` and `extends`: the words, as they stand there.
//!
//! Nothing else of a compose file is read here: what stands in it, the binary's output tells. What can't be understood is an
//! error, since the binary may understand it.

use std::collections::BTreeMap;

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
    pub(super) service: String,
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
    serde_saphyr::from_multiple(text).map_err(|_| NotUnderstood)
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

    /// What the services extend, by their names.
    pub(super) fn extends(&self) -> Result<Vec<(&str, Extends)>, NotUnderstood> {
        let services = self.services.iter().flatten();
        services
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
    if let Value::String(service) = value {
        let service = service.clone();
        return Ok(Extends {
            file: None,
            service,
        });
    }
    let base = value.get("service").and_then(Value::as_str);
    let file = match value.get("file") {
        None => Vec::new(),
        Some(file) => words(file, &format!("services.{service}.extends.file"))?,
    };
    Ok(Extends {
        file: file.into_iter().next(),
        service: base.ok_or(NotUnderstood)?.to_owned(),
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
mod tests {
    use super::*;

    /// The words of everything that a file includes, each behind its key.
    fn included(file: &str) -> Result<Vec<String>, NotUnderstood> {
        let mut told = Vec::new();
        for document in of(file.as_bytes())? {
            for include in document.includes()? {
                let all = include.paths.into_iter().chain(include.project_directory);
                told.extend(
                    all.chain(include.env_files)
                        .map(|(place, words)| format!("{place}={words}")),
                );
            }
        }
        Ok(told)
    }

    fn extended(file: &str) -> Result<Vec<String>, NotUnderstood> {
        let mut told = Vec::new();
        for document in of(file.as_bytes())? {
            for (name, Extends { file, service }) in document.extends()? {
                let file = file.map_or("here".to_owned(), |(place, words)| {
                    format!("{place}={words}")
                });
                told.push(format!("{name}: {service}, {file}"));
            }
        }
        Ok(told)
    }

    #[test]
    fn include_is_read_in_all_its_forms() {
        for (file, told) in [
            ("services: {}", &[][..]),
            ("include:", &[]),
            (
                "include: [a.yaml, b.yaml]",
                &["include[0]=a.yaml", "include[1]=b.yaml"],
            ),
            ("include: [{path: a.yaml}]", &["include[0].path=a.yaml"]),
            (
                "include:\n- path: [a, b]\n  project_directory: c\n  env_file: d\n",
                &[
                    "include[0].path[0]=a",
                    "include[0].path[1]=b",
                    "include[0].project_directory=c",
                    "include[0].env_file=d",
                ],
            ),
            (
                "include: [{path: a, env_file: [b, c]}]",
                &[
                    "include[0].path=a",
                    "include[0].env_file[0]=b",
                    "include[0].env_file[1]=c",
                ],
            ),
            (
                "include: [{PATH: a, Env_File: b}]",
                &["include[0].PATH=a", "include[0].Env_File=b"],
            ),
            (
                "include: [{path: a, project_directory: , env_file: null}, null]",
                &["include[0].path=a"],
            ),
            (
                "services: {}\n---\ninclude: [a]\n---\ninclude: [b]\n",
                &["include[0]=a", "include[0]=b"],
            ),
        ] {
            assert_eq!(included(file).unwrap(), told, "{file}");
        }
    }

    #[test]
    fn it_is_found_however_it_is_written() {
        for file in [
            "\"inclu\\x64e\": [a]",
            "\"\\u0069nclude\": [a]",
            "'include': [a]",
            "? include\n: [a]",
            "!!str include: [!!str a]",
            "!!binary aW5jbHVkZQ==: [a]",
            "include: [!!binary YQ==]",
            "include: [!weird a]",
            "include: !override [a]",
            "x-k: &k include\n*k : [a]",
            "x-a: &a {include: [a]}\n<<: *a",
            "x-a: &a [{include: [a]}, {services: {}}]\n<<: *a",
            "<<: [{include: [a]}]",
            "\u{feff}include: [a]",
            "{\"include\": [\"a\"]}",
            "x: &l [a]\ninclude: *l",
        ] {
            assert_eq!(
                included(file),
                Ok(vec!["include[0]=a".to_owned()]),
                "{file}"
            );
        }
    }

    #[test]
    fn extends_is_read_in_both_its_forms() {
        for (file, told) in [
            ("services: {a: {image: i}, b: }", &[][..]),
            ("services:", &[]),
            (
                "services: {a: {extends: b}, b: {extends: }}",
                &["a: b, here"],
            ),
            ("services: {a: {extends: {service: b}}}", &["a: b, here"]),
            (
                "services: {a: {extends: {file: f.yaml, service: b}}}",
                &["a: b, services.a.extends.file=f.yaml"],
            ),
            (
                "x-e: &e {extends: {file: f, service: b}}\nservices: {a: {<<: *e, image: i}}",
                &["a: b, services.a.extends.file=f"],
            ),
        ] {
            assert_eq!(extended(file).unwrap(), told, "{file}");
        }
    }

    #[test]
    fn what_is_not_understood_is_not_passed_over() {
        for file in [
            "include: a",
            "include: {path: a}",
            "include: [[a]]",
            "include: [{path: {a: b}}]",
            "include: [{path: 5}]",
            "include: [{path: [5]}]",
            "include: [a",
            "services: [extends]",
        ] {
            assert_eq!(included(file), Err(NotUnderstood), "{file}");
        }
        for file in [
            "services: {a: {extends: 5}}",
            "services: {a: {extends: {file: f}}}",
            "services: {a: {extends: {file: 5, service: b}}}",
        ] {
            assert_eq!(extended(file), Err(NotUnderstood), "{file}");
        }
        for file in [
            // Ends of lines to Compose, and to nobody who reads the YAML of today.
            "# a\u{2028}include: [a]",
            "# a\u{85}include: [a]",
            // Compose takes the key away, and then the anchor's counts.
            "<<: {include: [a]}\ninclude: !reset null",
            "<<: {include: [a]}\ninclude: !r%65set null",
            "<<: {include: [a]}\ninclude: !<!reset> null",
            "!!merge <<: {include: [a]}",
            "!!merge \"\\x3c<\": {include: [a]}",
            "! <<: {include: [a]}",
            "!!bin%61ry aW5jbHVkZQ==: [a]",
            "%TAG !x! tag:yaml.org,2002:bin\n---\n!x!ary aW5jbHVkZQ==: [a]",
        ] {
            assert_eq!(included(file), Err(NotUnderstood), "{file}");
        }
        // In UTF-16, which Compose reads too.
        assert!(of(b"\xff\xfei\0n\0").is_err());
    }

    #[test]
    fn a_file_that_can_name_no_other_is_not_minded() {
        for file in [
            "",
            "services: {a: {image: a}}",
            "no: [yaml",
            "x-a: &a {image: a}\nservices: {a: {<<: *a, command: [sh, -c, 'test ! -f a || exit 1 # includes']}}",
            "x-a: &a {image: a}\nservices: {a: {<<: *a, command: echo includes all!, ports: !override []}, b: {image: 'a!b'}}",
        ] {
            assert_eq!(included(file), Ok(vec![]), "{file}");
            assert_eq!(extended(file), Ok(vec![]), "{file}");
        }
    }
}
