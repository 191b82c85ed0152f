//! How the engine fails, told apart by what a person can do about it. Each failure names the call and its object.

use std::fmt;
use std::io;
use std::time::Duration;

use bollard::errors::Error as ApiError;

use super::connection::Address;
use super::registry::RegistryError;

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
    /// What `error` means for `call` at `address`.
    pub(crate) fn from_api(call: Call, address: &Address, error: ApiError) -> Self {
        match error {
            ApiError::DockerResponseServerError {
                status_code,
                message,
            } => Self::from_status(call, status_code, message),
            ApiError::DockerStreamError { error } => Self::Failed {
                call,
                reason: error,
            },
            ApiError::JsonDataError { message, .. } => Self::Unreadable {
                call,
                reason: message,
            },
            ApiError::JsonSerdeError { err } => Self::Unreadable {
                call,
                reason: err.to_string(),
            },
            other => match io_kind(&other) {
                Some(io::ErrorKind::PermissionDenied) => Self::Denied {
                    call,
                    reason: address.how_to_get_access(),
                },
                Some(io::ErrorKind::NotFound) => Self::Unreachable {
                    call,
                    reason: address.how_to_find_it(),
                    passing: false,
                },
                _ => Self::Unreachable {
                    call,
                    reason: address.how_to_wake_it(&innermost(&other)),
                    passing: true,
                },
            },
        }
    }

    fn from_status(call: Call, status: u16, reason: String) -> Self {
        match status {
            // What a start leaves behind that the engine's own end cut off. The engine takes it away when it begins anew.
            403 if reason.contains("already exists in network") => Self::Failed { call, reason },
            401 | 403 => Self::Denied { call, reason },
            404 => Self::NotFound { call, reason },
            409 => Self::Conflict { call, reason },
            400..500 => Self::Invalid { call, reason },
            _ => match taken_port(&reason) {
                Some(address) => Self::PortTaken {
                    call,
                    address: address.to_owned(),
                },
                None => Self::Failed { call, reason },
            },
        }
    }

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

/// The address in the engine's words for a port that can't be bound: its own proxy's, its allocator's, and since Engine 28
/// those of the daemon itself.
fn taken_port(reason: &str) -> Option<&str> {
    if !reason.contains("address already in use") && !reason.contains("port is already allocated") {
        return None;
    }
    let said_after = [
        "listen tcp4 ",
        "listen tcp6 ",
        "listen udp4 ",
        "listen udp6 ",
        "Bind for ",
        "bind host port for ",
        "bind host port ",
    ];
    let after = said_after
        .iter()
        .find_map(|words| Some(reason.split_once(words)?.1))?;
    let address = after.split_whitespace().next()?.trim_end_matches(':');
    // Engine 28 goes on with the container's own end: 0.0.0.0:8080:172.17.0.2:80/tcp.
    let ends = address
        .match_indices(':')
        .nth(1)
        .map_or(address.len(), |(at, _)| at);
    Some(if address.starts_with('[') {
        address
    } else {
        &address[..ends]
    })
}

/// The kind of the operating system's error at the root of `error`, if there is one.
fn io_kind(error: &ApiError) -> Option<io::ErrorKind> {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        next = error.source();
    }
    None
}

/// The last sentence of the chain: the outer ones only say "client error".
fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_start_left_that_was_cut_off_is_the_engines_own_failure_and_no_denial() {
        let of = |reason: &str| {
            EngineError::from_status(Call::new("start container", "web"), 403, reason.to_owned())
        };
        let left = of("endpoint with name shop-web-1 already exists in network shop_default");
        assert!(matches!(left, EngineError::Failed { .. }), "{left:?}");
        let denied = of("authorization denied by plugin");
        assert!(matches!(denied, EngineError::Denied { .. }), "{denied:?}");
    }

    #[test]
    fn a_taken_port_is_told_by_its_address_whichever_engine_says_it() {
        let of = |reason: &str| {
            EngineError::from_status(Call::new("start container", "web"), 500, reason.to_owned())
                .to_string()
        };
        for (reason, address) in [
            (
                "driver failed programming external connectivity on endpoint web (0f): Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use",
                "127.0.0.1:8080",
            ),
            (
                "driver failed programming external connectivity on endpoint web (0f): Bind for 0.0.0.0:8080 failed: port is already allocated",
                "0.0.0.0:8080",
            ),
            (
                "failed to set up container networking: driver failed programming external connectivity on endpoint web (0f): failed to bind host port for 0.0.0.0:8080:172.17.0.2:80/tcp: address already in use",
                "0.0.0.0:8080",
            ),
            (
                "failed to set up container networking: driver failed programming external connectivity on endpoint web (0f): failed to bind host port 0.0.0.0:8080/tcp: address already in use",
                "0.0.0.0:8080/tcp",
            ),
            (
                "Error starting userland proxy: listen tcp6 [::1]:8080: bind: address already in use",
                "[::1]:8080",
            ),
        ] {
            assert_eq!(
                of(reason),
                format!(
                    "can't start container web: {address} is in use by another program or container: stop that one, or publish another port"
                )
            );
        }
        assert_eq!(
            of("address already in use"),
            "can't start container web: the engine failed: address already in use"
        );
    }
}
