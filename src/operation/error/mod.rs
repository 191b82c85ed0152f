//! How a use case fails: what happened and why. What is to be done about it stands in `told`.

mod told;
mod unfinished;

use std::path::PathBuf;

use crate::compose::ComposeError;
use crate::domain::confirmation::NotRedeemed;
use crate::domain::files::RelativePath;
use crate::domain::finding::Finding;
use crate::domain::name::{CodebaseName, ProjectName, ServiceName};
use crate::domain::operation::Busy;
use crate::domain::setting::{InvalidValue, NotUnset};
use crate::engine::{EngineError, GateFailure};
use crate::github::GitHubError;
use crate::instance::preset::UnknownPreset;
use crate::store::{CodebaseError, StoreError};
use crate::sync::SyncError;
pub use unfinished::Unfinished;

use super::deploy::{NoRelease, NoVersion};
use super::instance::InstanceError;
use crate::reply;

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
    /// Something that the compose file says is there already, and isn't.
    #[error("{what} {name} is external in the compose file and is not on this engine")]
    NoExternal {
        /// "network" or "volume".
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Something of the needed name that isn't the project's.
    #[error("{what} {name} is there and does not belong to project {project}")]
    ForeignObject {
        /// "network" or "volume".
        what: &'static str,
        /// Its name.
        name: String,
        /// The project that needs it.
        project: ProjectName,
    },
    /// An image that may not be pulled and isn't there.
    #[error(
        "{service} may not pull its image (pull_policy: never), and {reference} is not on this engine"
    )]
    NoImage {
        /// Whose.
        service: ServiceName,
        /// The image.
        reference: String,
    },
    /// A service that is built and whose image has no name that a registry could know.
    #[error("{service} has a `build` and no `image`, so no registry has its image")]
    NoImageName {
        /// Which.
        service: ServiceName,
    },
    /// A service that is only to be built, under a strategy that builds nothing.
    #[error(
        "the service {service} is always to be built (pull_policy: build), and strategy registry builds nothing"
    )]
    MustBeBuilt {
        /// Which.
        service: ServiceName,
    },
    /// A push after which the registry has something else than was built.
    #[error(
        "{reference} in its registry is not what was built here: somebody else pushed it at the same moment"
    )]
    PushedAnother {
        /// The tag.
        reference: String,
    },
    /// Compose files that read files which strategy registry leaves behind.
    #[error(
        "the compose files of {codebase} include or extend files that strategy registry doesn't copy"
    )]
    NamesMore {
        /// Whose.
        codebase: CodebaseName,
    },
    /// A network or volume that is there and is defined otherwise now.
    #[error("{what} {name} is defined otherwise than it was made ({}), and Hailer never makes it anew; put the old definition back, or give the new one another name", keys.join(", "))]
    Redefined {
        /// "network" or "volume".
        what: &'static str,
        /// Its name.
        name: String,
        /// The keys that differ.
        keys: Vec<&'static str>,
    },
    /// A file that somebody edited while a deploy was under way.
    #[error(
        "{path} was edited while the deploy was under way; the old version of it is kept in the staging folder"
    )]
    EditedMeanwhile {
        /// Which.
        path: RelativePath,
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
    /// What stands in production after the files were put into place isn't what was planned.
    #[error("the compose files read otherwise in production than planned: {what}")]
    AppliedDiffers {
        /// The services that read otherwise, or else the sections; why that can be, and what to do.
        what: String,
    },
    /// The source changed while an image was built from it.
    #[error("the workspace changed while the image of {service} was built from it")]
    SourceChanged {
        /// Whose image.
        service: ServiceName,
    },
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
    /// A container that isn't this project's has a name that is needed.
    #[error("the name {name} belongs to container {id}, which is not part of project {project}")]
    ForeignContainer {
        /// The name.
        name: String,
        /// The container's short id.
        id: String,
        /// The project that needs the name.
        project: ProjectName,
    },
    /// A container that an operation made, and that somebody removed before it was done with it.
    #[error("the new container {name} is gone: somebody removed it")]
    ContainerGone {
        /// The name that it would have had.
        name: String,
    },
    /// A container that an operation stopped, and that somebody started again.
    #[error("{name} was stopped, and somebody started it again")]
    RunsAgain {
        /// Its name.
        name: String,
    },
    /// Hailer would have to change what it stands on itself.
    #[error("{codebase} contains {what}, which can't be changed from within")]
    OwnGround {
        /// Whose project.
        codebase: CodebaseName,
        /// What, and in which container.
        what: String,
        /// What does it from a shell of the machine.
        command: String,
    },
    /// Where the store is could not be found out, so neither whether it is what would be changed.
    #[error(
        "it isn't known whether Hailer's own store is part of this: where {host} is can't be found out ({why})"
    )]
    StoreUnknown {
        /// The store's server.
        host: String,
        /// Why.
        why: String,
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
    /// A release that was put back, and something else stands in production all the same.
    #[error("production is not all as release {number} has it: {}", reply::few(.differences, 5))]
    NotAsReleased {
        /// Its number.
        number: i64,
        /// What differs.
        differences: Vec<String>,
    },
    /// Another operation has the project.
    #[error("{0}")]
    Busy(Box<Busy>),
    /// Somebody asked for it to stop.
    #[error("{}", match by { Some(by) => format!("cancelled by {by}"), None => "it was asked to stop".to_owned() })]
    Cancelled {
        /// Who; `None` where it was stopped in its own process.
        by: Option<String>,
    },
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

impl OperationError {
    /// Whether the engine itself failed, or did not answer, so that it may do better in a moment.
    pub(super) const fn is_engines_own(&self) -> bool {
        matches!(
            self,
            Self::Engine(
                EngineError::Failed { .. }
                    | EngineError::Unreachable { .. }
                    | EngineError::LeaseOver { .. }
            )
        )
    }

    /// Whether nothing is final yet: once the store and the engine answer again, what was begun can be brought to an end.
    pub(super) const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Store(_)
                | Self::Engine(EngineError::Unreachable { .. } | EngineError::LeaseOver { .. })
        )
    }

    /// Whether what was asked may have been done all the same.
    pub(super) const fn leaves_unknown(&self) -> bool {
        matches!(self, Self::Engine(error) if error.leaves_unknown())
    }

    /// A service that the project doesn't have.
    pub(super) fn unknown_service<'a>(
        codebase: &CodebaseName,
        service: &ServiceName,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut known: Vec<_> = known.into_iter().map(str::to_owned).collect();
        known.sort();
        known.dedup();
        Self::UnknownService {
            codebase: codebase.clone(),
            service: service.clone(),
            known,
        }
    }
}
