//! Operations that this process was asked for and doesn't bring to an end: it is for another one, or for the next command.

use std::fmt;

use super::OperationError;
use crate::domain::journal::OperationState;
use crate::domain::name::{OperationId, ProjectName};
use crate::reply::Reply;
use crate::store::BeginError;

/// What an unfinished operation is on.
#[derive(Debug, Clone)]
pub struct Of {
    /// The Compose project, or the instance, as it is locked.
    pub project: ProjectName,
    /// Whether it is an instance.
    pub instance: bool,
}

impl Of {
    const fn what(&self) -> &'static str {
        if self.instance { "it" } else { "production" }
    }

    const fn whole(&self) -> &'static str {
        if self.instance {
            "an end"
        } else {
            "one whole version"
        }
    }

    /// Where to look how it stands.
    pub(super) fn look(&self, reply: Reply) -> Reply {
        if self.instance {
            reply.then("Instances", "/docker-instances")
        } else {
            reply.then("Ask how production stands", "/docker-status")
        }
    }
}

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.project.fmt(f)
    }
}

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
        "another Hailer has taken operation {operation} on {of} over, because this one was silent for longer than its \
         lease. It brings {} to {}; this one did nothing more", of.what(), of.whole()
    )]
    TakenOver {
        /// What it is on.
        of: Of,
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
        "Hailer is stopping and has left operation {operation} on {of} in the middle; when it is back it brings {} to {}, and \
         tells it", of.what(), of.whole()
    )]
    HandedOver {
        /// What it is on.
        of: Of,
        /// The operation.
        operation: OperationId,
    },
    /// An operation that could not be brought to an end because of something that may pass.
    #[error(
        "operation {operation} on {of} is left in the middle: {why}. Whichever Hailer looks next goes on with it, brings {} to \
         {}, and tells it", of.what(), of.whole()
    )]
    Left {
        /// What it is on.
        of: Of,
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
