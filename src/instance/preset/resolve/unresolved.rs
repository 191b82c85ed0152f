//! Why what was asked for is nothing that could be made.

use crate::domain::name::{PresetName, VariableName};

/// Why what was asked for is nothing that could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unresolved {
    /// The preset has no such version.
    #[error("{preset} has no version {given:?}. It has {}. Use --version {instead}.", .known.join(", "))]
    UnknownVersion {
        /// Which preset.
        preset: PresetName,
        /// What was asked for.
        given: String,
        /// The versions that there are.
        known: Vec<String>,
        /// The nearest, or the default.
        instead: String,
    },
    /// A variable that has to be given.
    #[error(
        "{preset} can't be made without {name}. It is {about}. Give it with --env {name}=VALUE."
    )]
    NotGiven {
        /// Which preset.
        preset: PresetName,
        /// Which variable.
        name: VariableName,
        /// What it is.
        about: String,
    },
    /// A variable that was to be drawn or found, and was not.
    #[error(
        "{preset} can't be made without {name}. It was not found. Give it with --env {name}=VALUE."
    )]
    NotSupplied {
        /// Which preset.
        preset: PresetName,
        /// Which variable.
        name: VariableName,
    },
    /// A port that leaves no room for the others.
    #[error(
        "{preset} can't be served at port {given}. Its {count} ports would reach beyond 1 to 65535. Use a port from 1024 to {highest}."
    )]
    NoRoom {
        /// Which preset.
        preset: PresetName,
        /// What was asked for.
        given: u16,
        /// How many ports it has.
        count: usize,
        /// The highest that would do.
        highest: i32,
    },
    /// A port was asked for, and it serves none.
    #[error("{preset} can't be served at a port. It has none. Leave --port out.")]
    NoPorts {
        /// Which preset.
        preset: PresetName,
    },
}
