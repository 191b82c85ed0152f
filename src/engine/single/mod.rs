//! A container by itself: it belongs to no Compose project, and all that the engine is told of it stands in one record.

mod body;
mod files;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use bollard::query_parameters::CreateContainerOptions;
use secrecy::SecretString;

use super::connection::Engine;
use super::containers::{RestartPolicy, Volumes};
use super::error::{Call, EngineError};
use crate::domain::journal::Intent;

/// A container to create. Can't be printed with the values of its variables.
#[derive(Debug, Clone)]
pub struct Single {
    /// Its name.
    pub name: String,
    /// The image, by whatever stands for it.
    pub image: String,
    /// The command; `None`: the image's.
    pub command: Option<Vec<String>>,
    /// Its variables, over those of the image.
    pub environment: BTreeMap<String, SecretString>,
    /// Its labels, beside that of the operation.
    pub labels: BTreeMap<String, String>,
    /// What it serves.
    pub ports: Vec<Port>,
    /// How the engine knows that it works; `None`: as the image says.
    pub healthcheck: Option<Healthcheck>,
    /// What is mounted. A volume that isn't there is made, without labels.
    pub mounts: Vec<Mount>,
    /// What is kept in memory: where, and with which options ("size=1048576,mode=1777").
    pub tmpfs: BTreeMap<String, String>,
    /// What it may use.
    pub limits: Limits,
    /// What it may do.
    pub rights: Rights,
    /// The network that it is attached to, or "none"; `None`: the engine's default.
    pub network: Option<String>,
    /// When the engine starts it again by itself.
    pub restart: RestartPolicy,
    /// Files that are in it before it starts, by their absolute path; everybody in it may read them.
    pub files: BTreeMap<String, String>,
}

/// A port of the container that this machine serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// The machine's address; `None`: all of them.
    pub host_ip: Option<IpAddr>,
    /// The machine's port.
    pub host: u16,
    /// The container's port.
    pub container: u16,
    /// "tcp", "udp" or "sctp".
    pub protocol: &'static str,
}

/// A command that the engine runs in the container every now and then (Engine API, `HealthConfig`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Healthcheck {
    /// The command; no shell is around it.
    pub test: Vec<String>,
    /// How long between two checks.
    pub interval: Duration,
    /// How long one may take.
    pub timeout: Duration,
    /// How many have to fail one after the other.
    pub retries: u32,
    /// How long failures don't count yet.
    pub start_period: Duration,
}

/// What is mounted where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// What.
    pub source: Source,
    /// Where in the container; absolute.
    pub target: String,
    /// Whether the container may not write there.
    pub read_only: bool,
}

/// What is mounted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A volume of the engine, by its name.
    Volume(String),
    /// A folder or file of this machine, which has to be there; absolute.
    Host(String),
}

/// What a container may use at most; `None`: as much as there is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limits {
    /// Memory, bytes.
    pub memory: Option<u64>,
    /// Memory and swap together, bytes; `None`: twice the memory (Docker's documentation, `--memory-swap`).
    pub memory_swap: Option<u64>,
    /// Cores (0.5: half a core).
    pub cpus: Option<f64>,
    /// The size of `/dev/shm`, bytes; `None`: 64 MiB.
    pub shm: Option<u64>,
    /// Processes.
    pub pids: Option<u32>,
}

/// What a container may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    /// Its root file system is read-only.
    pub read_only: bool,
    /// No process of it can get more rights than it began with.
    pub no_new_privileges: bool,
    /// Capabilities that are taken away; `ALL` for all.
    pub cap_drop: Vec<String>,
    /// Capabilities beyond the engine's default.
    pub cap_add: Vec<String>,
    /// It has all that root on the machine has.
    pub privileged: bool,
    /// As whom it runs, `uid[:gid]` or a name; `None`: as the image says.
    pub user: Option<String>,
}

impl Engine {
    /// Creates a container and does not start it. Its files are in it. Returns its id.
    ///
    /// `Unsupported` before anything is created for what can't be carried out, `Conflict` where the name is taken, `NotFound`
    /// where the image isn't there. Where its files can't be put into it, it is removed again.
    pub async fn create_single(
        &self,
        intent: &Intent,
        single: &Single,
    ) -> Result<String, EngineError> {
        let files = files::upload(single)?;
        let options = CreateContainerOptions {
            name: Some(single.name.clone()),
            platform: String::new(),
        };
        let call = Call::new("create container", &single.name);
        let body = body::body(intent, single);
        let created = self.docker().create_container(Some(options), body);
        let id = self.change_once(intent, call, created).await?.id;
        let Some(files) = files else {
            return Ok(id);
        };
        let Err(error) = self.upload(intent, &id, files).await else {
            return Ok(id);
        };
        if let Err(left) = self.remove(intent, &id, Volumes::Remove).await {
            tracing::warn!(container = %single.name, error = %left, "a container without its files is left");
        }
        Err(error)
    }
}
