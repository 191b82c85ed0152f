//! `/docker-presets`: what instances can be made of.

use crate::domain::name::PresetName;
use crate::domain::policy::Approved;
use crate::instance::preset::{Catalog, Entry, Fault, Preset, Sheet, Variable};
use crate::operation::{Context, OperationError};
use crate::reply::{self, PresetLine, PresetSheet, Redactor, Reply};

/// All presets, or one of them whole. The user's are read anew each time.
pub async fn presets(
    context: &Context,
    _approved: &Approved,
    name: Option<&PresetName>,
) -> Result<Reply, OperationError> {
    let catalog = load(context).await?;
    let Some(name) = name else {
        let lines: Vec<_> = catalog.entries.iter().map(line).collect();
        let faults: Vec<_> = catalog.faults.iter().map(Fault::to_string).collect();
        return Ok(reply::presets(&lines, &faults));
    };
    Ok(sheet(catalog.find(name)?))
}

/// Files are read past the threads that answer.
async fn load(context: &Context) -> Result<Catalog, OperationError> {
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
