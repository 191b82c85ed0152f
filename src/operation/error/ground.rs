//! What Hailer stands on itself, which no operation may stop.

use crate::domain::name::CodebaseName;
use crate::reply::{Block, Reply};

/// Why an operation could end Hailer itself.
#[derive(Debug, thiserror::Error)]
pub enum GroundError {
    /// Hailer would have to change what it stands on itself.
    #[error("{codebase} contains {what}, which can't be changed from within")]
    OwnGround {
        /// Whose project.
        codebase: CodebaseName,
        /// What, and in which container.
        what: String,
        /// What does it from a shell of the machine.
        command: String,
    },
    /// Where the store is could not be found out, so neither whether it is what would be changed.
    #[error(
        "it isn't known whether Hailer's own store is part of this: where {host} is can't be found out ({why})"
    )]
    StoreUnknown {
        /// The store's server.
        host: String,
        /// Why.
        why: String,
    },
}

impl GroundError {
    /// What is to be done about it, below `headline`.
    pub(super) fn told(self, headline: String) -> Reply {
        match self {
            Self::OwnGround { command, .. } => Reply::refused(headline)
                .text(
                    "Hailer would end in the middle of it, and nobody would put anything back. Nothing was changed. In a shell \
                     on the machine, with the new files in place where there are any:",
                )
                .with(Block::Code(command)),
            Self::StoreUnknown { .. } => Reply::failed(headline),
        }
    }
}
