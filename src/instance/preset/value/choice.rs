//! Values that are one of a few words.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::instance::Mode;
use crate::instance::preset::near::nearest;

/// What is spoken on a port.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP.
    #[default]
    Tcp,
    /// UDP.
    Udp,
}

impl Protocol {
    /// As the engine is told.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// Whether the engine starts the container again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restart {
    /// Never.
    No,
    /// Where it failed.
    OnFailure,
    /// Unless somebody stopped it.
    UnlessStopped,
    /// Always.
    Always,
}

/// A word that is no mode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("There is no mode {given:?}. An instance is fast, persistent or durable. Use --{instead}.")]
pub struct UnknownMode {
    given: String,
    instead: Mode,
}

impl Restart {
    /// What the engine does with a container that ended, where the preset doesn't say.
    #[must_use]
    pub const fn usual(mode: Mode) -> Self {
        if mode.keeps_data() {
            Self::UnlessStopped
        } else {
            Self::No
        }
    }
}

impl FromStr for Mode {
    type Err = UnknownMode;

    fn from_str(given: &str) -> Result<Self, UnknownMode> {
        let named = |word: &str| Self::ALL.into_iter().find(|mode| mode.as_str() == word);
        named(given).ok_or_else(|| UnknownMode {
            given: given.to_owned(),
            instead: nearest(given, Self::ALL.map(Self::as_str))
                .and_then(named)
                .unwrap_or_default(),
        })
    }
}
