//! A service: all keys that Hailer carries out (Compose spec, "services"). Keys that it refuses have no field here.

mod derived;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::build::Build;
use super::definition::Definition;
use super::dependency::Dependency;
use super::deploy::Deploy;
use super::device::{Device, DeviceRequest};
use super::file_object::FileReference;
use super::healthcheck::Healthcheck;
use super::mount::Mount;
use super::network::ServiceNetwork;
use super::port::Port;
use super::ulimit::Ulimit;
use super::value::{Bytes, Cores, GoDuration, Variables};
use crate::domain::name::ServiceName;

/// One service of a project, as Compose resolved it: env files are in `environment`, short forms are long, paths are
/// production's. Absent keys are `None`, empty or false, which leaves the matter to the image and the engine.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of the Compose file format"
)]
pub struct Service {
    // What runs.
    /// The image; `None` where it is only built.
    pub image: Option<String>,
    /// How the image is built.
    pub build: Option<Build>,
    /// `always`, `never`, `missing`, `if_not_present`, `build`, `daily`, `weekly` or `every_…`.
    pub pull_policy: Option<String>,
    /// "linux/arm64".
    pub platform: Option<String>,
    /// The command; `None`: the image's, empty: none.
    pub command: Option<Vec<String>>,
    /// The entrypoint; `None`: the image's, empty: none.
    pub entrypoint: Option<Vec<String>>,
    /// The environment, env files included.
    #[serde(default)]
    pub environment: Variables,
    /// The user, `uid[:gid]` or a name.
    pub user: Option<String>,
    /// More groups.
    #[serde(default)]
    pub group_add: Vec<String>,
    /// The folder that the command starts in.
    pub working_dir: Option<String>,
    /// Whether an init process reaps and forwards signals; `None`: the engine's default.
    pub init: Option<bool>,
    /// Whether it has a terminal.
    #[serde(default)]
    pub tty: bool,
    /// Whether its input stays open.
    #[serde(default)]
    pub stdin_open: bool,
    /// The OCI runtime.
    pub runtime: Option<String>,

    // What it is called.
    /// A fixed container name; such a service has one container at most.
    pub container_name: Option<String>,
    /// The host name within.
    pub hostname: Option<String>,
    /// The domain name within.
    pub domainname: Option<String>,
    /// Its own labels, without Compose's.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Annotations for the runtime. Engine API 1.43.
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    /// The profiles that switch it on.
    #[serde(default)]
    pub profiles: Vec<String>,

    // How it lives.
    /// How many containers; `replicas()` is the answer.
    pub scale: Option<u32>,
    /// How it is run.
    pub deploy: Option<Deploy>,
    /// `no`, `always`, `unless-stopped` or `on-failure[:N]`.
    pub restart: Option<String>,
    /// What must be there before it.
    #[serde(default)]
    pub depends_on: BTreeMap<ServiceName, Dependency>,
    /// How the engine learns that it works.
    pub healthcheck: Option<Healthcheck>,
    /// The signal that asks it to stop.
    pub stop_signal: Option<String>,
    /// How long it may take to stop; `None`: 10 s.
    pub stop_grace_period: Option<GoDuration>,
    /// Where its output goes.
    pub logging: Option<Logging>,
    /// For `docker compose up` in the foreground only; ignored on purpose.
    pub attach: Option<bool>,
    /// For `docker compose watch` only; ignored on purpose.
    pub develop: Option<IgnoredAny>,

    // How it is reached.
    /// Ports that the host serves.
    #[serde(default)]
    pub ports: Vec<Port>,
    /// Ports that are only named.
    #[serde(default)]
    pub expose: Vec<String>,
    /// Its networks, by their key in the model.
    #[serde(default)]
    pub networks: BTreeMap<String, Option<ServiceNetwork>>,
    /// "host", "none", "bridge", "service:NAME" or "container:NAME", in place of `networks`.
    pub network_mode: Option<String>,
    /// `SERVICE[:ALIAS]`.
    #[serde(default)]
    pub links: Vec<String>,
    /// "host=ip".
    #[serde(default)]
    pub extra_hosts: Vec<String>,
    /// Name servers.
    #[serde(default)]
    pub dns: Vec<String>,
    /// Search domains.
    #[serde(default)]
    pub dns_search: Vec<String>,
    /// Resolver options.
    #[serde(default)]
    pub dns_opt: Vec<String>,
    /// A fixed MAC address.
    pub mac_address: Option<String>,

