//! Strategy registry: of the workspace's files only the compose files reach production, and what those name for
//! services: env files, configs and secrets. What runs comes from registries.
//!
//! Folders that services mount and build contexts stay behind, and so do files that compose files include or extend, which
//! the Compose binary doesn't tell: where those matter the deploy is refused.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::compose::load::default_names;
use crate::compose::{Document, Model};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::files::{Manifest, RelativePath};
use crate::operation::deploy::files::Files;
use crate::operation::deploy::place::Place;
use crate::operation::deploy::planning::evaluate;
use crate::operation::{Context, OperationError};

/// Reads both sides, and takes only what the compose files name.
pub(super) async fn files(
    context: &Context,
    (codebase, docker): (&Codebase, &DockerConfig),
    (folder, place): (PathBuf, Place),
    owned: Option<Manifest>,
) -> Result<Files, OperationError> {
    let all = Files::of_folder(context, folder, place, owned).await?;
    let whole = evaluate::future(context, docker, &all).await?;
    let named = named(&whole)?;
    let files = all.limited_to(&named);
    let limited = evaluate::future(context, docker, &files).await;
    match limited {
        Ok(limited) if limited.json == whole.json => Ok(files),
        Ok(_) | Err(OperationError::Compose(_)) => Err(OperationError::NamesMore {
            codebase: codebase.name.clone(),
        }),
        Err(other) => Err(other),
    }
}

/// The files of the project that its compose files are, or name, and the compose files that production may have from
/// before: an override that is gone from the workspace has to go there, too.
fn named(document: &Document) -> Result<BTreeSet<RelativePath>, OperationError> {
    let model = Model::of_document(document.clone())?;
    let inputs = model.inputs.files.iter().flatten();
    let objects = model.secrets.values().chain(model.configs.values());
    let paths = model
        .origin
        .files
        .iter()
        .map(PathBuf::as_path)
        .chain(inputs.map(|input| input.file.as_path()))
        .chain(objects.filter_map(|object| object.file.as_deref().map(Path::new)));
    let below = paths.filter_map(|path| path.strip_prefix(&model.origin.directory).ok());
    let below = below.filter_map(|path| Some(path.to_str()?.to_owned()));
    let relative = below.chain(default_names().map(str::to_owned));
    let relative = relative.filter_map(|path| RelativePath::new(path).ok());
    Ok(relative.collect())
}
