//! The journal's nouns: no change to Docker or to files without a row that was committed before it.

mod step;
mod term;

use serde::{Deserialize, Serialize};

use super::name::OperationId;
use super::outcome::Outcome;
pub use step::{NewNames, OldContainer, RunningContainer, Step};
pub use term::Term;

/// Proof that a row saying what is about to be done is committed. Every engine call that changes something takes one.
///
/// Only `store::journal` makes one (`tests/tidy.rs` holds it to that).
#[derive(Debug, Clone)]
pub struct Intent {
    operation: OperationId,
    step: i64,
    term: Term,
}

impl Intent {
    /// For the store, after its transaction has been committed.
    pub(crate) const fn committed(operation: OperationId, step: i64, term: Term) -> Self {
        Self {
            operation,
            step,
            term,
        }
    }

    /// The operation that acts. It becomes the label `hailer.operation` on what is created.
    #[must_use]
    pub const fn operation(&self) -> &OperationId {
        &self.operation
    }

    /// The number of the step within the operation.
    #[must_use]
    pub const fn step(&self) -> i64 {
        self.step
    }

    /// Whether it is too late to act on it: the lease that it was given under ends soon, or is another's by now.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.term.is_ending()
    }
}

/// Where an operation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// Confirmed, not yet begun.
    Queued,
    /// Begun, under a lease.
    Running,
    /// Done and verified.
    Done,
    /// Undone and verified; production runs what it ran before.
    RolledBack,
    /// It failed before anything was changed.
    Untouched,
    /// Ended elsewhere than at either version; its outcome says where.
    Failed,
    /// Stopped by a person before anything was changed.
    Cancelled,
}

impl OperationState {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::RolledBack => "rolled_back",
            Self::Untouched => "untouched",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Where an operation stands that ended like this.
    #[must_use]
    pub const fn after(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Done { .. } => Self::Done,
            Outcome::RolledBack { .. } => Self::RolledBack,
            Outcome::Untouched { .. } => Self::Untouched,
            Outcome::Failed { .. } => Self::Failed,
            Outcome::Cancelled { .. } => Self::Cancelled,
        }
    }
}
