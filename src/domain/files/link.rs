//! Where production_path leads, under the strategy symlink.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What stands at production_path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pointed {
    /// Nothing.
    Nothing,
    /// A folder with nothing in it.
    EmptyFolder,
    /// A link with this target, as it is written.
    To(String),
}

impl Pointed {
    /// Whether nothing is there that could be lost.
    #[must_use]
    pub const fn is_blank(&self) -> bool {
        matches!(self, Self::Nothing | Self::EmptyFolder)
    }
}

impl fmt::Display for Pointed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::EmptyFolder => f.write_str("an empty folder"),
            Self::To(target) => f.write_str(target),
        }
    }
}

/// How a deploy will point production_path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPlan {
    /// production_path.
    pub path: String,
    /// What stands there now.
    pub from: Pointed,
    /// The target that it will have: a release folder, relative to the folder that the link is in.
    pub to: String,
}
