//! `/docker-presets`: what instances can be made of.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use super::asked::Asked;
use crate::compose::load::default_names;
use crate::domain::codebase::DockerConfig;
use crate::domain::name::{CodebaseName, PresetName};
use crate::domain::policy::Approved;
use crate::instance::preset::{Catalog, Entry, Fault, Preset, Sheet, Variable};
use crate::operation::context::docker;
use crate::operation::{Context, OperationError};
use crate::reply::{self, PresetLine, PresetSheet, Redactor, Reply};

/// Bytes of a compose file.
const LARGEST: u64 = 1 << 20;

/// All presets, or one of them whole. The user's are read anew each time.
pub async fn presets(
    context: &Context,
    _approved: &Approved,
    (name, codebase): (Option<&PresetName>, Option<&CodebaseName>),
) -> Result<Reply, OperationError> {
    let catalog = load_of(context, codebase).await?;
    let Some(name) = name else {
        let lines: Vec<_> = catalog.entries.iter().map(line).collect();
        let faults: Vec<_> = catalog.faults.iter().map(Fault::to_string).collect();
        return Ok(reply::presets(&lines, &faults));
    };
    Ok(sheet(catalog.find(name)?))
}

/// The preset of an instance that was made, as it is now.
pub(super) async fn of(context: &Context, asked: &Asked) -> Result<Preset, OperationError> {
    let catalog = load_of(context, asked.codebase.as_ref()).await?;
    Ok(catalog.find(&asked.preset)?.preset.clone())
}

/// All presets, and those in the compose files of a codebase's production where one is named.
pub(super) async fn load_of(
    context: &Context,
    codebase: Option<&CodebaseName>,
) -> Result<Catalog, OperationError> {
    let catalog = load(context).await?;
    let Some(name) = codebase else {
        return Ok(catalog);
    };
    let found = context.store.codebase(name).await?;
    let found = found.ok_or_else(|| OperationError::UnknownCodebase { name: name.clone() })?;
    let docker = docker(&found)?.clone();
    let roots = context.folders.allowed_roots.clone();
    let read = move || catalog.and_of_project(&texts(&docker), &roots);
    let read = tokio::task::spawn_blocking(read).await;
    read.map_err(|ended| OperationError::Internal(ended.to_string()))
}

/// The compose files of production that are there, with their texts. What can't be read as text holds no preset.
fn texts(docker: &DockerConfig) -> Vec<(PathBuf, String)> {
    let names: Vec<&str> = if docker.compose_files.is_empty() {
        default_names().collect()
    } else {
        docker.compose_files.iter().map(String::as_str).collect()
    };
    let read = |name: &str| {
        let file = docker.production_path.join(name);
        // A pipe would never end.
        std::fs::metadata(&file)
            .ok()
            .filter(std::fs::Metadata::is_file)?;
        let mut text = String::new();
        let opened = File::open(&file).ok()?.take(LARGEST);
        { opened }.read_to_string(&mut text).ok()?;
        Some((file, text))
    };
    names.into_iter().filter_map(read).collect()
}

/// Files are read past the threads that answer.
pub(super) async fn load(context: &Context) -> Result<Catalog, OperationError> {
    let folder = context.presets.clone();
    let roots = context.folders.allowed_roots.clone();
    let load = move || Catalog::load(folder.as_deref(), &roots);
    let loaded = tokio::task::spawn_blocking(load).await;
    let loaded = loaded.map_err(|ended| OperationError::Internal(ended.to_string()))?;
    // Those built in are read by tests, so this can't be.
    loaded.map_err(|fault| OperationError::Internal(fault.to_string()))
}

fn line(entry: &Entry) -> PresetLine {
    let preset = &entry.preset;
    PresetLine {
        name: preset.name.to_string(),
        about: preset.about.clone(),
        default_version: preset.default_version.to_string(),
        versions: preset.versions.keys().map(ToString::to_string).collect(),
        file: file(entry),
    }
}

fn file(entry: &Entry) -> Option<String> {
    entry.file.as_ref().map(|file| file.display().to_string())
}

fn sheet(entry: &Entry) -> Reply {
    let preset = &entry.preset;
    let Sheet { facts, modes } = Sheet::of(preset, str::to_owned);
    let warnings = entry.warnings.iter();
    let warnings =
        warnings.map(|found| format!("{}: {} ({})", found.path, found.what, found.kind.as_str()));
    let facts = facts
        .into_iter()
        .map(|(what, value)| (what.to_owned(), value));
    let modes = modes
        .into_iter()
        .map(|(mode, values)| (mode.to_string(), values.to_vec()));
    let sheet = PresetSheet {
        name: preset.name.to_string(),
        about: preset.about.clone(),
        file: file(entry),
        facts: facts.collect(),
        differing: Sheet::DIFFERING.map(str::to_owned).to_vec(),
        modes: modes.collect(),
        warnings: warnings.collect(),
    };
    let data = serde_json::json!({
        "preset": preset,
        "file": sheet.file,
        "warnings": entry.warnings,
    });
    redactor(preset).reply(reply::preset(&sheet).data(data))
}

/// A user may have written a password into a preset.
fn redactor(preset: &Preset) -> Redactor {
    let literal = |(name, variable): (_, &Variable)| match variable {
        Variable::Literal(text) => Some((name, text.clone())),
        Variable::Generated { .. } | Variable::Given { .. } | Variable::Discovered(_) => None,
    };
    let literals = preset.environment.iter().filter_map(literal);
    let builder = literals.fold(Redactor::builder(), |builder, (name, text)| {
        builder.variable(name.as_str(), &text)
    });
    builder.build()
}
