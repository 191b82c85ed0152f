//! How much an instance minds its data.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much an instance minds its data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Ephemeral: the data goes with the instance, and the settings are fast ones.
    #[default]
    Fast,
    /// The data outlives the instance; the settings are fast ones.
    Persistent,
    /// The data outlives the instance, and what was committed outlives a crash.
    Durable,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Fast, Self::Persistent, Self::Durable];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fast => "fast",
            Self::Persistent => "persistent",
            Self::Durable => "durable",
        }
    }

    /// Whether its data outlives the instance.
    #[must_use]
    pub const fn keeps_data(self) -> bool {
        !matches!(self, Self::Fast)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
