//! The healthchecks that images bring along.

use std::collections::BTreeMap;

use super::{gate, least, longer};
use crate::compose::model::healthcheck::Healthcheck;
use crate::domain::codebase::DockerConfig;
use crate::domain::name::ServiceName;
use crate::domain::plan::Gate;
use crate::domain::release::Release;
use crate::engine::Engine;
use crate::operation::deploy::planning::evaluate;
use crate::operation::{Context, OperationError};

/// The healthchecks that the images of services bring, by service.
pub(in crate::operation) type Checks = BTreeMap<ServiceName, Healthcheck>;

/// Asks the engine for the healthchecks of `images`, which are named by their ids. An image that is gone brings none.
pub(in crate::operation) async fn checks(
    engine: &Engine,
    images: &BTreeMap<ServiceName, String>,
) -> Result<Checks, OperationError> {
    let mut checks = Checks::new();
    for (service, id) in images {
        let image = engine.find_image(id).await?;
        let check = image.and_then(|image| image.healthcheck);
        checks.extend(check.map(|check| (service.clone(), check)));
    }
    Ok(checks)
}

/// The same where nothing may fail for it: an image that can't be looked at brings none.
async fn checks_or_none(engine: &Engine, images: &BTreeMap<ServiceName, String>) -> Checks {
    checks(engine, images).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the gate is without the images' healthchecks");
        Checks::new()
    })
}

/// The gate of containers that were made before: what the healthchecks of their `releases` allow, and the shortest deadline
/// at least. A release whose model can't be read adds nothing.
pub(in crate::operation) async fn of_releases(
    context: &Context,
    docker: &DockerConfig,
    releases: impl IntoIterator<Item = &Release>,
) -> Result<Gate, OperationError> {
    let mut longest = least(docker);
    for release in releases {
        let kept = context
            .store
            .release_content(&release.codebase, release.number)
            .await?;
        match evaluate::model_of(&kept.model) {
            Ok(model) => {
                let checks = checks_or_none(context.engine().await?, &release.images).await;
                longest = longer(longest, &gate(docker, &model, &checks));
            }
            Err(error) => tracing::warn!(%error, "the gate is without a release's healthchecks"),
        }
    }
    Ok(longest)
}
