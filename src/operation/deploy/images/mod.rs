//! Which image each service will run: one that is there, one to pull, or one to build, and from what.

mod build;
mod get;
mod inputs;
mod own_tags;
mod pull_policy;
mod registry;
mod transfer;
mod way;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use futures_util::{StreamExt, TryStreamExt, stream};
use inputs::Known;
use own_tags::own_tags;
pub(in crate::operation) use own_tags::tags_of_release;
pub(in crate::operation::deploy) use way::{Builds, Means};
use way::{Way, way};

use crate::compose::build_change;
use crate::compose::model::Model;
use crate::compose::model::build::Build;
use crate::compose::model::service::Service;
use crate::domain::files::FileDiff;
use crate::domain::name::ServiceName;
use crate::domain::plan::{BuildChange, ImagePlan};
use crate::engine::{Engine, Image};
use crate::operation::OperationError;
use crate::operation::deploy::planning::patience::Checks;

/// How many images the engine is asked for at a time.
const AT_A_TIME: usize = 8;

/// The images of a project.
#[derive(Default)]
pub(in crate::operation::deploy) struct Images {
    /// What each service will run. One that the deploy leaves alone and whose image isn't here is left out.
    pub(in crate::operation::deploy) plans: BTreeMap<ServiceName, ImagePlan>,
    /// The tags that follow the image of each service.
    pub(in crate::operation::deploy) own_tags: BTreeMap<ServiceName, Vec<String>>,
    /// What the project's tags stand for now; one that stands for nothing is left out.
    pub(in crate::operation::deploy) tags_before: BTreeMap<String, String>,
    /// What of each build changed. One that is made again for its base images alone is left out.
    pub(in crate::operation::deploy) build_changes: BTreeMap<ServiceName, BuildChange>,
    /// The healthchecks that the engine's images bring. One that is yet to be built or pulled counts as the one before it.
    pub(in crate::operation::deploy) checks: Checks,
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

/// What is asked of the images of a project.
#[derive(Clone, Copy)]
pub(in crate::operation::deploy) struct Asked<'a> {
    pub(in crate::operation::deploy) means: Means,
    /// Whether the deploy may touch a service: no registry is asked for the others, and nothing is built.
    pub(in crate::operation::deploy) touches: &'a (dyn Fn(&ServiceName) -> bool + Sync),
}

/// A service with what the engine has of it.
struct Found<'a> {
    name: &'a ServiceName,
    service: &'a Service,
    reference: String,
    image: Option<Image>,
    way: Way<'a>,
}

/// Where an image that is built has to be in the end.
enum Goal {
    /// On this engine.
    Here,
    /// In its registry, too, where its name stands for this `digest` now, or for nothing.
    Registry { digest: Option<String> },
}

/// Decides for every service. Registries are asked side by side, and what they can't give is told here.
pub(in crate::operation::deploy) async fn plan(
    engine: &Engine,
    versions: &Versions<'_>,
    asked: Asked<'_>,
) -> Result<Images, OperationError> {
    let (found, tags_before) = look(engine, versions.model, asked).await?;
    let remote = found.iter().filter(|found| found.way.asks());
    let remote = remote.map(|found| found.reference.clone());
    let mut digests = registry::ask(engine, remote).await;
    let mut known = Known::default();
    let (mut plans, mut tags, mut build_changes) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut checks = Checks::new();
    for found in found {
        let check = found
            .image
            .as_ref()
            .and_then(|image| image.healthcheck.clone());
        checks.extend(check.map(|check| (found.name.clone(), check)));
        let (name, reference) = (found.name.clone(), found.reference.clone());
        let plan = match found.way {
            Way::Take { id } => ImagePlan::Present {
                id,
                reference: found.reference,
            },
            Way::Ask => {
                let digest = digests.take(&found.reference)?;
                let asked = (found.reference, digest);
                registry::at_digest(engine, asked, found.image.as_ref()).await?
            }
            Way::Build { build, push } => {
                let goal = if push {
                    let digest = digests.take_if_there(&found.reference)?;
                    Goal::Registry { digest }
                } else {
                    Goal::Here
                };
                let what = (found.name, found.service, build);
                let image = (found.reference, found.image, goal);
                let (plan, changed) = built(engine, versions, what, image, &mut known).await?;
                build_changes.extend(changed.map(|changed| (name.clone(), changed)));
                plan
            }
        };
        let further = match (&plan, &found.service.build) {
            (ImagePlan::Build { .. }, Some(build)) => build.tags.as_slice(),
            _ => &[],
        };
        tags.insert(name.clone(), own_tags(&reference, further));
        plans.insert(name, plan);
    }
    Ok(Images {
        plans,
        own_tags: tags,
        tags_before,
        build_changes,
        checks,
    })
}

