//! Which image each service will run: one that is there, one to pull, or one to build, and from what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::compose::model::Model;
use crate::compose::model::build::Build;
use crate::compose::model::service::Service;
use crate::domain::files::FileDiff;
use crate::domain::name::ServiceName;
use crate::domain::plan::ImagePlan;
use crate::engine::{self, BuildRequest, Engine};
use crate::operation::OperationError;

/// On an image that Hailer built: what it was built from.
const INPUTS_LABEL: &str = "hailer.build";

/// The images of a project.
#[derive(Default)]
pub(super) struct Images {
    /// What each service will run.
    pub(super) plans: BTreeMap<ServiceName, ImagePlan>,
    /// What the tags of services that are built stand for now; one that stands for nothing is left out.
    pub(super) tags_before: BTreeMap<String, String>,
}

/// Decides for every service. `diff` says which files of the workspace are new to production.
pub(super) async fn plan(
    engine: &Engine,
    model: &Model,
    (workspace, diff): (&Path, &FileDiff),
) -> Result<Images, OperationError> {
    let mut contexts = BTreeMap::new();
    let mut images = Images::default();
    for (name, service) in &model.services {
        let reference = service.image_reference(&model.origin.project, name);
        let image = engine.find_image(&reference).await?;
        let plan = match (&service.build, image) {
            (Some(build), image) => {
                let before = image
                    .iter()
                    .map(|image| (reference.clone(), image.id.clone()));
                images.tags_before.extend(before);
                for tag in &build.tags {
                    let before = engine.find_image(tag).await?;
                    images
                        .tags_before
                        .extend(before.map(|image| (tag.clone(), image.id)));
                }
                let request = build_request(model, name, (service, build), workspace)?;
                let inputs = inputs(&request, &mut contexts).await?;
                match image {
                    Some(image) if is_current(&image, &inputs, touched(model, build, diff)) => {
                        ImagePlan::Present {
                            reference,
                            id: image.id,
                        }
                    }
                    _ => ImagePlan::Build { reference, inputs },
                }
            }
            (None, Some(image)) if service.pull_policy.as_deref() != Some("always") => {
                ImagePlan::Present {
                    reference,
                    id: image.id,
                }
            }
            (None, _) => ImagePlan::Pull { reference },
        };
        images.plans.insert(name.clone(), plan);
    }
    Ok(images)
}

/// Whether an image is what a build would make. One that Hailer built says what from; one that it found was built from
/// what stands in production, so it is current while no file of its context changes.
fn is_current(image: &engine::Image, inputs: &str, touched: bool) -> bool {
    image
        .labels
        .get(INPUTS_LABEL)
        .map_or(!touched, |built_from| built_from == inputs)
}

/// Whether a file below the build's context changes.
fn touched(model: &Model, build: &Build, diff: &FileDiff) -> bool {
    let Some(context) = below(model, &build.context) else {
        return true;
    };
    let changes = diff.added.iter().chain(&diff.changed).chain(&diff.deleted);
    changes
        .into_iter()
        .any(|change| Path::new(change.path.as_str()).starts_with(&context))
}

/// blake3 over all that a build is made from but its base images, which its Dockerfile names.
pub(super) async fn inputs(
    request: &BuildRequest,
    contexts: &mut BTreeMap<(PathBuf, String), String>,
) -> Result<String, OperationError> {
    let key = (request.context.clone(), format!("{:?}", request.dockerfile));
    let context = if let Some(known) = contexts.get(&key) {
        known.clone()
    } else {
        let hash = engine::context_hash(&request.context, &request.dockerfile).await?;
        contexts.insert(key, hash.clone());
        hash
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(context.as_bytes());
    let rest = (
        &request.target,
        &request.labels,
        &request.network,
        &request.platform,
    );
    hasher.update(format!("{rest:?}").as_bytes());
    for (name, value) in &request.args.0 {
        hasher.update(format!("{name}={value:?}\0").as_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// The build of a service, from the workspace's own files: what only production has never gets into an image.
/// `Unsupported` for a key that the engine's builder can't carry out.
pub(super) fn build_request(
    model: &Model,
    name: &ServiceName,
    (service, build): (&Service, &Build),
    workspace: &Path,
) -> Result<BuildRequest, OperationError> {
    let tag = private_tag(model, name);
    let request = BuildRequest::of_service(model, (name, service), build, tag)?;
    Ok(BuildRequest {
        context: folder(model, build, workspace),
        ..request
    })
}

/// The same with a note of what the image is built from.
pub(super) fn noted(mut request: BuildRequest, inputs: &str) -> BuildRequest {
    request
        .labels
        .insert(INPUTS_LABEL.to_owned(), inputs.to_owned());
    request
}

/// A tag that no compose file uses. Service names may have capitals and end in `_`, which image names may not, so they
/// are written in hex.
pub(super) fn private_tag(model: &Model, name: &ServiceName) -> String {
    format!(
        "hailer.build/{}:{}",
        model.origin.project,
        hex::encode(name.as_str())
    )
}

fn folder(model: &Model, build: &Build, workspace: &Path) -> PathBuf {
    below(model, &build.context).map_or_else(
        || PathBuf::from(&build.context),
        |path| workspace.join(path),
    )
}

/// A path of production, relative to it.
fn below(model: &Model, path: &str) -> Option<PathBuf> {
    Path::new(path)
        .strip_prefix(&model.origin.directory)
        .ok()
        .map(Path::to_owned)
}
