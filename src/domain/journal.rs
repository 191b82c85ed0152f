//! The journal's nouns: no change to Docker or to files without a row that was committed before it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::files::link::Pointed;
use super::name::{OperationId, ServiceName};
use super::outcome::Outcome;

/// Until when a lease counts by this process's own clock. Every renewal moves it, for the lease and for each [`Intent`] under
/// it; a process that was stopped finds it over when it goes on. After a machine's own sleep it doesn't: that clock slept too.
#[derive(Debug, Clone)]
pub struct Term(Arc<Mutex<Instant>>);

impl Term {
    /// Over at `end`.
    #[must_use]
    pub fn until(end: Instant) -> Self {
        Self(Arc::new(Mutex::new(end)))
    }

    /// Over at `end` instead.
    pub fn move_to(&self, end: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }

    /// Whether another may have taken over what the lease is about.
    #[must_use]
    pub fn is_over(&self) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) <= Instant::now()
    }
}

/// Proof that a row saying what is about to be done is committed. Every engine call that changes something takes one.
///
/// Only `store::journal` makes one (`tests/tidy.rs` holds it to that).
#[derive(Debug, Clone)]
pub struct Intent {
    operation: OperationId,
    step: i64,
    term: Term,
}

impl Intent {
    /// For the store, after its transaction has been committed.
    pub(crate) const fn committed(operation: OperationId, step: i64, term: Term) -> Self {
        Self {
            operation,
            step,
            term,
        }
    }

    /// The operation that acts. It becomes the label `hailer.operation` on what is created.
    #[must_use]
    pub const fn operation(&self) -> &OperationId {
        &self.operation
    }

    /// The number of the step within the operation.
    #[must_use]
    pub const fn step(&self) -> i64 {
        self.step
    }

    /// Whether it is too late to act on it: the lease that it was given under may be another's by now.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.term.is_over()
    }
}

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// Confirmed, not yet begun.
    Queued,
    /// Begun, under a lease.
    Running,
    /// Done and verified.
    Done,
    /// Undone and verified; production runs what it ran before.
    RolledBack,
    /// It failed before anything was changed.
    Untouched,
    /// Ended elsewhere than at either version; its outcome says where.
    Failed,
    /// Stopped by a person before anything was changed.
    Cancelled,
}

impl OperationState {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::RolledBack => "rolled_back",
            Self::Untouched => "untouched",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Where an operation stands that ended like this.
    #[must_use]
    pub const fn after(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Done { .. } => Self::Done,
            Outcome::RolledBack { .. } => Self::RolledBack,
            Outcome::Untouched { .. } => Self::Untouched,
            Outcome::Failed { .. } => Self::Failed,
            Outcome::Cancelled { .. } => Self::Cancelled,
        }
    }
}

