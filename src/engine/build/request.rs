//! What a build is asked to make.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use super::Dockerfile;
use crate::compose::model::ulimit::Ulimit;

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
    /// `host:ip` each, for `RUN` steps.
    pub extra_hosts: Vec<String>,
    /// Limits of `RUN` steps.
    pub ulimits: BTreeMap<String, Ulimit>,
    /// The platform ("linux/arm64").
    pub platform: Option<String>,
    /// Ask the registry for newer base images.
    pub pull: bool,
    /// Build every step again.
    pub no_cache: bool,
    /// How long it may take in all.
    pub limit: Duration,
    /// How long the builder may say nothing, and take nothing of the context, before it is given up.
    pub silence: Duration,
}

/// How long a step may be silent where nothing else is said: compilers are.
pub const BUILD_SILENCE: Duration = Duration::from_mins(15);

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
            extra_hosts: Vec::new(),
            ulimits: BTreeMap::new(),
            platform: None,
            pull: false,
            no_cache: false,
            limit: Duration::from_hours(1),
            silence: BUILD_SILENCE,
        }
    }
}
