//! What became of an operation. A rollback is its own outcome: neither success nor failure.

use serde::{Deserialize, Serialize};

use super::container::{HealthState, State};
use super::name::ServiceName;

/// How an operation ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Done, and verified to run.
    Done,
    /// It failed; production runs what it ran before, and that is verified.
    RolledBack {
        /// What went wrong.
        why: String,
        /// The service that failed, where one did.
        service: Option<ServiceName>,
        /// Its last log lines, redacted.
        last_lines: Vec<String>,
        /// What can't be undone: one-shots that already ran, data written by a newer image.
        not_undone: Vec<String>,
    },
    /// It failed, and production is neither the old version nor the new one, verified. What it is, exactly.
    Failed {
        /// What went wrong.
        why: String,
        /// The service that failed, where one did.
        service: Option<ServiceName>,
        /// Its last log lines, redacted.
        last_lines: Vec<String>,
        /// Production, container by container, as it was found afterwards; `None` where it couldn't be read.
        production: Option<Vec<Found>>,
    },
    /// It failed before anything in production was changed.
    Untouched {
        /// What went wrong.
        why: String,
        /// The failing lines (of a build), redacted.
        last_lines: Vec<String>,
    },
    /// Somebody stopped it before anything in production was changed.
    Cancelled {
        /// Who; `None` where it was stopped in its own process.
        #[serde(default)]
        by: Option<String>,
    },
}

/// One container as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The container's name.
    pub name: String,
    /// Where it is in its life.
    pub state: State,
    /// What its healthcheck says.
    pub health: HealthState,
}