/// What a step is about to do, in enough detail that someone who finds only this row can finish it or undo it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Keep what it takes to go back: the contents of files that are put into place, replaced or deleted.
    Snapshot {
        /// What in production was not as the live release has it before anything was changed, in words.
        differing: Vec<String>,
        /// What runs before anything is changed, one-shots apart.
        #[serde(default)]
        running: Vec<RunningContainer>,
    },
    /// Write the new files beside production_path.
    StageFiles {
        /// The production folder, absolute.
        production: String,
        /// The staging folder, a name in it.
        staging: String,
    },
    /// Build the image of a service under a private tag.
    BuildImage {
        /// The service.
        service: String,
        /// The private tag.
        tag: String,
    },
    /// Pull an image that the engine doesn't have.
    PullImage {
        /// Its repository and digest ("registry:5000/shop@sha256:…").
        image: String,
    },
    /// Point the project's tag at an image that was built, which is how an engine knows what to push where, and push it.
    PushImage {
        /// The tag.
        tag: String,
        /// The image id it pointed at before, if any.
        from: Option<String>,
        /// The image id it will point at.
        to: String,
    },
    /// Point a tag at an image.
    TagImage {
        /// The tag that moves.
        tag: String,
        /// The image id it pointed at before, if any.
        from: Option<String>,
        /// The image id it will point at.
        to: String,
    },
    /// Rename staged files into place; the undo folder holds what they replace.
    ApplyFiles {
        /// The staging folder.
        staging: String,
        /// The undo folder.
        undo: String,
    },
    /// Put the replaced files back.
    UndoFiles {
        /// The undo folder.
        undo: String,
    },
    /// Write a whole release into a folder of its own, beside production_path, which is a link.
    StageRelease {
        /// production_path, absolute.
        link: String,
        /// The release folder, a name among the releases.
        folder: String,
    },
    /// Point production_path elsewhere, in one rename.
    PointLink {
        /// production_path, absolute.
        link: String,
        /// What stands there until then.
        from: Pointed,
        /// What will stand there.
        to: Pointed,
    },
    /// Remove the release folders that no kept release needs.
    PruneReleases {
        /// production_path, absolute.
        link: String,
    },
    /// Create a network.
    CreateNetwork {
        /// Its name.
        name: String,
    },
    /// Create a volume.
    CreateVolume {
        /// Its name.
        name: String,
    },
    /// Replace the containers of a service. Steps that follow do it, among those of other services; each says by a
    /// container's id or by the service's name whose it is.
    SwapService {
        /// The service.
        service: ServiceName,
        /// Whether its containers run to their end.
        one_shot: bool,
        /// The containers that serve until then.
        old: Vec<OldContainer>,
        /// The names of those that take their place.
        new: Vec<NewNames>,
    },
    /// Stop containers, then start containers. The steps that follow do it.
    StopAndStart {
        /// The ids of those to stop, in order.
        stop: Vec<String>,
        /// The ids of those to start, in order.
        start: Vec<String>,
    },
    /// Change a container's restart policy.
    SetRestartPolicy {
        /// The container id.
        container: String,
        /// The policy before ("unless-stopped", "on-failure:3").
        from: String,
        /// The policy after.
        to: String,
    },
    /// Create a container under a temporary name.
    CreateContainer {
        /// The service.
        service: String,
        /// The temporary name.
        name: String,
    },
    /// Start a container.
    StartContainer {
        /// Its id.
        container: String,
        /// The service that it was made for by this operation; `None` for one that was there before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        made_for: Option<ServiceName>,
    },
    /// Stop a container.
    StopContainer {
        /// Its id.
        container: String,
    },
    /// Restart a container.
    RestartContainer {
        /// Its id.
        container: String,
    },
    /// Rename a container.
    RenameContainer {
        /// Its id.
        container: String,
        /// The name before.
        from: String,
        /// The name after.
        to: String,
    },
    /// Remove a container that is stopped.
    RemoveContainer {
        /// Its id.
        container: String,
        /// Its name, for people.
        name: String,
    },
    /// Remove a private image tag.
    RemoveImageTag {
        /// The tag.
        tag: String,
    },
    /// Wait until the project is verified to run.
    Gate {
        /// How long at most, seconds.
        deadline_secs: u64,
    },
    /// The gate has passed: from here on an interrupted operation goes forward.
    GatePassed,
}

/// A container that is about to be replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldContainer {
    /// Its full id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it ran, and so must run again when it is put back.
    pub ran: bool,
}

/// A container that runs when the operation begins. Where it is down later and nothing has taken its place, an engine that was
/// restarted may have stopped it, and then neither version is whole without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningContainer {
    /// Its full id.
    pub id: String,
    /// Its service.
    pub service: ServiceName,
    /// Whether its healthcheck, if it has one, did not fail: it must not be worse later.
    pub well: bool,
}

/// The names of a container that takes another's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNames {
    /// Until the gate has passed.
    pub temporary: String,
    /// From then on.
    pub name: String,
}
