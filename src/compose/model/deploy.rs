//! `deploy`: the parts of it that one machine can carry out (Compose spec, "Compose Deploy Specification").

use std::collections::BTreeMap;

use serde::Deserialize;

use super::device::DeviceRequest;
use super::value::{Bytes, Cores, GoDuration};

/// How a service is run. `placement` and any mode but "replicated" are refused before this is read.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deploy {
    /// "replicated" or nothing.
    pub mode: Option<String>,
    /// How many containers; `None`: one.
    pub replicas: Option<u32>,
    /// Labels of the service; carried for Swarm, without effect on containers.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// How a new version takes the old one's place.
    pub update_config: Option<UpdateConfig>,
    /// How an old version comes back; not heard, named in a warning.
    pub rollback_config: Option<UpdateConfig>,
    /// Limits and reservations.
    #[serde(default)]
    pub resources: Resources,
    /// When the engine starts a container again.
    pub restart_policy: Option<RestartPolicy>,
    /// Always empty here.
    #[serde(default)]
    pub placement: Empty,
    /// Swarm's; named in a warning.
    pub endpoint_mode: Option<String>,
}

/// An object that may have no key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// `update_config`. Only `order` is heard; the rest is named in a warning.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpdateConfig {
    /// How many at once.
    pub parallelism: Option<u64>,
    /// How long between two.
    pub delay: Option<GoDuration>,
    /// What to do when one fails.
    pub failure_action: Option<String>,
    /// How long each is watched.
    pub monitor: Option<GoDuration>,
    /// How many failures are borne.
    pub max_failure_ratio: Option<f64>,
    /// "start-first" or "stop-first".
    pub order: Option<String>,
}

/// Limits and reservations.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resources {
    /// What a container may use at most.
    pub limits: Option<Limits>,
    /// What is kept for it.
    pub reservations: Option<Reservations>,
}

/// What a container may use at most.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Cores.
    pub cpus: Option<Cores>,
    /// Memory.
    pub memory: Option<Bytes>,
    /// Processes.
    pub pids: Option<i64>,
}

/// What is kept for a container.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reservations {
    /// Cores; Swarm's, without effect here.
    pub cpus: Option<Cores>,
    /// Memory that it keeps when the host runs short.
    pub memory: Option<Bytes>,
    /// Devices that a driver hands out (GPUs).
    #[serde(default)]
    pub devices: Vec<DeviceRequest>,
}

/// When the engine starts a container again; it wins over `restart`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestartPolicy {
    /// "none", "on-failure" or "any"; `None`: any.
    pub condition: Option<String>,
    /// Swarm's, without effect here.
    pub delay: Option<GoDuration>,
    /// How many times at most.
    pub max_attempts: Option<u64>,
    /// Swarm's, without effect here.
    pub window: Option<GoDuration>,
}
