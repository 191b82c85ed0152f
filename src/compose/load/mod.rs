//! Loads a project: finds its compose files, runs the binary over them, and reads what it prints into the typed model.
//!
//! The tree that is read may stand beside production (a staging folder); the model speaks of production all the same.
//! It never parses a compose file itself but for the files that it names beside it, and writes nothing.

mod arguments;
mod dependencies;
mod environment_values;
mod files;
mod included;
mod inputs;
mod keys;
mod left_out;
mod names;
mod read;
mod relocate;
mod spelling;
mod tree;
mod walk;

pub use files::default_names;
pub use included::{Included, Unknown};
pub use inputs::{InputFile, Inputs};
pub use read::Origin;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::arguments::Base;
use super::{ComposeBinary, ComposeError, Model};
use crate::domain::files::RelativePath;
use crate::domain::name::ProjectName;

/// What to load.
#[derive(Debug, Clone)]
pub struct LoadRequest {
    /// The project's name; it wins over `name:` in the files.
    pub project: ProjectName,
    /// The folder that holds the tree: `production_path` itself, or a folder beside it.
    pub directory: PathBuf,
    /// The trees that `directory` shows, where it is no tree itself but a folder of links: each leads to the same path in
    /// one of these. The hash of the whole tree covers what is shown of them.
    pub shows: Vec<PathBuf>,
    /// What the model speaks of. Absolute.
    pub production_path: PathBuf,
    /// The compose files in the tree, in order. Empty: Compose's default names.
    pub files: Vec<RelativePath>,
    /// The profiles that are switched on.
    pub profiles: Vec<String>,
    /// Files for interpolation in place of `.env`, in order.
    pub env_files: Vec<RelativePath>,
    /// Variables for interpolation that win over the files. Nothing of this process's environment is added.
    pub environment: BTreeMap<String, String>,
}

impl LoadRequest {
    /// The project in `production_path`, with nothing else said.
    #[must_use]
    pub fn new(project: ProjectName, production_path: PathBuf) -> Self {
        Self {
            project,
            directory: production_path.clone(),
            shows: Vec::new(),
            production_path,
            files: Vec::new(),
            profiles: Vec::new(),
            env_files: Vec::new(),
            environment: BTreeMap::new(),
        }
    }
}

/// A model as the binary printed it, with all that is needed to type it again without the binary.
///
/// It holds environment values, so whoever keeps it seals it, and it has no `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The JSON with production's paths and `$$` back to `$`.
    pub json: Value,
    /// Where it comes from.
    pub origin: Origin,
    /// What the binary read and what it left out.
    pub inputs: Inputs,
    /// What the binary warned of.
    pub warnings: Vec<String>,
}

/// Loads a project.
///
/// Errors: all of [`ComposeError`] but those of finding the binary. Takes two runs of the binary side by side, and a third
/// where a secret or config comes from a variable.
pub async fn load(binary: &ComposeBinary, request: &LoadRequest) -> Result<Model, ComposeError> {
    Model::of_document(load_document(binary, request).await?)
}

/// Loads a project as far as the binary's own output.
pub async fn load_document(
    binary: &ComposeBinary,
    request: &LoadRequest,
) -> Result<Document, ComposeError> {
    let base = Base::of(request)?;
    let (resolved, raw) = tokio::join!(
        resolve(binary, request, &base),
        inputs::raw(binary, request, &base),
    );
    let (mut json, mut warnings) = resolved?;
    let mut raw = raw?;
    warnings.extend(left_out::warn(&mut raw, &mut json, binary.version()));
    let services = json.get("services").and_then(Value::as_object);
    let active: Vec<&str> = services
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    let mut inputs = inputs::read(binary, request, &base, raw, &active).await?;
    inputs.relocate(&request.directory, &request.production_path);
    Ok(Document {
        json,
        origin: Origin {
            project: request.project.clone(),
            directory: request.production_path.clone(),
            files: base
                .files
                .iter()
                .map(|file| request.production_path.join(file.as_str()))
                .collect(),
            env_files: request
                .env_files
                .iter()
                .map(|file| request.production_path.join(file.as_str()))
                .collect(),
            version: binary.version(),
        },
        inputs,
        warnings,
    })
}

/// A project's JSON alone, as [`Document`] has it: one run of the binary instead of two.
pub async fn load_json(
    binary: &ComposeBinary,
    request: &LoadRequest,
) -> Result<Value, ComposeError> {
    let (json, _) = resolve(binary, request, &Base::of(request)?).await?;
    Ok(json)
}

/// The JSON with production's paths and all values in it, and what the binary warned of.
async fn resolve(
    binary: &ComposeBinary,
    request: &LoadRequest,
    base: &Base,
) -> Result<(Value, Vec<String>), ComposeError> {
    let resolved = binary
        .run(base.invocation(request, &["config", "--format", "json"]))
        .await
        .map_err(|error| speak_of_production(error, request))?;
    let mut json = parse(binary, &resolved.stdout)?;
    environment_values::fill(binary, request, base, &mut json).await?;
    relocate::document(&mut json, &request.directory, &request.production_path);
    let warnings = resolved.warnings.iter();
    let warnings = warnings.map(|warning| of_production(warning, request));
    Ok((json, warnings.collect()))
}

/// Reads the binary's JSON. It writes every `$` twice, in keys and values alike, so that its output can be read again.
fn parse(binary: &ComposeBinary, stdout: &[u8]) -> Result<Value, ComposeError> {
    let text = String::from_utf8_lossy(stdout).replace("$$", "$");
    serde_json::from_str(&text).map_err(|error| ComposeError::Unreadable {
        version: binary.version(),
        cause: error.to_string(),
    })
}

/// The binary names files in the tree that it read; a person knows them by where production has them.
fn speak_of_production(error: ComposeError, request: &LoadRequest) -> ComposeError {
    match error {
        ComposeError::Invalid { cause } => ComposeError::Invalid {
            cause: of_production(&cause, request),
        },
        other => other,
    }
}

fn of_production(said: &str, request: &LoadRequest) -> String {
    let from = request.directory.to_string_lossy();
    let to = request.production_path.to_string_lossy();
    said.replace(from.as_ref(), &to)
}

#[cfg(test)]
pub(in crate::compose) mod tests;
