//! How the engine fails, told apart by what a person can do about it. Each failure names the call and its object.

mod answer;

pub(super) use answer::innermost;

use std::fmt;
use std::io;
use std::time::Duration;

use super::registry::RegistryError;
use crate::domain::name::ProjectName;

/// A call to the engine, as people would say it: "inspect container shop-web-1".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    doing: &'static str,
    object: String,
}

impl Call {
    /// `doing` is the verb and the kind of object ("inspect container"), `object` its name or id.
    pub(crate) fn new(doing: &'static str, object: impl Into<String>) -> Self {
        Self {
            doing,
            object: object.into(),
        }
    }

    /// It was about something that isn't the project's.
    pub(crate) fn not_of(self, project: &ProjectName) -> EngineError {
        EngineError::Conflict {
            call: self,
            reason: format!("it does not belong to project {project}"),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.object.is_empty() {
            f.write_str(self.doing)
        } else {
            write!(f, "{} {}", self.doing, self.object)
        }
    }
}

/// Why a call to the engine did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The object isn't there (404).
    #[error("can't {call}: {reason}")]
    NotFound {
        /// What was asked.
        call: Call,
        /// The engine's words.
        reason: String,
    },
    /// The object's state, or another object, is in the way (409).
    #[error("can't {call}: {reason}")]
    Conflict {
        /// What was asked.
        call: Call,
        /// The engine's words.
        reason: String,
    },
    /// This process may not speak to the engine, or the engine refuses the call (401, 403, EACCES on the socket).
    #[error("can't {call}: {reason}")]
    Denied {
        /// What was asked.
        call: Call,
        /// Why, and for a socket how to get access.
        reason: String,
    },
    /// Nobody answers, or the connection broke.
    #[error("can't {call}: {reason}")]
    Unreachable {
        /// What was asked.
        call: Call,
        /// What happened, and how to bring the engine back.
        reason: String,
        /// Whether the next moment may differ: a reset or a refusal, not a missing socket.
        passing: bool,
    },
    /// The engine took longer than the call's limit. Whether it did what was asked is not known.
    #[error(
        "the engine did not {call} within {}; look at the engine's own log (`journalctl -u docker`)",
        humantime::format_duration(*limit)
    )]
    TimedOut {
        /// What was asked.
        call: Call,
        /// The limit.
        limit: Duration,
    },
    /// It was not asked: the lease was about to end, as it is for a process that stood still or can't reach its database.
    #[error(
        "can't {call}: Hailer's lease was about to end and was not renewed, so the engine was not asked"
    )]
    LeaseOver {
        /// What would have been asked.
        call: Call,
    },
    /// The engine holds the request to be wrong (other 4xx).
    #[error("can't {call}: the engine refuses the request: {reason}")]
    Invalid {
        /// What was asked.
        call: Call,
        /// The engine's words.
        reason: String,
    },
    /// A port of the host that a container publishes is somebody else's.
    #[error(
        "can't {call}: {address} is in use by another program or container: stop that one, or publish another port"
    )]
    PortTaken {
        /// What was asked.
        call: Call,
        /// The address and port ("0.0.0.0:8080").
        address: String,
    },
    /// Every address pool of the engine is in use by a network (its default ones are enough for about 30).
    #[error(
        "can't {call}: the engine has no addresses left for another network: remove those that nobody uses \
         (docker network prune), or widen default-address-pools in /etc/docker/daemon.json"
    )]
    NoAddresses {
        /// What was asked.
        call: Call,
    },
    /// The engine tried and failed (5xx, or an error within a stream of progress).
    #[error("can't {call}: the engine failed: {reason}")]
    Failed {
        /// What was asked.
        call: Call,
        /// The engine's words.
        reason: String,
    },
    /// The engine answered something that isn't understood.
    #[error("can't {call}: the engine's answer is not understood: {reason}")]
    Unreadable {
        /// What was asked.
        call: Call,
        /// What was wrong with it.
        reason: String,
    },
    /// A key of the Compose model that isn't carried out, or not by this engine. Nothing was changed.
    #[error("{path} is not supported: {reason}")]
    Unsupported {
        /// The key ("services.web.annotations").
        path: String,
        /// Why, and what would help.
        reason: String,
    },
    /// An address, a daemon or an option that Hailer does not speak to, decided before anything was asked of it.
    #[error("{0}")]
    Refused(String),
    /// A file or folder on this machine couldn't be read.
    #[error("can't read {path}: {source}")]
    Files {
        /// The file or folder.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Somebody asked for it to end.
    #[error("{call} was cancelled")]
    Cancelled {
        /// What was asked.
        call: Call,
    },
    /// A registry did not do what the engine asked of it.
    #[error(transparent)]
    Registry(Box<RegistryError>),
    /// A build ran and failed.
    #[error("the build of {image} failed: {reason}")]
    BuildFailed {
        /// The tag that it would have had.
        image: String,
        /// The engine's words.
        reason: String,
        /// The last lines of the build's log, unredacted, oldest first.
        last_lines: Vec<String>,
    },
}

impl EngineError {
    /// The last lines of a build that failed, unredacted; of other failures none.
    #[must_use]
    pub fn last_lines(&self) -> &[String] {
        match self {
            Self::BuildFailed { last_lines, .. } => last_lines,
            _ => &[],
        }
    }

    /// Whether the object isn't there.
    #[must_use]
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether there is no engine at all: nothing is where it would listen.
    #[must_use]
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Unreachable { passing: false, .. })
    }

    /// Whether nobody answered, or the connection broke: the engine may be at its end, or begin anew.
    #[must_use]
    pub const fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }

    /// Whether the engine may have done what was asked, or may not: nobody heard the end of it, or only of an earlier try.
    #[must_use]
    pub const fn leaves_unknown(&self) -> bool {
        matches!(
            self,
            Self::TimedOut { .. } | Self::Unreachable { .. } | Self::LeaseOver { .. }
        )
    }

    /// Whether a registry failed, or the way to it, so that the next moment may differ.
    pub(crate) fn may_pass_at_registry(&self) -> bool {
        match self {
            Self::Registry(error) => error.fault.may_pass(),
            other => other.is_passing(),
        }
    }

    /// Whether the connection failed in a way that the next moment may mend.
    pub(crate) const fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable { passing: true, .. })
    }
}
