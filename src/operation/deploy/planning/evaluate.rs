//! The Compose binary's word on the tree as it will be, and on the one that stands in production.

use std::sync::Arc;

use crate::compose::cache::ModelCache;
use crate::compose::{self, Document, LoadRequest, Model};
use crate::domain::codebase::DockerConfig;
use crate::domain::files::RelativePath;
use crate::domain::release::CanonicalModel;
use crate::operation::deploy::files::{Contents, Files, blocking};
use crate::operation::{Context, OperationError};
use crate::sync::{self, Index, Rules, SyncError, Tree};

/// Evaluates the compose files on the tree as it will be, unless the same tree was evaluated before.
pub(in crate::operation::deploy) async fn future(
    context: &Context,
    docker: &DockerConfig,
    files: &Files,
) -> Result<Document, OperationError> {
    let binary = context.compose().await?;
    let cache = ModelCache::new(context.folders.data.join("models"));
    let request = request(docker)?;
    let tree = fingerprint(files).await?;
    let known = tree.and_then(|tree| cache.known(&binary, &request, tree));
    if let Some(known) = known {
        return Ok(known);
    }
    let view = files.view().await?;
    let request = LoadRequest {
        directory: view.path().to_owned(),
        shows: std::iter::once(files.contents.folder())
            .chain(files.place.lasting().map(Tree::path))
            .map(ToOwned::to_owned)
            .collect(),
        ..request
    };
    let document = compose::load_document(&binary, &request).await?;
    // The view leads to the files of the source, which may have been saved since they were listed.
    refuse_changed(context, files).await?;
    if let Some(tree) = tree
        && fingerprint(files).await? == Some(tree)
    {
        cache.keep((&binary, &request), tree, &document);
    }
    Ok(document)
}

async fn fingerprint(files: &Files) -> Result<Option<blake3::Hash>, OperationError> {
    let known = files.fingerprint().await?;
    Ok(known.map(|known| blake3::Hash::from_bytes(*known.as_bytes())))
}

/// `ChangedMeanwhile` where the source no longer holds what is wanted of it.
async fn refuse_changed(context: &Context, files: &Files) -> Result<(), OperationError> {
    // What was fetched never changes, nor what is kept.
    let source = match &files.contents {
        Contents::Folder(source) if !source.path().starts_with(context.sources()) => source,
        Contents::Folder(_) | Contents::Kept(_) => return Ok(()),
    };
    let (source, wanted) = (Arc::clone(source), Arc::clone(&files.wanted));
    let indexes = context.folders.data.join("index");
    blocking(move || {
        let rules = Rules::read(&source)?;
        let mut index = Index::open(&indexes, &source);
        let now = sync::scan(&source, &rules, Some(&mut index))?;
        let mut wanted = wanted.0.iter();
        match wanted.find(|(path, entry)| now.get(path) != Some(entry)) {
            Some((path, _)) => Err(SyncError::ChangedMeanwhile { path: path.clone() }),
            None => Ok(()),
        }
    })
    .await
}

/// The project as it stands in production.
pub(in crate::operation) fn request(docker: &DockerConfig) -> Result<LoadRequest, OperationError> {
    let files: Result<Vec<_>, _> = docker
        .compose_files
        .iter()
        .map(|file| RelativePath::new(file.as_str()))
        .collect();
    Ok(LoadRequest {
        files: files.map_err(|error| OperationError::Internal(error.to_string()))?,
        ..LoadRequest::new(
            docker.compose_project.clone(),
            docker.production_path.clone(),
        )
    })
}

/// The model of a release, as it was kept.
pub(in crate::operation) fn model_of(kept: &CanonicalModel) -> Result<Model, OperationError> {
    Ok(Model::of_document(document_of(kept)?)?)
}

/// The same as the Compose binary printed it.
pub(in crate::operation::deploy) fn document_of(
    kept: &CanonicalModel,
) -> Result<Document, OperationError> {
    serde_json::from_slice(&kept.0)
        .map_err(|error| OperationError::Internal(format!("a kept model can't be read: {error}")))
}
