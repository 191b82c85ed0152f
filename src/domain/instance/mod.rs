//! An instance as it is on record: a single container that was made from a preset, and whose it is.

mod condition;
mod mode;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::actor::{Actor, Conversation};
use super::name::{InstanceName, PresetName, VersionName};

pub use condition::{Condition, Known, Seen, condition};
pub use mode::Mode;

/// An instance. Times are the store's. What is secret of it is kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instance {
    /// Its name, and that of its container.
    pub name: InstanceName,
    /// Where it is in its life.
    pub life: Life,
    /// Who asked for it, without the person behind the identity.
    pub owner: Actor,
    /// Where it was asked for.
    pub conversation: Conversation,
    /// What was made.
    pub made: Made,
    /// Its container's full id; `None` where there is none.
    pub container: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it destroys itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was found ready last, since it was made, started or restarted by us.
    pub ready_at: Option<DateTime<Utc>>,
    /// When somebody stopped it last, where nobody has started it since.
    pub stopped_at: Option<DateTime<Utc>>,
}

/// Where an instance is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// It is being made: nobody was told of it yet.
    Making,
    /// It is there, running or not.
    There,
    /// It was destroyed, and its volumes were kept: who makes it again finds its data, and its passwords fit.
    Kept,
}

/// What an instance was made from, and what became of that on the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, and all are kept as one document"
)]
pub struct Made {
    /// The preset.
    pub preset: PresetName,
    /// The version, by its own name.
    pub version: VersionName,
    /// How much it minds its data.
    pub mode: Mode,
    /// The image.
    pub image: String,
    /// Where it is served, in the preset's order.
    pub ports: Vec<Served>,
    /// The engine's names of the volumes that are its own.
    pub volumes: Vec<String>,
    /// Whether what it writes is gone once it stops: its data lies in memory.
    pub in_memory: bool,
    /// Whether it has data at all that would be missed.
    pub has_data: bool,
    /// Whether its log lines go to Hailer's own log.
    pub traced: bool,
    /// What it runs as.
    #[serde(default)]
    pub runs: Runs,
    /// Whether it goes when the bot is ended.
    #[serde(default)]
    pub with_bot: bool,
}

/// What an instance runs as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Runs {
    /// A container of the engine.
    #[default]
    Container,
    /// A program of this machine, where there is no engine.
    Process,
}

/// A port that is served on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// What it is called, where there are several.
    pub name: Option<String>,
    /// The container's port.
    pub container: u16,
    /// The machine's port.
    pub host: u16,
    /// The machine's address ("127.0.0.1").
    pub host_ip: String,
    /// "tcp" or "udp".
    pub protocol: String,
}

impl Made {
    /// The same as what it runs as: a program of the machine has no volumes.
    #[must_use]
    pub fn running_as(self, runs: Runs) -> Self {
        match runs {
            Runs::Container => self,
            Runs::Process => Self {
                runs,
                volumes: vec![],
                in_memory: false,
                ..self
            },
        }
    }
}

impl Instance {
    /// Whether destroying it loses data that nobody gets back; `and_volumes`: its volumes go too.
    #[must_use]
    pub const fn is_missed(&self, and_volumes: bool) -> bool {
        self.made.has_data && (and_volumes || !self.made.mode.keeps_data())
    }
}
