//! The Compose model, typed: what `config --format json` prints, with a field for every key that Hailer carries out.
//!
//! It never reads a compose file; the binary has done that. A key without a field here is an error that names it.

pub mod build;
pub mod definition;
pub mod deploy;
pub mod file_object;
pub mod healthcheck;
pub mod mount;
pub mod network;
pub mod port;
pub mod service;
pub mod value;
pub mod volume;

use std::collections::BTreeMap;
use std::path::PathBuf;

use self::file_object::FileObject;
use self::network::Network;
use self::service::Service;
use self::volume::Volume;
use crate::domain::name::{ProjectName, ServiceName};

/// A resolved project. All paths in it are production's, whatever folder it was loaded from.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The project.
    pub project: ProjectName,
    /// production_path: the label `com.docker.compose.project.working_dir`.
    pub directory: PathBuf,
    /// The compose files, absolute, in order: the label `com.docker.compose.project.config_files`.
    pub files: Vec<PathBuf>,
    /// The Compose version that resolved it; which hash and defaults hold depends on it.
    pub version: super::Version,
    /// Its services that are switched on.
    pub services: BTreeMap<ServiceName, Service>,
    /// Services that no active profile switches on. Their containers are not orphans.
    pub disabled: Vec<ServiceName>,
    /// Its networks, by key.
    pub networks: BTreeMap<String, Network>,
    /// Its volumes, by key.
    pub volumes: BTreeMap<String, Volume>,
    /// Its secrets, by key.
    pub secrets: BTreeMap<String, FileObject>,
    /// Its configs, by key.
    pub configs: BTreeMap<String, FileObject>,
    /// What Compose warned of ("The \"TAG\" variable is not set …") and which keys have no effect here.
    pub warnings: Vec<String>,
}
