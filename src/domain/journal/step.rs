//! What an operation is about to do, in enough detail that someone who finds only this can finish it or undo it.

use serde::{Deserialize, Serialize};

use crate::domain::files::link::Pointed;
use crate::domain::name::{InstanceName, ServiceName};

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
    /// Make an instance: its volumes, its container, and wait until it is ready. The steps that follow do it.
    MakeInstance {
        /// Its name.
        name: InstanceName,
        /// Whether volumes of an earlier one of the name are there, which stay whatever comes.
        again: bool,
    },
    /// Make an instance anew, without what it had written. The steps that follow do it.
    ResetInstance {
        /// Its name.
        name: InstanceName,
    },
    /// Destroy an instance. The steps that follow do it.
    DestroyInstance {
        /// Its name.
        name: InstanceName,
        /// The volumes that go with it.
        volumes: Vec<String>,
    },
    /// Change several instances, each in an operation of its own.
    ChangeInstances {
        /// Which.
        names: Vec<InstanceName>,
    },
    /// Remove a volume.
    RemoveVolume {
        /// Its name.
        name: String,
    },
    /// Take an image's name away, and the image where it has no other.
    RemoveImage {
        /// What it was asked for by.
        reference: String,
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
