//! What became of an operation. A rollback is its own outcome: neither success nor failure.

use serde::{Deserialize, Serialize};

use crate::domain::container::{HealthState, State};
use crate::domain::name::ServiceName;
use crate::domain::release::NamedRelease;

/// How an operation ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Done, and verified to run.
    Done {
        /// The release that is live since; `None` where none was made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        release: Option<Box<NamedRelease>>,
    },
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
        /// The release that it runs again; `None` where none was live, or only containers were stopped and started.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        release: Option<Box<NamedRelease>>,
        /// What in production is not as that release has it, in words. So it was before the operation.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        differed: Vec<String>,
    },
    /// It failed, and production isn't proven to be the old version or the new one. What it is, exactly.
    Failed {
        /// What went wrong.
        why: String,
        /// The service that failed, where one did.
        service: Option<ServiceName>,
        /// Its last log lines, redacted.
        last_lines: Vec<String>,
        /// Production, container by container, as it was found afterwards; `None` where it couldn't be read.
        production: Option<Vec<Found>>,
        /// What in production is not as the live release has it, in words, redacted, where that is what failed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        differing: Vec<String>,
    },
    /// It failed before anything in production was changed.
    Untouched {
        /// What went wrong.
        why: String,
        /// The failing lines (of a build), redacted.
        last_lines: Vec<String>,
        /// What it left all the same, in words: an image in a registry, or what was prepared and couldn't be removed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left: Vec<String>,
    },
    /// Somebody stopped it before anything in production was changed.
    Cancelled {
        /// Who; `None` where it was stopped in its own process.
        #[serde(default)]
        by: Option<String>,
        /// What it left all the same, in words: an image in a registry, or what was prepared and couldn't be removed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left: Vec<String>,
    },
}

impl Outcome {
    /// Done, where no release was made.
    #[must_use]
    pub const fn done() -> Self {
        Self::Done { release: None }
    }

    /// It failed before anything in production was changed, and left nothing. `why` is redacted.
    #[must_use]
    pub fn untouched(why: impl Into<String>) -> Self {
        Self::Untouched {
            why: why.into(),
            last_lines: Vec::new(),
            left: Vec::new(),
        }
    }
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
