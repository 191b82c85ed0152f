//! What a Compose project asks of the machine that someone should know of, and how much each codebase minds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of reach beyond the project. One table: its name in settings, its default level, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// The Docker socket is mounted.
    DockerSocket,
    /// `privileged: true`.
    Privileged,
    /// `pid: host`, or the one of a container that isn't the project's.
    HostPid,
    /// `userns_mode: host`.
    HostUserns,
    /// A bind mount outside the project and the allowed roots.
    OutsideBind,
    /// A build context outside the project.
    OutsideBuild,
    /// A compose file, env file, secret or config file outside the project, or what of that isn't known.
    OutsideFile,
    /// An include, extends or context that is fetched from elsewhere.
    RemoteInclude,
    /// `cap_add`.
    CapAdd,
    /// `network_mode: host`, or the one of a container that isn't the project's.
    HostNetwork,
    /// `ipc: host`, or the one of a container that isn't the project's.
    HostIpc,
    /// `uts: host` or `cgroup: host`.
    HostUts,
    /// A device of the host, or a rule that lets one in.
    Device,
    /// A security profile is switched off (`seccomp`, `apparmor`, `label`).
    Unconfined,
    /// A port published on all interfaces.
    PublicPort,
}

impl FindingKind {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::DockerSocket,
        Self::Privileged,
        Self::HostPid,
        Self::HostUserns,
        Self::OutsideBind,
        Self::OutsideBuild,
        Self::OutsideFile,
        Self::RemoteInclude,
        Self::CapAdd,
        Self::HostNetwork,
        Self::HostIpc,
        Self::HostUts,
        Self::Device,
        Self::Unconfined,
        Self::PublicPort,
    ];

    /// The name in settings ("docker-socket").
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DockerSocket => "docker-socket",
            Self::Privileged => "privileged",
            Self::HostPid => "host-pid",
            Self::HostUserns => "host-userns",
            Self::OutsideBind => "outside-bind",
            Self::OutsideBuild => "outside-build",
            Self::OutsideFile => "outside-file",
            Self::RemoteInclude => "remote-include",
            Self::CapAdd => "cap-add",
            Self::HostNetwork => "host-network",
            Self::HostIpc => "host-ipc",
            Self::HostUts => "host-uts",
            Self::Device => "device",
            Self::Unconfined => "unconfined",
            Self::PublicPort => "public-port",
        }
    }

    /// How much it is minded where a codebase says nothing.
    #[must_use]
    pub const fn default_level(self) -> Level {
        match self {
            Self::DockerSocket
            | Self::Privileged
            | Self::HostPid
            | Self::HostUserns
            | Self::OutsideBind
            | Self::OutsideBuild
            | Self::OutsideFile
            | Self::RemoteInclude => Level::Deny,
            Self::CapAdd
            | Self::HostNetwork
            | Self::HostIpc
            | Self::HostUts
            | Self::Device
            | Self::Unconfined
            | Self::PublicPort => Level::Warn,
        }
    }
}

impl FromStr for FindingKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("{text:?} is not a policy finding"))
    }
}

/// How much a finding is minded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not mentioned.
    Allow,
    /// Mentioned in the plan.
    Warn,
    /// The plan is refused.
    Deny,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        })
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "allow" => Ok(Self::Allow),
            "warn" => Ok(Self::Warn),
            "deny" => Ok(Self::Deny),
            other => Err(format!("{other:?} is not a level: use allow, warn or deny")),
        }
    }
}

/// One thing found in a resolved Compose model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// What kind of reach it is.
    pub kind: FindingKind,
    /// Where in the model (`services.api.volumes[0]`).
    pub path: String,
    /// What was found there ("/var/run/docker.sock").
    pub what: String,
}
