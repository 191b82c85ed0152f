//! A codebase: what is deployable, and its docker config; and who keeps it as it is.

pub mod hold;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::actor::Conversation;
use super::confirmation::ConfirmBy;
use super::files::RelativePath;
use super::finding::{FindingKind, Level};
use super::name::{CodebaseName, ProjectName, RepositoryName, ServiceName};

/// Something a team deploys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codebase {
    /// Its name; every preview and answer begins with it.
    pub name: CodebaseName,
    /// The folder on this machine that it is worked on in.
    pub workspace: Option<PathBuf>,
    /// Its repository on GitHub.
    pub repository: Option<RepositoryName>,
    /// How it runs; `None` until it is configured.
    pub docker: Option<DockerConfig>,
}

/// How a codebase runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DockerConfig {
    /// The folder that production runs from. Absolute, under an allowed root.
    pub production_path: PathBuf,
    /// The Compose project. One codebase has it at most.
    pub compose_project: ProjectName,
    /// The compose files, relative to production_path, in order. Empty: Compose's own default names.
    #[serde(default)]
    pub compose_files: Vec<String>,
    /// The service whose logs are shown when none is named.
    #[serde(default)]
    pub primary_container: Option<ServiceName>,
    /// The services that this codebase acts on. Empty: all of the project.
    #[serde(default)]
    pub containers: Vec<ServiceName>,
    /// The services whose new containers start beside the old ones although nothing tells when they are healthy.
    #[serde(default)]
    pub start_first: Vec<ServiceName>,
    /// The services whose old containers are stopped before new ones start, also where both could run.
    #[serde(default)]
    pub stop_first: Vec<ServiceName>,
    /// How long the old and the new container of a service that starts first serve side by side, seconds.
    #[serde(default = "default_overlap")]
    pub overlap: u64,
    /// How new files reach production.
    #[serde(default)]
    pub deployment_strategy: Strategy,
    /// What lives on from release to release below production_path, under the strategy symlink.
    #[serde(default)]
    pub shared_paths: Vec<RelativePath>,
    /// Where new files come from.
    #[serde(default)]
    pub source: Source,
    /// What is minded of a version from GitHub.
    #[serde(default)]
    pub github_rules: BTreeSet<GithubRule>,
    /// Who may say yes.
    #[serde(default)]
    pub confirm_by: ConfirmBy,
    /// How long a preview can be confirmed, seconds. `None`: 10 minutes in chat, 60 on GitHub.
    #[serde(default)]
    pub confirm_ttl: Option<u64>,
    /// How long the gate waits at most, seconds. `None`: from the healthchecks, 120 s at least.
    #[serde(default)]
    pub gate_timeout: Option<u64>,
    /// How long a service without a healthcheck must run without a restart, seconds.
    #[serde(default = "default_stability_window")]
    pub stability_window: u64,
    /// A URL that must answer with a 2xx before a deploy counts.
    #[serde(default)]
    pub probe: Option<String>,
    /// Levels of policy findings that differ from the defaults.
    #[serde(default)]
    pub policy: BTreeMap<FindingKind, Level>,
    /// The chat that is told of every change.
    #[serde(default)]
    pub announce: Option<Conversation>,
    /// The environment's name in answers and on GitHub.
    #[serde(default = "default_environment")]
    pub environment: String,
    /// The environment's address, to be linked.
    #[serde(default)]
    pub url: Option<String>,
    /// The time zone that times are shown in (IANA name or "UTC").
    #[serde(default = "default_timezone")]
    pub timezone: String,
}

/// Twice what proxies keep an address for that look names up anew (a second is usual where containers come and go).
const fn default_overlap() -> u64 {
    2
}

const fn default_stability_window() -> u64 {
    10
}

fn default_environment() -> String {
    "production".to_owned()
}

fn default_timezone() -> String {
    "UTC".to_owned()
}

impl DockerConfig {
    /// The config of a project at `production_path` with everything else at its default.
    #[must_use]
    pub fn new(production_path: PathBuf, compose_project: ProjectName) -> Self {
        Self {
            production_path,
            compose_project,
            compose_files: Vec::new(),
            primary_container: None,
            containers: Vec::new(),
            start_first: Vec::new(),
            stop_first: Vec::new(),
            overlap: default_overlap(),
            deployment_strategy: Strategy::default(),
            shared_paths: Vec::new(),
            source: Source::default(),
            github_rules: BTreeSet::new(),
            confirm_by: ConfirmBy::default(),
            confirm_ttl: None,
            gate_timeout: None,
            stability_window: default_stability_window(),
            probe: None,
            policy: BTreeMap::new(),
            announce: None,
            environment: default_environment(),
            url: None,
            timezone: default_timezone(),
        }
    }

    /// How much a kind of finding is minded here.
    #[must_use]
    pub fn level(&self, kind: FindingKind) -> Level {
        self.policy
            .get(&kind)
            .copied()
            .unwrap_or_else(|| kind.default_level())
    }
}

/// How new files reach production.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    /// Files are copied from the source into production_path.
    #[default]
    Copy,
    /// production_path is a link, pointed at an immutable release folder.
    Symlink,
    /// Only images change, by digest from a registry.
    Registry,
}

/// Where new files come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The codebase's workspace on this machine.
    #[default]
    Workspace,
    /// The codebase's repository.
    Github,
}

/// What is minded of a version from GitHub, where a codebase says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GithubRule {
    /// All statuses and checks of the commit must be green.
    RequireChecks,
    /// A pull request must be approved, and nobody may want changes.
    RequireReview,
    /// A pull request must contain the head of the branch that it goes into.
    RequireUpToDate,
    /// A pull request may come from a fork.
    AllowForks,
    /// Production is held for a pull request once it is deployed.
    HoldForPull,
}
