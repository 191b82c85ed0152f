//! What the types alone can't show to be wrong with a preset.

mod mode;
mod template;

use std::collections::BTreeSet;
use std::path::{Component, Path};

use super::near::nearest;
use super::place::Step;
use super::read::Wrong;
use super::record::Preset;
use super::value::Mode;
use crate::domain::name::VersionName;
use crate::instance::label;
use template::{templates, unknown_place};

/// What is wrong at a place.
fn wrong(at: Vec<Step>, problem: impl Into<String>, expected: Option<String>, fix: &str) -> Wrong {
    Wrong {
        at,
        problem: problem.into(),
        expected,
        fix: fix.to_owned(),
    }
}

/// Checks everything; the first that is wrong is the error.
pub(super) fn whole(preset: &Preset) -> Result<(), Wrong> {
    versions(preset)?;
    ports(preset)?;
    data(preset)?;
    commands(preset)?;
    for mode in Mode::ALL {
        mode::check(preset, mode)?;
    }
    for path in preset.files.keys() {
        let at = || vec!["files".into(), path.as_str().into()];
        absolute(path, at)?;
        if preset.security.read_only {
            let problem =
                "the engine puts no file into a container whose root file system is read-only";
            return Err(wrong(at(), problem, None, "Leave read_only out"));
        }
    }
    let mut labels = preset.labels.keys();
    if let Some(label) = labels.find(|own| own.starts_with(label::OURS)) {
        return Err(wrong(
            vec!["labels".into(), label.as_str().into()],
            "labels that begin with hailer. are Hailer's own",
            None,
            "Choose another name",
        ));
    }
    templates(preset)
}

fn versions(preset: &Preset) -> Result<(), Wrong> {
    let known = || preset.versions.keys().map(VersionName::as_str);
    if !preset.versions.contains_key(&preset.default_version) {
        let given = preset.default_version.as_str();
        let instead = nearest(given, known());
        let fix = instead.map_or_else(
            || "Add it to [versions]".to_owned(),
            |instead| format!("Write {instead} in its place"),
        );
        let expected = known().collect::<Vec<_>>().join(", ");
        let expected = (!expected.is_empty()).then_some(expected);
        let problem = format!("{given} is none of the versions");
        return Err(wrong(
            vec!["default_version".into()],
            problem,
            expected,
            &fix,
        ));
    }
    let mut seen: BTreeSet<&str> = known().collect();
    for (name, version) in &preset.versions {
        for alias in &version.aliases {
            if !seen.insert(alias.as_str()) {
                let at = vec!["versions".into(), name.as_str().into(), "aliases".into()];
                return Err(wrong(
                    at,
                    format!("{alias} names two versions"),
                    None,
                    "Take one away",
                ));
            }
        }
        if version.health.is_some() && preset.health.is_none() {
            let at = vec!["versions".into(), name.as_str().into(), "health".into()];
            return Err(wrong(
                at,
                "there is no [health] that it could stand in for",
                None,
                "Add [health]",
            ));
        }
    }
    match preset.image.places().find(|place| *place != "version") {
        Some(place) => Err(unknown_place(
            vec!["image".into()],
            place,
            &["version".to_owned()],
        )),
        None if !preset.image.places().any(|_| true) && preset.versions.len() > 1 => Err(wrong(
            vec!["image".into()],
            "all versions would be the same image",
            Some("{version} in it".to_owned()),
            "Put {version} where the tag is",
        )),
        None => Ok(()),
    }
}

fn ports(preset: &Preset) -> Result<(), Wrong> {
    let mut names = BTreeSet::new();
    for (index, port) in preset.ports.iter().enumerate() {
        let at = |key: &str| vec!["ports".into(), index.into(), key.into()];
        if port.container == 0 || port.host == Some(0) {
            let key = if port.container == 0 {
                "container"
            } else {
                "host"
            };
            return Err(wrong(
                at(key),
                "0 is no port",
                Some("1 to 65535".to_owned()),
                "Name the port",
            ));
        }
        let Some(name) = &port.name else {
            if preset.ports.len() > 1 {
                let fix = "Give each a name, as in name = \"http\"";
                return Err(wrong(
                    at("name"),
                    "several ports have to be told apart",
                    None,
                    fix,
                ));
            }
            continue;
        };
        if !names.insert(name.as_str()) {
            return Err(wrong(
                at("name"),
                format!("two ports are called {}", name.as_str()),
                None,
                "Rename one",
            ));
        }
    }
    Ok(())
}

/// Where data lies, in every version.
fn data(preset: &Preset) -> Result<(), Wrong> {
    if let Some(data) = &preset.data {
        absolute(data, || vec!["data".into()])?;
    }
    for (name, version) in &preset.versions {
        if let Some(data) = &version.data {
            absolute(data, || {
                vec!["versions".into(), name.as_str().into(), "data".into()]
            })?;
        }
    }
    Ok(())
}

/// A command has at least its program.
fn commands(preset: &Preset) -> Result<(), Wrong> {
    let mut all: Vec<(Vec<Step>, bool)> = Vec::new();
    let mut add = |at: Vec<Step>, empty: bool| all.push((at, empty));
    let is_empty = |command: &[String]| command.first().is_none_or(String::is_empty);
    if let Some(command) = &preset.command {
        add(vec!["command".into()], is_empty(command));
    }
    if let Some(health) = &preset.health {
        add(vec!["health".into(), "test".into()], is_empty(&health.test));
    }
    for mode in Mode::ALL {
        if let Some(command) = &preset.modes.of(mode).command {
            add(
                vec!["modes".into(), mode.as_str().into(), "command".into()],
                is_empty(command),
            );
        }
    }
    for (name, version) in &preset.versions {
        if let Some(test) = &version.health {
            add(
                vec!["versions".into(), name.as_str().into(), "health".into()],
                is_empty(test),
            );
        }
    }
    if let Some(host) = &preset.host {
        add(
            vec!["host".into(), "command".into()],
            host.command.is_empty(),
        );
    }
    match all.into_iter().find(|(_, empty)| *empty) {
        Some((at, _)) => Err(wrong(
            at,
            "it names no program",
            None,
            "Name one, as in [\"redis-cli\", \"ping\"]",
        )),
        None => Ok(()),
    }
}

fn absolute(path: &str, at: impl Fn() -> Vec<Step>) -> Result<(), Wrong> {
    let plain = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::RootDir | Component::Normal(_)));
    let usable = !path.contains(['\0', ':', ',']) && path.len() > 1;
    if Path::new(path).is_absolute() && plain && usable {
        return Ok(());
    }
    let expected = "an absolute path without '..', ':' or ','".to_owned();
    Err(wrong(
        at(),
        format!("{path:?} can't be a place"),
        Some(expected),
        "Write it whole",
    ))
}
