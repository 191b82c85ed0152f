//! The keys of a codebase's docker config: one table that the parser, the help, `show` and the docs read.
//!
//! Values are checked for their form alone. Whether a path lies under an allowed root or a service exists is for the
//! operation to say, which can look.

mod about;
mod github;
mod read;
mod value;

use std::fmt;
use std::str::FromStr;

use super::codebase::GithubRule;
use super::finding::FindingKind;

pub use about::About;
pub use value::{InvalidValue, NotUnset};

/// One key that `/docker-config set` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// `production_path`
    ProductionPath,
    /// `compose_project`
    ComposeProject,
    /// `compose_files`
    ComposeFiles,
    /// `primary_container`
    PrimaryContainer,
    /// `containers`
    Containers,
    /// `start_first`
    StartFirst,
    /// `stop_first`
    StopFirst,
    /// `overlap`
    Overlap,
    /// `deployment_strategy`
    DeploymentStrategy,
    /// `shared_paths`
    SharedPaths,
    /// `source`
    Source,
    /// `require_checks` and others, one for each rule
    Github(GithubRule),
    /// `confirm_by`
    ConfirmBy,
    /// `confirm_ttl`
    ConfirmTtl,
    /// `gate_timeout`
    GateTimeout,
    /// `stability_window`
    StabilityWindow,
    /// `probe`
    Probe,
    /// `announce`
    Announce,
    /// `environment`
    Environment,
    /// `url`
    Url,
    /// `timezone`
    Timezone,
    /// `policy.KIND`, one for each kind of finding
    Policy(FindingKind),
}

impl Setting {
    /// Every setting in the order in which they are shown, those of the policy last.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::PLAIN
            .into_iter()
            .chain(FindingKind::ALL.into_iter().map(Self::Policy))
    }

    /// Every setting but those of the policy.
    pub const PLAIN: [Self; 25] = [
        Self::ProductionPath,
        Self::ComposeProject,
        Self::ComposeFiles,
        Self::PrimaryContainer,
        Self::Containers,
        Self::StartFirst,
        Self::StopFirst,
        Self::Overlap,
        Self::DeploymentStrategy,
        Self::SharedPaths,
        Self::Source,
        Self::Github(GithubRule::RequireChecks),
        Self::Github(GithubRule::RequireReview),
        Self::Github(GithubRule::RequireUpToDate),
        Self::Github(GithubRule::AllowForks),
        Self::Github(GithubRule::HoldForPull),
        Self::ConfirmBy,
        Self::ConfirmTtl,
        Self::GateTimeout,
        Self::StabilityWindow,
        Self::Probe,
        Self::Announce,
        Self::Environment,
        Self::Url,
        Self::Timezone,
    ];

    /// The key without the finding's kind (`gate_timeout`, `policy`).
    const fn key(self) -> &'static str {
        match self {
            Self::ProductionPath => "production_path",
            Self::ComposeProject => "compose_project",
            Self::ComposeFiles => "compose_files",
            Self::PrimaryContainer => "primary_container",
            Self::Containers => "containers",
            Self::StartFirst => "start_first",
            Self::StopFirst => "stop_first",
            Self::Overlap => "overlap",
            Self::DeploymentStrategy => "deployment_strategy",
            Self::SharedPaths => "shared_paths",
            Self::Source => "source",
            Self::Github(rule) => rule.key(),
            Self::ConfirmBy => "confirm_by",
            Self::ConfirmTtl => "confirm_ttl",
            Self::GateTimeout => "gate_timeout",
            Self::StabilityWindow => "stability_window",
            Self::Probe => "probe",
            Self::Announce => "announce",
            Self::Environment => "environment",
            Self::Url => "url",
            Self::Timezone => "timezone",
            Self::Policy(_) => "policy",
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())?;
        match self {
            Self::Policy(kind) => write!(f, ".{}", kind.as_str()),
            _ => Ok(()),
        }
    }
}

/// A key that isn't a setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a setting of a docker config")]
pub struct UnknownSetting(pub String);

impl FromStr for Setting {
    type Err = UnknownSetting;

    fn from_str(text: &str) -> Result<Self, UnknownSetting> {
        let unknown = || UnknownSetting(text.to_owned());
        match text.strip_prefix("policy.") {
            Some(kind) => kind.parse().map(Self::Policy).map_err(|_| unknown()),
            None => Self::PLAIN
                .into_iter()
                .find(|setting| setting.key() == text)
                .ok_or_else(unknown),
        }
    }
}
