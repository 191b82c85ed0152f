//! What the engine answers about any container: one typed answer for status, lists, alerts and JSON.

mod check;

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use check::Check;

/// A container as the engine sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// The full id, 64 hex digits.
    pub id: String,
    /// The name, without the leading slash.
    pub name: String,
    /// The image as the container was created from it ("shop-api:latest").
    pub image: String,
    /// The id of that image (`sha256:…`).
    pub image_id: String,
    /// Where it is in its life.
    pub state: State,
    /// What its healthcheck says.
    pub health: HealthState,
    /// Ports published on the host.
    pub ports: Vec<PublishedPort>,
    /// The places at which volumes of the engine are mounted for writing, sorted.
    pub writable_volumes: Vec<String>,
    /// The folders and files of the machine that it may write to, volumes' too, sorted.
    pub writes_to: Vec<String>,
    /// Its addresses on its networks, sorted; none while it doesn't run.
    pub addresses: Vec<IpAddr>,
    /// Every label.
    pub labels: BTreeMap<String, String>,
    /// When it was created.
    pub created: DateTime<Utc>,
    /// When it was last started.
    pub started: Option<DateTime<Utc>>,
    /// When it last ended.
    pub finished: Option<DateTime<Utc>>,
    /// The exit code of its last end; `None` while it has not ended.
    pub exit_code: Option<i64>,
    /// Whether the kernel killed it at its memory limit.
    pub oom_killed: bool,
    /// How much memory it may use, bytes; `None`: as much as there is.
    pub memory_limit: Option<u64>,
    /// How often the engine has restarted it by itself.
    pub restarts: u64,
    /// How long it is given to stop before it is killed, seconds: its stop grace period.
    pub stop_grace_secs: u64,
}

impl Container {
    /// The Compose service it belongs to, by its label.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        self.labels
            .get("com.docker.compose.service")
            .map(String::as_str)
    }

    /// Compose's config hash of the definition that it was made from, by its label.
    #[must_use]
    pub fn config_hash(&self) -> Option<&str> {
        self.labels
            .get("com.docker.compose.config-hash")
            .map(String::as_str)
    }

    /// Its number within the service, by its label; 1 where there is none.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.labels
            .get("com.docker.compose.container-number")
            .and_then(|number| number.parse().ok())
            .unwrap_or(1)
    }

    /// Whether it is a `docker compose run` container.
    #[must_use]
    pub fn is_oneoff(&self) -> bool {
        self.labels
            .get("com.docker.compose.oneoff")
            .is_some_and(|oneoff| oneoff == "True")
    }

    /// The operation that made it, by its label; `None` where Hailer didn't.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.labels.get("hailer.operation").map(String::as_str)
    }

    /// How its last run ended; `None` where it runs, or never did.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        matches!(self.state, State::Exited | State::Dead | State::Restarting).then_some(Ending {
            exit_code: self.exit_code,
            oom_killed: Some(self.oom_killed),
            memory_limit: self.memory_limit,
        })
    }

    /// The first twelve digits of the id, as people know it.
    #[must_use]
    pub fn short_id(&self) -> &str {
        self.id.get(..12).unwrap_or(&self.id)
    }
}

/// How a run of a container ended. Reads on from the container's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The exit code; `None` where the engine doesn't tell it.
    pub exit_code: Option<i64>,
    /// Whether the kernel killed it, or a process of it, at its memory limit; `None` where another run has begun since.
    pub oom_killed: Option<bool>,
    /// That limit, bytes.
    pub memory_limit: Option<u64>,
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.oom_killed, self.memory_limit, self.exit_code) {
            (Some(true), Some(limit), _) => write!(f, "was killed at its {} limit", memory(limit)),
            (Some(true), None, _) => {
                f.write_str("was killed because the machine has no memory left")
            }
            (Some(false), _, Some(code)) => write!(f, "exited with code {code}"),
            (None, _, Some(code)) => {
                write!(
                    f,
                    "exited with code {code} (whether for lack of memory isn't known)"
                )
            }
            (_, _, None) => f.write_str("exited (with which exit code isn't known)"),
        }
    }
}

/// Memory as Docker's own options count it: a megabyte is 2²⁰ bytes.
fn memory(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} byte"),
        mega if mega.is_multiple_of(1024) => format!("{} GB", mega / 1024),
        mega => format!("{mega} MB"),
    }
}

/// Where a container is in its life (Engine API, "State.Status").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Created, never started.
    Created,
    /// Running.
    Running,
    /// Frozen.
    Paused,
    /// Between an end and the engine's next start of it.
    Restarting,
    /// Being removed.
    Removing,
    /// Ended.
    Exited,
    /// Ended, and the engine couldn't clean it up.
    Dead,
    /// The engine said something else.
    Unknown,
}

impl State {
    /// Whether it runs, or may without anybody starting it.
    #[must_use]
    pub const fn lives(self) -> bool {
        !matches!(self, Self::Created | Self::Exited | Self::Dead)
    }
}

/// What a healthcheck says (Engine API, "State.Health.Status").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HealthState {
    /// There is no healthcheck.
    None,
    /// Not healthy yet, within its start period or retries.
    Starting,
    /// The last check passed.
    Healthy,
    /// The last checks failed.
    Unhealthy,
}

/// A port published on the host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PublishedPort {
    /// The host's address ("0.0.0.0", "127.0.0.1", "::").
    pub host_ip: String,
    /// The host's port.
    pub host_port: u16,
    /// The container's port.
    pub container_port: u16,
    /// "tcp", "udp" or "sctp".
    pub protocol: String,
}

/// The health of one container, with the check that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The container's name.
    pub name: String,
    /// Its full id.
    pub container_id: String,
    /// Where it is in its life.
    pub state: State,
    /// What its healthcheck says.
    pub health: HealthState,
    /// The last check that ran.
    pub last_check: Option<Check>,
    /// Running and, where there is a healthcheck, healthy.
    pub ready: bool,
}

/// What one container uses, measured over about a second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Of one core, percent (150.0: one and a half cores).
    pub cpu_percent: f64,
    /// Bytes in use, without the page cache, as `docker stats` counts.
    pub memory_bytes: u64,
    /// The limit, bytes; the host's memory where there is none.
    pub memory_limit: u64,
}

#[cfg(test)]
pub(crate) mod tests;
