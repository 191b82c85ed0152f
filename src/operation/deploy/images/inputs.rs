//! What an image is built from, and whether one that is there was built from just that.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::compose::model::Model;
use crate::compose::model::build::Build;
use crate::compose::model::service::Service;
use crate::domain::files::FileDiff;
use crate::domain::name::ServiceName;
use crate::domain::plan::BaseImage;
use crate::engine::{self, BuildRequest, Engine, Image};
use crate::operation::OperationError;

/// On an image that Hailer built: the hash of what it was built from.
const INPUTS_LABEL: &str = "hailer.build";

/// On an image that Hailer built: the ids of the images that it was built on, by their references, as JSON.
const BASES_LABEL: &str = "hailer.build.bases";

/// How Compose's own labels begin: they name the service and the tool, not what is in the image.
const COMPOSE_LABELS: &str = "com.docker.compose.";

/// What one plan has found already: many services share a context or a base image.
#[derive(Default)]
pub(super) struct Known {
    /// The hashes of contexts, by folder and Dockerfile.
    contexts: BTreeMap<(PathBuf, String), String>,
    /// The ids of base images, by their references.
    bases: BTreeMap<String, Option<String>>,
}

/// What a build is made from.
pub(super) struct Inputs {
    /// blake3 over all of it but the base images.
    pub(super) hash: String,
    /// The base images' ids, by their references; `None` for one that the engine hasn't got.
    bases: BTreeMap<String, Option<String>>,
}

/// Reads them. Changes nothing.
pub(super) async fn read(
    engine: &Engine,
    request: &BuildRequest,
    known: &mut Known,
) -> Result<Inputs, OperationError> {
    let hash = hash(request, known).await?;
    let mut bases = BTreeMap::new();
    for reference in engine::base_images(request).await?.references {
        let id = if let Some(known) = known.bases.get(&reference) {
            known.clone()
        } else {
            let id = engine.find_image(&reference).await?.map(|image| image.id);
            known.bases.insert(reference.clone(), id.clone());
            id
        };
        bases.insert(reference, id);
    }
    Ok(Inputs { hash, bases })
}

impl Inputs {
    /// Whether `image` is what a build would make. One that Hailer built says what from; one that it found was built
    /// from what stands in production, so it is current while no file of its context changes (`touched`).
    pub(super) fn made(&self, image: &Image, touched: bool) -> bool {
        let Some(hash) = image.labels.get(INPUTS_LABEL) else {
            return !touched;
        };
        *hash == self.hash && self.moved(image).is_empty()
    }

    /// Whether `image` was built from the same, but for base images that moved.
    pub(super) fn are_of(&self, image: &Image) -> bool {
        image.labels.get(INPUTS_LABEL) == Some(&self.hash)
    }

    /// The base images, for the plan. `before` is the image that the last build made.
    pub(super) fn bases(&self, before: Option<&Image>) -> Vec<BaseImage> {
        let mut moved = before.map(|image| self.moved(image)).unwrap_or_default();
        let bases = self.bases.iter().map(|(reference, id)| BaseImage {
            was: moved.remove(reference),
            reference: reference.clone(),
            id: id.clone(),
        });
        bases.collect()
    }

    /// The references that stand for another image than `image` was built on, with the id that they stood for. One that
    /// the engine hasn't got any more isn't known to have moved.
    fn moved(&self, image: &Image) -> BTreeMap<String, String> {
        let label = image.labels.get(BASES_LABEL);
        // Another's label of the same name says nothing about ours.
        let mut was: BTreeMap<String, String> = label
            .and_then(|label| serde_json::from_str(label).ok())
            .unwrap_or_default();
        was.retain(|reference, was| {
            let now = self.bases.get(reference).and_then(Option::as_ref);
            now.is_some_and(|now| now != was)
        });
        was
    }
}

/// blake3 over all that a build is made from but its base images.
pub(super) async fn hash(
    request: &BuildRequest,
    known: &mut Known,
) -> Result<String, OperationError> {
    let key = (request.context.clone(), format!("{:?}", request.dockerfile));
    let context = if let Some(known) = known.contexts.get(&key) {
        known.clone()
    } else {
        let hash = engine::context_hash(&request.context, &request.dockerfile).await?;
        known.contexts.insert(key, hash.clone());
        hash
    };
    let own_labels: BTreeMap<_, _> = request
        .labels
        .iter()
        .filter(|(key, _)| !key.starts_with(COMPOSE_LABELS))
        .collect();
    let rest = (
        &request.target,
        own_labels,
        &request.network,
        &request.platform,
        (&request.extra_hosts, &request.ulimits, request.shm_size),
    );
    let mut hasher = blake3::Hasher::new();
    hasher.update(context.as_bytes());
    hasher.update(format!("{rest:?}").as_bytes());
    for (name, value) in &request.args.0 {
        hasher.update(format!("{name}={value:?}\0").as_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// The workspace's files that are new to production, and part of the build; the Dockerfile first.
pub(super) async fn touched(
    request: &BuildRequest,
    workspace: &Path,
    diff: &FileDiff,
) -> Result<Vec<String>, OperationError> {
    if diff.is_empty() {
        return Ok(Vec::new());
    }
    let files = engine::build_files(&request.context, &request.dockerfile).await?;
    let dockerfile = request.dockerfile.file(&request.context);
    let changes = diff.added.iter().chain(&diff.changed).chain(&diff.deleted);
    let mut touched: Vec<_> = changes
        .map(|change| change.path.as_str())
        .filter(|path| files.contain(&workspace.join(path)))
        .map(str::to_owned)
        .collect();
    touched.sort_by_key(|path| Some(workspace.join(path)) != dockerfile);
    Ok(touched)
}

/// The build of a service, from the workspace's own files: what only production has never gets into an image.
/// `Unsupported` for a key that the engine's builders can't carry out.
pub(super) fn request(
    model: &Model,
    name: &ServiceName,
    (service, build): (&Service, &Build),
    workspace: &Path,
) -> Result<BuildRequest, OperationError> {
    let tag = private_tag(model, name);
    let request = BuildRequest::of_service(model, (name, service), build, tag)?;
    let below = Path::new(&build.context).strip_prefix(&model.origin.directory);
    Ok(BuildRequest {
        context: match below {
            Ok(path) => workspace.join(path),
            Err(_) => PathBuf::from(&build.context),
        },
        ..request
    })
}

/// The same with a note of what the image is built from: the hash, and the ids of its base images by their references.
pub(super) fn noted(
    mut request: BuildRequest,
    hash: &str,
    bases: &BTreeMap<String, String>,
) -> Result<BuildRequest, OperationError> {
    let bases = serde_json::to_string(bases)
        .map_err(|error| OperationError::Internal(error.to_string()))?;
    let notes = [(INPUTS_LABEL, hash.to_owned()), (BASES_LABEL, bases)];
    let notes = notes.map(|(label, value)| (label.to_owned(), value));
    request.labels.extend(notes);
    Ok(request)
}

/// A tag that no compose file uses. Service names may have capitals and end in `_`, which image names may not, so they
/// are written in hex.
fn private_tag(model: &Model, name: &ServiceName) -> String {
    format!(
        "hailer.build/{}:{}",
        model.origin.project,
        hex::encode(name.as_str())
    )
}