/// What the engine has of each service's image, and what the project's tags stand for. A service that is left alone and
/// has none is left out.
async fn look<'a>(
    engine: &Engine,
    model: &'a Model,
    asked: Asked<'_>,
) -> Result<(Vec<Found<'a>>, BTreeMap<String, String>), OperationError> {
    let reference = |name, service: &Service| service.image_reference(&model.origin.project, name);
    let services = model.services.iter();
    let named = services.flat_map(|(name, service)| {
        let tags = service.build.iter().flat_map(|build| build.tags.clone());
        tags.chain([reference(name, service)])
    });
    let here = here(engine, named.collect()).await?;
    let mut all = Vec::new();
    for (name, service) in &model.services {
        let reference = reference(name, service);
        let image = here.get(&reference).cloned();
        let way = match image.as_ref().map(|image| image.id.clone()) {
            id if (asked.touches)(name) => way(asked.means, (name, service), (&reference, id))?,
            Some(id) => Way::Take { id },
            None => continue,
        };
        all.push(Found {
            name,
            service,
            reference,
            image,
            way,
        });
    }
    let ids = here.into_iter().map(|(tag, image)| (tag, image.id));
    Ok((all, ids.collect()))
}

/// The images that the engine has under these names.
async fn here(
    engine: &Engine,
    names: BTreeSet<String>,
) -> Result<BTreeMap<String, Image>, OperationError> {
    let looks = names.into_iter().map(async |name| {
        let image = engine.find_image(&name).await?;
        Ok::<_, OperationError>(image.map(|image| (name, image)))
    });
    let looks = stream::iter(looks).buffered(AT_A_TIME);
    let found: Vec<_> = looks.try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

/// The plan for a service that is built, and what of the build changed, where that is why.
async fn built(
    engine: &Engine,
    versions: &Versions<'_>,
    (name, service, build): (&ServiceName, &Service, &Build),
    (reference, image, goal): (String, Option<Image>, Goal),
    known: &mut Known,
) -> Result<(ImagePlan, Option<BuildChange>), OperationError> {
    let model = versions.model;
    let request = inputs::request(model, name, (service, build), versions.folder)?;
    let inputs = inputs::read(engine, &request, known).await?;
    let before = versions
        .before
        .and_then(|model| model.services.get(name)?.build.as_ref());
    let files = inputs::touched(&request, versions.folder, versions.diff).await?;
    let touched = before != Some(build) || !files.is_empty();
    let is_there = |image: &Image| match &goal {
        Goal::Here => true,
        Goal::Registry { digest } => registry::has(&reference, digest.as_deref(), image),
    };
    Ok(match image {
        Some(image) if inputs.made(&image, touched) && is_there(&image) => {
            let id = image.id;
            (ImagePlan::Present { id, reference }, None)
        }
        image => {
            let same = image.as_ref().is_some_and(|image| inputs.are_of(image));
            let definition = before.map(|before| build_change::between(before, build));
            let changed = BuildChange {
                files,
                ..definition.unwrap_or_default()
            };
            let plan = ImagePlan::Build {
                bases: inputs.bases(image.as_ref()),
                inputs: inputs.hash,
                push: matches!(goal, Goal::Registry { .. }),
                reference,
            };
            (plan, (!same).then_some(changed))
        }
    })
}
