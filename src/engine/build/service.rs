//! From a service's `build` in the model to what the engine is asked.

use std::collections::BTreeMap;

use super::{BuildArguments, BuildRequest, Dockerfile};
use crate::compose::model::Model;
use crate::compose::model::build::Build;
use crate::compose::model::service::Service;
use crate::compose::model::value::Bytes;
use crate::domain::name::ServiceName;
use crate::engine::error::EngineError;

impl BuildRequest {
    /// The build of a service, under `tag`, with the labels that Compose gives to what it builds. Further tags of the
    /// service are its caller's to set. `Unsupported` for a key that the engine's builders can't carry out.
    pub fn of_service(
        model: &Model,
        (name, service): (&ServiceName, &Service),
        build: &Build,
        tag: impl Into<String>,
    ) -> Result<Self, EngineError> {
        let Build {
            context,
            dockerfile,
            dockerfile_inline,
            args,
            target,
            labels,
            tags: _,
            cache_from,
            pull,
            no_cache,
            network,
            shm_size,
            extra_hosts,
            ulimits,
            platforms,
        } = build;
        check(build).map_err(|(key, reason)| EngineError::Unsupported {
            path: format!("services.{name}.build.{key}"),
            reason: reason.to_owned(),
        })?;
        let given = args.0.iter();
        let given = given.filter_map(|(key, value)| Some((key.clone(), value.clone()?)));
        let labels: BTreeMap<_, _> = labels.clone();
        Ok(Self {
            dockerfile: match (dockerfile_inline, dockerfile) {
                (Some(text), _) => Dockerfile::Inline(text.clone()),
                (None, Some(path)) => Dockerfile::File(path.into()),
                (None, None) => Dockerfile::File("Dockerfile".into()),
            },
            target: target.clone(),
            args: BuildArguments(given.collect()),
            labels: labels
                .into_iter()
                .chain(compose_labels(model, name))
                .collect(),
            cache_from: cache_from.clone(),
            network: network.clone(),
            shm_size: shm_size.and_then(|size| i32::try_from(size.0).ok()),
            extra_hosts: extra_hosts.iter().map(|host| colon(host)).collect(),
            ulimits: ulimits.clone(),
            platform: platforms.first().or(service.platform.as_ref()).cloned(),
            pull: *pull,
            no_cache: *no_cache,
            ..Self::new(context, tag)
        })
    }
}

/// Compose writes `host=ip`, the engine wants `host:ip`.
fn colon(host: &str) -> String {
    host.replacen('=', ":", 1)
}

/// The key that the engine's builders can't carry out, and why.
fn check(build: &Build) -> Result<(), (&'static str, &'static str)> {
    let too_large = |size: Bytes| i32::try_from(size.0).is_err();
    if !build.context.starts_with('/') {
        return Err(("context", "only folders of this machine can be built from"));
    }
    if build.shm_size.is_some_and(too_large) {
        return Err(("shm_size", "the engine's builders take less than 2 GiB"));
    }
    Ok(())
}

/// The labels that Compose gives to the images that it builds (docker/compose, `getImageBuildLabels`).
fn compose_labels(model: &Model, service: &ServiceName) -> [(String, String); 3] {
    [
        ("project", model.origin.project.to_string()),
        ("service", service.to_string()),
        ("version", model.origin.version.to_string()),
    ]
    .map(|(key, value)| (format!("com.docker.compose.{key}"), value))
}
