//! A preset as its file has it. Absent keys leave the matter to the image and the engine.

mod mode;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::template::Template;
use super::value::{Cores, FileMode, Network, PartName, Protocol, Size, Span};
use super::variable::Variable;
use crate::domain::name::{PresetName, VariableName, VersionName};

pub use mode::{ModePart, Modes};

/// What instances of one kind are made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// What it is asked for by.
    pub name: PresetName,
    /// What it is, in a line.
    pub about: String,
    /// The image, with `{version}` for the version's tag.
    pub image: Template,
    /// The version where none is asked for.
    pub default_version: VersionName,
    /// The versions that there are.
    pub versions: BTreeMap<VersionName, Version>,
    /// Where in the container its data lies; `{data}` elsewhere.
    pub data: Option<String>,
    /// The command; `None`: the image's.
    pub command: Option<Vec<String>>,
    /// What it serves. `--port` is the first one's, and moves the others along.
    #[serde(default)]
    pub ports: Vec<Port>,
    /// Its variables.
    #[serde(default)]
    pub environment: BTreeMap<VariableName, Variable>,
    /// How it is known to work; `None`: it runs.
    pub health: Option<Health>,
    /// What is mounted.
    #[serde(default)]
    pub volumes: Vec<Volume>,
    /// What is kept in memory.
    #[serde(default)]
    pub tmpfs: Vec<Tmpfs>,
    /// Files that are put into the container before it starts, by their absolute path.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// What it may use.
    #[serde(default)]
    pub limits: Limits,
    /// What it may do.
    #[serde(default)]
    pub security: Security,
    /// What it is attached to.
    pub network: Option<Network>,
    /// Its labels, beside ours.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// How it is reached, for whoever asked, by what that is called ("url").
    #[serde(default)]
    pub connect: BTreeMap<String, Template>,
    /// How it runs where there is no engine.
    pub host: Option<HostCommand>,
    /// Whether its log lines go to ours.
    pub logs: Option<Logs>,
    /// What is different in each mode.
    #[serde(default)]
    pub modes: Modes,
}

/// A version of a preset's image.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// What stands for `{version}`; `None`: its name.
    pub tag: Option<VersionName>,
    /// Other names that it is asked for by.
    #[serde(default)]
    pub aliases: Vec<VersionName>,
    /// Where its data lies, where that isn't the preset's place.
    pub data: Option<String>,
    /// The check's command, where that isn't the preset's.
    pub health: Option<Vec<String>>,
}

/// A port of the container that this machine serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Port {
    /// What it is called, where there are several.
    pub name: Option<PartName>,
    /// The container's port.
    pub container: u16,
    /// The machine's, if it is free; `None`: the same.
    pub host: Option<u16>,
    /// What is spoken on it.
    #[serde(default)]
    pub protocol: Protocol,
}

/// How an instance is known to work: a command within it that ends with 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    /// The command; no shell is around it.
    pub test: Vec<String>,
    /// How long between two checks.
    #[serde(default = "Health::every")]
    pub every: Span,
    /// How long one may take.
    #[serde(default = "Health::limit")]
    pub limit: Span,
    /// How long it may take until one succeeds.
    #[serde(default = "Health::within")]
    pub within: Span,
}

impl Health {
    const fn every() -> Span {
        Span(Duration::from_millis(250))
    }

    const fn limit() -> Span {
        Span(Duration::from_secs(2))
    }

    const fn within() -> Span {
        Span(Duration::from_mins(1))
    }
}

/// A volume of the engine, which outlives the instance in the modes that keep data, or a folder of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// What it is called within the instance.
    pub name: Option<PartName>,
    /// The folder or file of this machine, in place of a volume.
    pub host: Option<String>,
    /// Where in the container: absolute, or `{data}`.
    pub target: String,
    /// Whether the container may not write there.
    #[serde(default)]
    pub read_only: bool,
}

/// A folder that is kept in memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tmpfs {
    /// Where in the container: absolute, or `{data}`.
    pub target: String,
    /// How large it may grow.
    pub size: Option<Size>,
    /// Its permission bits.
    pub mode: Option<FileMode>,
}

/// What an instance may use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Memory at most.
    pub memory: Option<Size>,
    /// Memory and swap together at most; the same as `memory`: no swap.
    pub memory_swap: Option<Size>,
    /// Cores at most.
    pub cpus: Option<Cores>,
    /// The size of `/dev/shm`.
    pub shm: Option<Size>,
    /// Processes at most.
    pub pids: Option<u32>,
}

impl Limits {
    /// These, and where they say nothing `others`.
    #[must_use]
    pub fn over(self, others: Self) -> Self {
        Self {
            memory: self.memory.or(others.memory),
            memory_swap: self.memory_swap.or(others.memory_swap),
            cpus: self.cpus.or(others.cpus),
            shm: self.shm.or(others.shm),
            pids: self.pids.or(others.pids),
        }
    }
}

/// What an instance may do. The Compose policy judges it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Security {
    /// Whether its root file system is read-only.
    #[serde(default)]
    pub read_only: bool,
    /// Whether no process of it can get more rights than it began with.
    #[serde(default)]
    pub no_new_privileges: bool,
    /// Capabilities that are taken away; `ALL` for all.
    #[serde(default)]
    pub cap_drop: Vec<String>,
    /// Capabilities beyond the engine's default.
    #[serde(default)]
    pub cap_add: Vec<String>,
    /// Whether it has all that root on the machine has.
    #[serde(default)]
    pub privileged: bool,
    /// As whom it runs, `uid[:gid]` or a name.
    pub user: Option<String>,
}

/// A program of this machine that stands in for the container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostCommand {
    /// The command.
    pub command: Vec<Template>,
    /// Its check; `None`: it runs.
    #[serde(default)]
    pub health: Vec<Template>,
}

/// Where log lines go besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Logs {
    /// To ours.
    Trace,
}
