//! `build`: what an image is made from (Compose spec, "Compose Build Specification").

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ulimit::Ulimit;
use super::value::{Bytes, Variables};

/// How a service's image is built. Paths are production's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// The folder that is sent to the builder, absolute; or a URL, which the policy finds.
    pub context: String,
    /// The Dockerfile, relative to the context unless absolute.
    pub dockerfile: Option<String>,
    /// The Dockerfile's own text, in place of a file.
    pub dockerfile_inline: Option<String>,
    /// Build arguments. A key without a value is passed without one.
    #[serde(default)]
    pub args: Variables,
    /// The stage to stop at.
    pub target: Option<String>,
    /// Labels of the image.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// More tags for the image.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Images whose layers may be reused.
    #[serde(default)]
    pub cache_from: Vec<String>,
    /// Ask the registry for newer base images.
    #[serde(default)]
    pub pull: bool,
    /// Build every step again.
    #[serde(default)]
    pub no_cache: bool,
    /// The network of `RUN` steps.
    pub network: Option<String>,
    /// The size of `/dev/shm` in `RUN` steps.
    pub shm_size: Option<Bytes>,
    /// `host=ip` lines for `RUN` steps.
    #[serde(default)]
    pub extra_hosts: Vec<String>,
    /// Limits of `RUN` steps.
    #[serde(default)]
    pub ulimits: BTreeMap<String, Ulimit>,
    /// At most one platform; more are refused.
    #[serde(default)]
    pub platforms: Vec<String>,
}
