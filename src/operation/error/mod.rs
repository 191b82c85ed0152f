//! How a use case fails: what happened and why. What is to be done about it stands in `told`.

mod differs;
mod ground;
mod image;
mod judged;
mod object;
mod told;
mod unfinished;

use std::path::PathBuf;

use super::deploy::{NoRelease, NoVersion};
use super::instance::InstanceError;
use crate::compose::ComposeError;
use crate::domain::confirmation::NotRedeemed;
use crate::domain::finding::Finding;
use crate::domain::name::{CodebaseName, ProjectName, ServiceName};
use crate::domain::operation::Busy;
use crate::domain::setting::{InvalidValue, NotUnset};
use crate::engine::{EngineError, GateFailure};
use crate::github::GitHubError;
use crate::instance::preset::UnknownPreset;
use crate::store::{CodebaseError, StoreError};
use crate::sync::SyncError;

pub use differs::Differs;
pub use ground::GroundError;
pub use image::ImageError;
pub use object::ObjectError;
pub use unfinished::{Of, Unfinished};

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The codebase has no docker config.
    #[error("no docker config is set for {codebase} yet")]
    NotConfigured {
        /// Which.
        codebase: CodebaseName,
    },
    /// No container of the project is there.
    #[error("project {project} has no containers on this engine")]
    NoContainers {
        /// Which.
        project: ProjectName,
    },
    /// A service that the project doesn't have.
    #[error("there is no service {service} in {codebase}; it has {}", .known.join(", "))]
    UnknownService {
        /// Whose.
        codebase: CodebaseName,
        /// The name that was given.
        service: ServiceName,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The codebase has no workspace.
    #[error("no workspace to deploy from is set for {codebase}")]
    NoWorkspace {
        /// Which.
        codebase: CodebaseName,
    },
    /// A codebase that isn't there.
    #[error("there is no codebase {name}")]
    UnknownCodebase {
        /// The name that was given.
        name: CodebaseName,
    },
    /// Compose files that read files which strategy registry leaves behind.
    #[error(
        "the compose files of {codebase} include or extend files that strategy registry doesn't copy"
    )]
    NamesMore {
        /// Whose.
        codebase: CodebaseName,
    },
    /// What only whoever has the machine may do.
    #[error("that can only be changed at the terminal of the machine that Hailer runs on")]
    OnlyAtTheTerminal {
        /// The command to use there.
        command: String,
    },
    /// A grant that doesn't say on what.
    #[error("it isn't clear on which codebase: name one, or * for all")]
    NoScope,
    /// A file that holds secrets and can't be read: then they can't be kept out of what is shown, so nothing is.
    #[error("{} can't be read ({why}), so it isn't known what must not be shown", path.display())]
    Secrets {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// An operation that this process did not bring to an end.
    #[error(transparent)]
    Unfinished(#[from] Unfinished),
    /// This process is about to end.
    #[error("Hailer is stopping, so nothing was begun")]
    Stopping,
    /// A folder that can't be used.
    #[error("{} can't be used: {why}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// No root is allowed.
    #[error("{} lies under no allowed root, because none is set", path.display())]
    NoRoots {
        /// The folder that was to be used.
        path: PathBuf,
    },
    /// A folder outside every allowed root.
    #[error("{} lies outside the allowed roots ({})", path.display(), list(roots))]
    OutsideRoots {
        /// The folder that was to be used.
        path: PathBuf,
        /// The roots.
        roots: Vec<PathBuf>,
    },
    /// The containers of a project don't say where it was started from.
    #[error("the containers of {project} don't say which folder they were started from")]
    NoWorkingDir {
        /// Which.
        project: ProjectName,
    },
    /// What was shown is no longer what would happen.
    #[error(
        "what would happen to {codebase} has changed since the preview was shown, so nothing was done"
    )]
    ChangedMeanwhile {
        /// Which.
        codebase: CodebaseName,
    },
    /// Services that depend on each other in a circle.
    #[error("the services {} depend on each other in a circle", .0.join(", "))]
    Circle(Vec<String>),
    /// The policy of the codebase refuses what the compose file asks for.
    #[error("the policy of {codebase} refuses what its compose file asks for")]
    Refused {
        /// Whose.
        codebase: CodebaseName,
        /// What was found, each at a denied level.
        findings: Vec<Finding>,
    },
    /// What stands at or beside production_path isn't as the strategy needs it.
    #[error("{codebase} can't be deployed until production is as its strategy needs it")]
    NotReady {
        /// Which.
        codebase: CodebaseName,
        /// What was found, a sentence each.
        found: Vec<String>,
        /// The command that helps, if one does, and what it is called.
        command: Option<(&'static str, String)>,
        /// What helps at the terminal of the machine.
        shell: Vec<String>,
    },
    /// The language has it, and this version can't do it yet.
    #[error("this version can't {what} yet")]
    NotYet {
        /// What, as a verb phrase.
        what: String,
        /// What to do instead.
        instead: &'static str,
    },
    /// No such release can be put back.
    #[error(transparent)]
    Release(#[from] NoRelease),
    /// GitHub didn't say what had to be known.
    #[error(transparent)]
    GitHub(#[from] GitHubError),
    /// No such version can be had from GitHub.
    #[error(transparent)]
    Version(#[from] NoVersion),
    /// Another operation has the project.
    #[error("{0}")]
    Busy(Box<Busy>),
    /// Somebody asked for it to stop.
    #[error("{}", match by { Some(by) => format!("cancelled by {by}"), None => "it was asked to stop".to_owned() })]
    Cancelled {
        /// Who; `None` where it was stopped in its own process.
        by: Option<String>,
    },
    /// A service has no image to run.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// A network, a volume or a container is otherwise than needed.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// Hailer would have to change what it stands on itself.
    #[error(transparent)]
    Ground(#[from] GroundError),
    /// Production is otherwise than it was put there.
    #[error(transparent)]
    Differs(#[from] Differs),
    /// The project did not come up.
    #[error(transparent)]
    Gate(#[from] GateFailure),
    /// A setting's value.
    #[error(transparent)]
    Setting(#[from] InvalidValue),
    /// A setting that can't be unset.
    #[error(transparent)]
    NotUnset(#[from] NotUnset),
    /// Codebases that would be in each other's way.
    #[error(transparent)]
    Codebase(#[from] CodebaseError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A preset that isn't there.
    #[error(transparent)]
    Preset(#[from] UnknownPreset),
    /// A yes that did not count.
    #[error(transparent)]
    NotRedeemed(#[from] NotRedeemed),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The old version is back and verified, but the engine can't take away what is left of the new one.
    #[error("what is left of the new version can't be taken away: {0}")]
    StillThere(EngineError),
    /// The Compose model.
    #[error(transparent)]
    Compose(#[from] ComposeError),
    /// The files.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// An instance.
    #[error(transparent)]
    Instance(Box<InstanceError>),
    /// A mistake of ours.
    #[error("Hailer made a mistake: {0}")]
    Internal(String),
}

fn list(paths: &[PathBuf]) -> String {
    let shown: Vec<_> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    shown.join(", ")
}
