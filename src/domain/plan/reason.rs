//! Why a service changes, as a plan says it: keys of the environment and never values.

use serde::{Deserialize, Serialize};

use crate::domain::name::ServiceName;

/// Why a service changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Reason {
    /// Somebody asked for just this.
    Asked,
    /// It has no container.
    Missing,
    /// It is no longer in the compose file.
    Orphaned,
    /// Its container isn't running.
    NotRunning,
    /// It is pulled or referred to under another image.
    Image {
        /// The image before.
        from: String,
        /// The image after.
        to: String,
    },
    /// What its image is built from has changed.
    Build {
        /// What of it; empty where only that something did is known.
        #[serde(default)]
        changed: BuildChange,
    },
    /// An image that its own is built on stands for another one now.
    BaseImage {
        /// Its reference in the Dockerfile.
        reference: String,
        /// The id that the last build was on.
        from: String,
        /// The id now.
        to: String,
    },
    /// Environment keys whose values changed, came or went. Never values.
    Environment {
        /// The keys.
        keys: Vec<String>,
    },
    /// Ports of the host come, go, or lead elsewhere.
    Ports {
        /// Each of them, as a compose file has them in short (`127.0.0.1:8080:80`).
        moved: Vec<Moved>,
    },
    /// What it mounts comes, goes, or is another thing or at another place.
    Mounts {
        /// Each of them, as a compose file has them in short (`./conf:/etc/shop:ro`).
        moved: Vec<Moved>,
    },
    /// Other keys of its definition changed ("command", "labels").
    Definition {
        /// The keys, sorted.
        keys: Vec<String>,
    },
    /// A file that it mounts has changed.
    MountedFile {
        /// The file, relative to production_path; `secret NAME` or `config NAME` where its text stands in no file of its own.
        path: String,
    },
    /// It mounts from the release folder, and production_path will lead to another one.
    ReleaseFolder,
    /// Something it depends on, or shares a namespace with, changes.
    Dependency {
        /// That service.
        service: ServiceName,
    },
    /// It will have another number of containers.
    Scale {
        /// Containers before.
        from: u32,
        /// Containers after.
        to: u32,
    },
    /// It runs to its end at each deploy that touches what it depends on.
    RunsAgain,
}

/// What of a build changed, as far as that is known. Never values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildChange {
    /// Files of its context, and its Dockerfile, relative to the project.
    pub files: Vec<String>,
    /// Its arguments, by name.
    pub arguments: Vec<String>,
    /// Other keys of `build` ("target"), in the order of their names.
    pub keys: Vec<String>,
}

/// One thing of a definition before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Before; `None`: it comes.
    pub from: Option<String>,
    /// After; `None`: it goes.
    pub to: Option<String>,
}
