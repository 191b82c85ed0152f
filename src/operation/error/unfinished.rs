//! Operations that this process was asked for and doesn't bring to an end: it is for another one, or for the next command.

use super::OperationError;
use crate::domain::journal::OperationState;
use crate::domain::name::{OperationId, ProjectName};
use crate::store::BeginError;

/// Why this process goes no further with an operation, or not on to it.
#[derive(Debug, thiserror::Error)]
pub enum Unfinished {
    /// An operation whose end could not be put on record: it will be found interrupted.
    #[error(
        "the operation ended as {ended}, but that could not be put on record ({why}); the next command will look at it again"
    )]
    NotOnRecord {
        /// How it ended.
        ended: &'static str,
        /// Why it isn't on record.
        why: String,
    },
    /// An operation that another Hailer has taken over.
    #[error(
        "another Hailer has taken operation {operation} on {project} over, because this one was silent for longer than its \
         lease. It brings production to one whole version; this one did nothing more"
    )]
    TakenOver {
        /// The Compose project.
        project: ProjectName,
        /// The operation.
        operation: OperationId,
    },
    /// An operation that another Hailer has begun or ended before this one came to it.
    #[error(
        "another Hailer has {} operation {operation} before this one came to it, so this one did nothing",
        match state { OperationState::Queued | OperationState::Running => "begun", _ => "ended" }
    )]
    NotBegun {
        /// The operation.
        operation: OperationId,
        /// Where it stands.
        state: OperationState,
    },
    /// An operation that was ended in the middle, for the next Hailer to bring to an end.
    #[error(
        "Hailer is stopping and has left operation {operation} on {project} in the middle; when it is back it brings \
         production to one whole version, and tells it"
    )]
    HandedOver {
        /// The Compose project.
        project: ProjectName,
        /// The operation.
        operation: OperationId,
    },
    /// An operation that could not be brought to an end because of something that may pass.
    #[error(
        "operation {operation} on {project} is left in the middle: {why}. Whichever Hailer looks next goes on with it, brings \
         production to one whole version, and tells it"
    )]
    Left {
        /// The Compose project.
        project: ProjectName,
        /// The operation.
        operation: OperationId,
        /// Why, redacted.
        why: String,
    },
}

impl OperationError {
    /// Why it could not begin.
    #[must_use]
    pub fn not_begun(why: BeginError) -> Self {
        match why {
            BeginError::NotQueued { operation, state } => {
                Unfinished::NotBegun { operation, state }.into()
            }
            BeginError::Busy(busy) => Self::Busy(busy),
            BeginError::Store(error) => error.into(),
            BeginError::NoCodebase => Self::Internal(why.to_string()),
        }
    }
}
