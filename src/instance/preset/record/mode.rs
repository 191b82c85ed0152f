//! What differs by how much an instance minds its data.

use serde::{Deserialize, Serialize};

use super::{Limits, Tmpfs, Volume};
use crate::instance::preset::value::{Mode, Restart};

/// What is different in each mode.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modes {
    /// `--fast`
    #[serde(default)]
    pub fast: ModePart,
    /// `--persistent`
    #[serde(default)]
    pub persistent: ModePart,
    /// `--durable`
    #[serde(default)]
    pub durable: ModePart,
}

impl Modes {
    /// What is different in `mode`.
    #[must_use]
    pub const fn of(&self, mode: Mode) -> &ModePart {
        match mode {
            Mode::Fast => &self.fast,
            Mode::Persistent => &self.persistent,
            Mode::Durable => &self.durable,
        }
    }
}

/// What stands in place of the preset's own in one mode. Limits one by one, the others whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModePart {
    /// The command.
    pub command: Option<Vec<String>>,
    /// What is mounted.
    pub volumes: Option<Vec<Volume>>,
    /// What is kept in memory.
    pub tmpfs: Option<Vec<Tmpfs>>,
    /// What it may use.
    #[serde(default)]
    pub limits: Limits,
    /// Whether the engine starts it again; `None`: `unless-stopped` where data is kept, else never.
    pub restart: Option<Restart>,
}
