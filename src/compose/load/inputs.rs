//! What the binary read beside the compose files, and which services it left out: its resolved output says neither.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::arguments::Base;
use super::environment_values::interpolate;
use super::included::{self, Included};
use super::relocate::moved;
use super::walk::{self, Pattern};
use super::{LoadRequest, speak_of_production, tree};
use crate::compose::{ComposeBinary, ComposeError};

/// What went into a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// Env and label files of services; `None` where Compose could not list them, because a file that it should include or
    /// extend is itself named by a variable.
    pub files: Option<Vec<InputFile>>,
    /// What compose files include and extend. Nothing in what was kept before this was read.
    #[serde(default)]
    pub included: Included,
    /// Services that no active profile switches on.
    pub disabled: Vec<String>,
    /// Whether all that was read is known to lie inside the tree, so that the tree's hash says whether it is the same.
    pub inside_tree: bool,
}

/// A file that the binary read for a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Where the model names it (`services.api.env_file[0]`).
    pub place: String,
    /// The file; production's where it lies in the tree.
    pub file: PathBuf,
}

impl Inputs {
    /// Turns files of the tree into production's.
    pub(super) fn relocate(&mut self, from: &Path, to: &Path) {
        for input in self.files.iter_mut().flatten() {
            if let Some(path) = moved(&input.file.to_string_lossy(), from, to) {
                input.file = path.into();
            }
        }
        self.included.relocate(from, to);
    }
}

/// The model before interpolation, or the names of all services where the binary can't make one.
pub(super) enum Raw {
    Model(Value),
    ServicesOnly(Vec<String>),
}

/// Runs the binary without interpolation: then it keeps env files and services that are switched off.
pub(super) async fn raw(
    binary: &ComposeBinary,
    request: &LoadRequest,
    base: &Base,
) -> Result<Raw, ComposeError> {
    let arguments = ["config", "--no-interpolate", "--format", "json"];
    match binary.run(base.invocation(request, &arguments)).await {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout);
            // Without interpolation the binary writes each `$` as it is in the file.
            serde_json::from_str(&text)
                .map(Raw::Model)
                .map_err(|error| ComposeError::Unreadable {
                    version: binary.version(),
                    cause: error.to_string(),
                })
        }
        Err(ComposeError::Invalid { .. }) => {
            let arguments = ["--profile", "*", "config", "--services"];
            let output = binary.run(base.invocation(request, &arguments)).await;
            let output = output.map_err(|error| speak_of_production(error, request))?;
            let names = String::from_utf8_lossy(&output.stdout);
            Ok(Raw::ServicesOnly(
                names.lines().map(str::to_owned).collect(),
            ))
        }
        Err(other) => Err(other),
    }
}

/// Reads the inputs from the raw model. `active` are the services of the resolved one.
pub(super) async fn read(
    binary: &ComposeBinary,
    request: &LoadRequest,
    base: &Base,
    raw: Raw,
    active: &[&str],
) -> Result<Inputs, ComposeError> {
    let (all, named) = match raw {
        Raw::ServicesOnly(names) => (names, None),
        Raw::Model(mut model) => {
            let services = model.get("services").and_then(Value::as_object);
            let names = services
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone())
                .collect();
            (names, Some(named_files(&mut model)))
        }
    };
    let files = match named {
        Some(named) => Some(resolve(binary, request, base, named).await?),
        None => None,
    };
    let included = included::read(request.directory.clone(), base.files.clone()).await;
    let inside_tree = match &files {
        Some((files, exact)) if *exact && included.is_nothing() => {
            tree::holds_all(request, &base.files, files)?
        }
        _ => false,
    };
    Ok(Inputs {
        files: files.map(|(files, _)| files),
        included,
        disabled: all
            .into_iter()
            .filter(|name| !active.contains(&name.as_str()))
            .collect(),
        inside_tree,
    })
}

/// Every env and label file that the raw model names: where, and in which words.
fn named_files(model: &mut Value) -> Vec<(String, String)> {
    let patterns: [Pattern; 3] = [
        &["services", "*", "env_file", "*", "path"],
        &["services", "*", "env_file", "*"],
        &["services", "*", "label_file", "*"],
    ];
    let mut named = Vec::new();
    for pattern in patterns {
        walk::each(model, pattern, &mut |place, value| {
            if let Some(path) = value.as_str() {
                named.push((place.trim_end_matches(".path").to_owned(), path.to_owned()));
            }
        });
    }
    named
}

/// Puts variables into the names of files, and says whether there was nothing to put in.
async fn resolve(
    binary: &ComposeBinary,
    request: &LoadRequest,
    base: &Base,
    named: Vec<(String, String)>,
) -> Result<(Vec<InputFile>, bool), ComposeError> {
    let variable: Vec<(&str, &str)> = named
        .iter()
        .filter_map(|(_, path)| split_at_variable(path))
        .collect();
    let texts: Vec<String> = variable
        .iter()
        .map(|(_, rest)| (*rest).to_owned())
        .collect();
    let exact = texts.is_empty();
    let values = interpolate(binary, request, base, &texts).await?;
    let mut resolved = variable
        .iter()
        .map(|(folder, _)| Path::new(folder))
        .zip(values);
    let files = named
        .iter()
        .map(|(place, path)| {
            let file = match split_at_variable(path) {
                // Joining an absolute path gives that path, as it does where Compose resolves it.
                Some(_) => resolved.next().map(|(folder, value)| folder.join(value)),
                None => None,
            };
            InputFile {
                place: place.clone(),
                file: file.unwrap_or_else(|| PathBuf::from(path)),
            }
        })
        .collect();
    Ok((files, exact))
}

/// The binary puts the project's folder before a path whose variables are not in yet: the folder, and the words of the file.
fn split_at_variable(path: &str) -> Option<(&str, &str)> {
    let variable = path.find('$')?;
    let slash = path[..variable].rfind('/').map_or(0, |slash| slash + 1);
    Some(path.split_at(slash))
}