    // What it sees of the host and of storage.
    /// Binds, volumes and memory.
    #[serde(default)]
    pub volumes: Vec<Mount>,
    /// `PATH[:OPTIONS]`.
    #[serde(default)]
    pub tmpfs: Vec<String>,
    /// Secrets.
    #[serde(default)]
    pub secrets: Vec<FileReference>,
    /// Configs.
    #[serde(default)]
    pub configs: Vec<FileReference>,
    /// Whether its root file system is read-only.
    #[serde(default)]
    pub read_only: bool,
    /// The size of `/dev/shm`.
    pub shm_size: Option<Bytes>,
    /// Devices of the host.
    #[serde(default)]
    pub devices: Vec<Device>,
    /// Rules for devices ("c 1:3 mr").
    #[serde(default)]
    pub device_cgroup_rules: Vec<String>,
    /// Devices that a driver hands out.
    #[serde(default)]
    pub gpus: Vec<DeviceRequest>,

    // What it may do.
    /// Whether it has all that root on the host has.
    #[serde(default)]
    pub privileged: bool,
    /// Capabilities beyond the engine's default.
    #[serde(default)]
    pub cap_add: Vec<String>,
    /// Capabilities taken away.
    #[serde(default)]
    pub cap_drop: Vec<String>,
    /// Security profiles ("seccomp=unconfined").
    #[serde(default)]
    pub security_opt: Vec<String>,
    /// Kernel parameters of its namespaces.
    #[serde(default)]
    pub sysctls: BTreeMap<String, String>,
    /// "host", "service:NAME" or "container:NAME".
    pub pid: Option<String>,
    /// "host", "shareable", "private", "none", "service:NAME" or "container:NAME".
    pub ipc: Option<String>,
    /// "host".
    pub uts: Option<String>,
    /// "host".
    pub userns_mode: Option<String>,
    /// "host" or "private".
    pub cgroup: Option<String>,
    /// The parent cgroup.
    pub cgroup_parent: Option<String>,

    // What it may use.
    /// Limits on files, processes and so on.
    #[serde(default)]
    pub ulimits: BTreeMap<String, Ulimit>,
    /// Memory at most.
    pub mem_limit: Option<Bytes>,
    /// Memory that it keeps when the host runs short.
    pub mem_reservation: Option<Bytes>,
    /// How readily it is swapped out, 0 to 100.
    pub mem_swappiness: Option<Bytes>,
    /// Memory and swap together at most; -1: no limit on swap.
    pub memswap_limit: Option<Bytes>,
    /// Cores at most.
    pub cpus: Option<Cores>,
    /// Relative weight.
    pub cpu_shares: Option<i64>,
    /// Microseconds of processor time in each period.
    pub cpu_quota: Option<i64>,
    /// That period, microseconds.
    pub cpu_period: Option<i64>,
    /// Microseconds of real-time scheduling in each period.
    pub cpu_rt_runtime: Option<i64>,
    /// That period, microseconds.
    pub cpu_rt_period: Option<i64>,
    /// Which cores ("0-2,4").
    pub cpuset: Option<String>,
    /// Processes at most; -1: no limit.
    pub pids_limit: Option<i64>,
    /// Whether the kernel may not kill it at its memory limit.
    #[serde(default)]
    pub oom_kill_disable: bool,
    /// How readily the kernel kills it, -1000 to 1000.
    pub oom_score_adj: Option<i64>,

    /// The service as the binary printed it, key order kept: what the config hash is taken over.
    #[serde(skip)]
    pub definition: Definition,
}

/// Where output goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logging {
    /// The driver; `None`: the engine's default.
    pub driver: Option<String>,
    /// Options for the driver.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}
