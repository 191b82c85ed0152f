//! What a build is asked to make.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use bollard::query_parameters::BuildImageOptions;

use super::Dockerfile;
use crate::compose::model::Model;
use crate::compose::model::build::Build;
use crate::compose::model::service::Service;
use crate::compose::model::value::Bytes;
use crate::domain::name::ServiceName;
use crate::engine::error::EngineError;

/// An image to make.
#[derive(Debug, Clone)]
pub struct BuildRequest {
    /// The folder that is the context.
    pub context: PathBuf,
    /// Where the Dockerfile comes from.
    pub dockerfile: Dockerfile,
    /// The tag that the image gets.
    pub tag: String,
    /// The stage to stop at.
    pub target: Option<String>,
    /// Build arguments.
    pub args: BuildArguments,
    /// Labels of the image.
    pub labels: BTreeMap<String, String>,
    /// Images whose layers may be reused.
    pub cache_from: Vec<String>,
    /// The network of `RUN` steps.
    pub network: Option<String>,
    /// The size of `/dev/shm` in `RUN` steps, bytes.
    pub shm_size: Option<i32>,
    /// `host:ip`, for `RUN` steps. The engine takes several and bollard gives one.
    pub extra_host: Option<String>,
    /// The platform ("linux/arm64").
    pub platform: Option<String>,
    /// Ask the registry for newer base images.
    pub pull: bool,
    /// Build every step again.
    pub no_cache: bool,
    /// How long it may take in all.
    pub limit: Duration,
}

/// Build arguments. They may be secret: they go to the engine and nowhere else, and `Debug` names their keys only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BuildArguments(pub BTreeMap<String, String>);

impl std::fmt::Debug for BuildArguments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl BuildRequest {
    /// The plainest build: the folder's own Dockerfile, within an hour.
    #[must_use]
    pub fn new(context: impl Into<PathBuf>, tag: impl Into<String>) -> Self {
        Self {
            context: context.into(),
            dockerfile: Dockerfile::File("Dockerfile".into()),
            tag: tag.into(),
            target: None,
            args: BuildArguments::default(),
            labels: BTreeMap::new(),
            cache_from: Vec::new(),
            network: None,
            shm_size: None,
            extra_host: None,
            platform: None,
            pull: false,
            no_cache: false,
            limit: Duration::from_hours(1),
        }
    }

    /// The build of a service, under `tag`, with the labels that Compose gives to what it builds. Further tags of the
    /// service are its caller's to set. `Unsupported` for a key that the engine's builder can't carry out.
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
            ulimits: _,
            platforms,
        } = build;
        let given = args.0.iter();
        let given = given.filter_map(|(key, value)| Some((key.clone(), value.clone()?)));
        check(build).map_err(|(key, reason)| EngineError::Unsupported {
            path: format!("services.{name}.build.{key}"),
            reason: reason.to_owned(),
        })?;
        Ok(Self {
            dockerfile: match (dockerfile_inline, dockerfile) {
                (Some(text), _) => Dockerfile::Inline(text.clone()),
                (None, Some(path)) => Dockerfile::File(path.into()),
                (None, None) => Dockerfile::File("Dockerfile".into()),
            },
            target: target.clone(),
            args: BuildArguments(given.collect()),
            labels: labels
                .clone()
                .into_iter()
                .chain(compose_labels(model, name))
                .collect(),
            cache_from: cache_from.clone(),
            network: network.clone(),
            shm_size: shm_size.and_then(|size| i32::try_from(size.0).ok()),
            extra_host: extra_hosts.first().map(|host| host.replacen('=', ":", 1)),
            platform: platforms.first().or(service.platform.as_ref()).cloned(),
            pull: *pull,
            no_cache: *no_cache,
            ..Self::new(context, tag)
        })
    }

    pub(super) fn options(&self, dockerfile: &str) -> BuildImageOptions {
        BuildImageOptions {
            dockerfile: dockerfile.to_owned(),
            t: Some(self.tag.clone()),
            extrahosts: self.extra_host.clone(),
            nocache: self.no_cache,
            cachefrom: (!self.cache_from.is_empty()).then(|| self.cache_from.clone()),
            pull: self.pull.then(|| "1".to_owned()),
            rm: true,
            forcerm: true,
            buildargs: Some(self.args.0.clone().into_iter().collect()),
            labels: Some(self.labels.clone().into_iter().collect()),
            shmsize: self.shm_size,
            networkmode: self.network.clone(),
            platform: self.platform.clone().unwrap_or_default(),
            target: self.target.clone().unwrap_or_default(),
            ..BuildImageOptions::default()
        }
    }
}

/// The key that the engine's builder can't carry out, and why.
fn check(build: &Build) -> Result<(), (&'static str, &'static str)> {
    let too_large = |size: Bytes| i32::try_from(size.0).is_err();
    if !build.context.starts_with('/') {
        return Err(("context", "only folders of this machine can be built from"));
    }
    if !build.ulimits.is_empty() {
        return Err(("ulimits", "the engine's builder is asked for none yet"));
    }
    if build.extra_hosts.len() > 1 {
        return Err((
            "extra_hosts",
            "the engine's builder is given one at most yet",
        ));
    }
    if build.shm_size.is_some_and(too_large) {
        return Err(("shm_size", "the engine's builder takes less than 2 GiB"));
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
