//! Which image each service will run: one that is there, one to pull, or one to build, and from what.

mod build;
mod get;
mod inputs;

use std::collections::BTreeMap;
use std::path::Path;

use inputs::Known;

use crate::compose::model::Model;
use crate::compose::model::build::Build;
use crate::compose::model::service::Service;
use crate::domain::files::FileDiff;
use crate::domain::name::ServiceName;
use crate::domain::plan::ImagePlan;
use crate::engine::{Engine, Image};
use crate::operation::OperationError;

/// The images of a project.
#[derive(Default)]
pub(in crate::operation::deploy) struct Images {
    /// What each service will run.
    pub(in crate::operation::deploy) plans: BTreeMap<ServiceName, ImagePlan>,
    /// What the tags of services that are built stand for now; one that stands for nothing is left out.
    pub(in crate::operation::deploy) tags_before: BTreeMap<String, String>,
}

/// The version that is to stand in production, and the one that does.
pub(in crate::operation::deploy) struct Versions<'a> {
    pub(in crate::operation::deploy) model: &'a Model,
    /// As far as it is known.
    pub(in crate::operation::deploy) before: Option<&'a Model>,
    /// Where the new version's files are.
    pub(in crate::operation::deploy) folder: &'a Path,
    /// Which of them are new to production.
    pub(in crate::operation::deploy) diff: &'a FileDiff,
}

/// Decides for every service.
pub(in crate::operation::deploy) async fn plan(
    engine: &Engine,
    versions: &Versions<'_>,
) -> Result<Images, OperationError> {
    let mut known = Known::default();
    let mut images = Images::default();
    for (name, service) in &versions.model.services {
        let reference = service.image_reference(&versions.model.origin.project, name);
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
                let what = (name, service, build);
                built(engine, versions, what, (reference, image), &mut known).await?
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

/// Whether the image of a service that is built is what a build would make.
async fn built(
    engine: &Engine,
    versions: &Versions<'_>,
    (name, service, build): (&ServiceName, &Service, &Build),
    (reference, image): (String, Option<Image>),
    known: &mut Known,
) -> Result<ImagePlan, OperationError> {
    let model = versions.model;
    let request = inputs::request(model, name, (service, build), versions.folder)?;
    let inputs = inputs::read(engine, &request, known).await?;
    let before = versions
        .before
        .and_then(|model| model.services.get(name)?.build.as_ref());
    let touched =
        before != Some(build) || inputs::touched(&request, versions.folder, versions.diff).await?;
    Ok(match image {
        Some(image) if inputs.made(&image, touched) => ImagePlan::Present {
            reference,
            id: image.id,
        },
        image => ImagePlan::Build {
            reference,
            bases: inputs.bases(image.as_ref()),
            inputs: inputs.hash,
        },
    })
}
