//! All that touches Docker, through the Engine API. bollard lives here alone, and no Docker command line is ever started.
//!
//! One file per Docker object. Every method that changes something takes an [`Intent`](crate::domain::journal::Intent)
//! first, the proof that the journal knows of it; what is created carries the operation's label.
//! Nothing here decides what should happen: that is `operation`'s.

mod build;
mod connection;
mod containers;
mod create;
mod error;
mod gate;
mod identity;
mod images;
mod logs;
mod networks;
mod registry;
pub mod single;
mod spec;
mod volumes;

pub use build::{
    BUILD_SILENCE, BaseImages, BuildArguments, BuildFiles, BuildRequest, BuildWatch, Dockerfile,
    base_images, build_files, context_hash,
};
pub use connection::{Engine, EngineInfo, EngineRelease};
pub use containers::{FoundProject, Inside, RestartPolicy, Volumes};
pub use error::{Call, EngineError};
pub use gate::{Expects, GateFailure, GateFault, GateProgress, GateRules, Probe, WaitsOn, Watched};
pub use identity::{is_contained, own_containers};
pub use images::{Image, ImageReference, ListedImage, PullRequest, TransferProgress};
pub use logs::{LogLine, LogSource, SourcedLine};
pub use networks::Network;
pub use registry::{Logins, RegistryError, RegistryFault};
pub use single::Single;
pub use spec::NewContainer;
pub use volumes::Volume;

#[cfg(test)]
pub(crate) mod tests;
