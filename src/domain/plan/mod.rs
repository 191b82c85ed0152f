//! A plan: what exactly would be done, from which state. Pure data; its digest is what a confirmation is bound to.

mod digest;
mod empty;
mod instance;
pub mod one_shot;
mod reason;
mod source;

use serde::{Deserialize, Serialize};

use super::action::Action;
use super::files::FileDiff;
use super::files::link::LinkPlan;
use super::finding::{Finding, Level};
use super::name::{CodebaseName, ProjectName, ServiceName};

pub use digest::PlanDigest;
pub use instance::{InstanceChange, InstancePlan, Pruned, PrunedKind};
pub use reason::{BuildChange, Moved, Reason};
pub use source::{
    Contained, GithubSource, LiveSource, Newest, PullSource, SourceState, Uncommitted, Version,
};

/// Everything that a confirmed action will do. Services are in the order in which they are acted on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Whose plan it is.
    pub codebase: CodebaseName,
    /// The Compose project.
    pub project: ProjectName,
    /// What was asked for.
    pub action: Action,
    /// Where the new files come from; `None` where none move.
    pub source: Option<SourceState>,
    /// What is live, held against that; `None` where nothing is, or neither has a commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<LiveSource>,
    /// Each service with what becomes of it.
    pub services: Vec<ServicePlan>,
    /// How the files of production_path will differ.
    pub files: FileDiff,
    /// How production_path will be pointed; `None` where it stays, or is no link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<LinkPlan>,
    /// Networks to create.
    pub networks: Vec<String>,
    /// Volumes to create.
    pub volumes: Vec<String>,
    /// Instances that are changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<InstancePlan>,
    /// What instances have left behind and is removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pruned: Vec<Pruned>,
    /// What the policy found, with its level here.
    pub findings: Vec<(Finding, Level)>,
    /// What a person should know before saying yes.
    pub warnings: Vec<String>,
    /// How it will be verified.
    pub gate: Gate,
}

impl Plan {
    /// blake3 over the plan's canonical JSON: fields in the order of their declaration, lists in theirs, no spaces. Times stay
    /// outside, and titles: it is no other plan for a file that was saved again, nor for an estimate.
    #[must_use]
    pub fn digest(&self) -> PlanDigest {
        let mut hasher = blake3::Hasher::new();
        // A hasher takes every write, and the plan holds nothing that JSON can't (no maps with other than text keys).
        let written = serde_json::to_writer(&mut hasher, &self.timeless());
        debug_assert!(written.is_ok(), "a plan is always JSON");
        PlanDigest(*hasher.finalize().as_bytes())
    }

    /// The same without times.
    fn timeless(&self) -> Self {
        let mut timeless = self.clone();
        timeless.source = timeless.source.map(SourceState::lasting);
        for service in &mut timeless.services {
            if let Downtime::Interrupted { stop_secs, .. } = &mut service.downtime {
                *stop_secs = None;
            }
        }
        timeless
    }
}

/// What becomes of one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePlan {
    /// The service.
    pub service: ServiceName,
    /// What becomes of its containers.
    pub change: Change,
    /// Why, most telling first.
    pub reasons: Vec<Reason>,
    /// The containers that it starts from.
    pub containers: Vec<ContainerRef>,
    /// How many containers it will have.
    pub replicas: u32,
    /// Whether it runs to its end instead of staying up.
    pub one_shot: bool,
    /// Compose's config hash of the new definition; `None` where the definition is not read (restart).
    pub config_hash: Option<String>,
    /// The image it will run; for one that is built, what the build is made from.
    pub image: Option<ImagePlan>,
    /// What its users will notice.
    pub downtime: Downtime,
}

impl ServicePlan {
    /// Whether each new container is started beside the old one, which is stopped once the new one is ready. Else the old
    /// ones are stopped first.
    #[must_use]
    pub const fn starts_first(&self) -> bool {
        matches!(self.downtime, Downtime::BriefErrors { .. })
    }
}

/// What becomes of a service's containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Nothing.
    Keep,
    /// There were none; they are made.
    Create,
    /// New ones take the place of the old ones.
    Recreate,
    /// They are stopped and removed.
    Remove,
    /// The same ones are stopped and started.
    Restart,
    /// The same ones are started.
    Start,
    /// The same ones are stopped.
    Stop,
}

/// A container that a plan starts from. Another id or image there later is another state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainerRef {
    /// Full id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The id of its image.
    pub image_id: String,
}

/// The image that a service will run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "lowercase")]
pub enum ImagePlan {
    /// An image that the engine has.
    Present {
        /// The reference in the model.
        reference: String,
        /// The id that it stands for now.
        id: String,
    },
    /// An image that will be pulled, by its digest.
    Pull {
        /// The reference in the model.
        reference: String,
        /// What it stands for in its registry ("sha256:…").
        digest: String,
        /// The digest that the engine's own image of this reference has there, where it has one.
        before: Option<String>,
    },
    /// An image that will be built.
    Build {
        /// The tag that it will have.
        reference: String,
        /// blake3 over the context's contents, the Dockerfile, the arguments and the other keys of the build.
        inputs: String,
        /// The images that it is built on, as far as the Dockerfile says.
        bases: Vec<BaseImage>,
        /// Whether it is pushed to its registry then, and runs by the digest that it has there.
        push: bool,
    },
}

/// An image that another one is built on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseImage {
    /// Its reference in the Dockerfile.
    pub reference: String,
    /// The id that it stands for now; `None`: the engine hasn't got it, so it is pulled first.
    pub id: Option<String>,
    /// The id that the last build was on, where it moved since.
    pub was: Option<String>,
}

/// What a service's users will notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "downtime", rename_all = "snake_case")]
pub enum Downtime {
    /// Nothing: it isn't touched, or runs to its end.
    None,
    /// The new container is ready before the old one stops; requests in flight may fail.
    BriefErrors {
        /// Why not none.
        why: String,
    },
    /// The old one is stopped before the new one starts.
    Interrupted {
        /// Why: what both can't have at once.
        why: String,
        /// How long stopping may take, seconds, by the stop grace periods of what is stopped. An estimate: two plans don't
        /// differ by it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stop_secs: Option<u64>,
    },
    /// It stays down.
    Down,
}

/// How the result is verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// How long it may take, seconds.
    pub deadline_secs: u64,
    /// How long a service without a healthcheck must run without a restart, seconds.
    pub stability_secs: u64,
    /// A URL that must answer with a 2xx.
    pub probe: Option<String>,
}

#[cfg(test)]
mod tests;
