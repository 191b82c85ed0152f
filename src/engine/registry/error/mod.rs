//! How a registry fails, told apart by what a person can do about it.

use std::fmt;
use std::time::Duration;

use crate::engine::error::Call;

/// Why a registry did not do what was asked of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryError {
    pub(super) call: Call,
    /// The registry's host, with its port if it has one.
    pub registry: String,
    /// What is wrong.
    pub fault: RegistryFault,
}

/// What is wrong, as the rest of a sentence that begins with the registry's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryFault {
    /// It doesn't let us.
    #[error("refuses ({reason})")]
    Denied {
        /// The registry's words.
        reason: String,
        /// Which credentials it had from us.
        used: Used,
    },
    /// It has no such image.
    #[error("has no such image ({reason})")]
    NoImage {
        /// The registry's words.
        reason: String,
    },
    /// It says nothing.
    #[error("was silent for {}", humantime::format_duration(*limit))]
    Silent {
        /// For how long.
        limit: Duration,
    },
    /// The engine doesn't reach it.
    #[error("can't be reached ({reason})")]
    Unreachable {
        /// The engine's words.
        reason: String,
    },
    /// It was asked too often.
    #[error("lets nobody ask that often ({reason})")]
    TooOften {
        /// The registry's words.
        reason: String,
    },
    /// It tried and failed, or the engine did with what came from it.
    #[error("failed: {reason}")]
    Failed {
        /// The engine's words.
        reason: String,
    },
}

/// The credentials that went to a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Used {
    /// None are known.
    None {
        /// Of this registry.
        registry: String,
    },
    /// Those that stand there.
    From {
        /// The variable, or a file's path.
        origin: String,
    },
    /// None: a program keeps them, and Hailer starts none.
    Helper {
        /// Of this registry.
        registry: String,
        /// The program ("docker-credential-pass").
        program: String,
        /// The file that names it.
        file: String,
    },
}

impl fmt::Display for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None { registry } => write!(
                f,
                "Hailer has no credentials for it: run `docker login {registry}` as Hailer's user, or set \
                 HAILER_REGISTRIES={registry}=USER:PASSWORD"
            ),
            Self::From { origin } => write!(
                f,
                "the credentials in {origin} don't do: renew them there, and see that they may read this image"
            ),
            Self::Helper {
                registry,
                program,
                file,
            } => write!(
                f,
                "{file} leaves its credentials to {program}, and Hailer starts no programs: set \
                 HAILER_REGISTRIES={registry}=USER:PASSWORD"
            ),
        }
    }
}

/// What an engine says of a registry that wants credentials and got none.
const NO_LOGIN: &str = "no basic auth credentials";

impl RegistryError {
    /// What happened.
    #[must_use]
    pub fn what(&self) -> String {
        format!("can't {}: {} {}", self.call, self.registry, self.fault)
    }

    /// What a person can do about it; `None` where only the reason tells.
    #[must_use]
    pub fn way_out(&self) -> Option<String> {
        let way = match &self.fault {
            RegistryFault::Denied { used, .. } => return Some(used.to_string()),
            RegistryFault::NoImage { .. } => "push it, or correct `image` in the compose file",
            RegistryFault::Silent { .. } => {
                "see whether it is up and this machine reaches it, then try again"
            }
            RegistryFault::Unreachable { reason } => way(reason),
            RegistryFault::TooOften { .. } => "wait, or give Hailer credentials for it",
            RegistryFault::Failed { .. } => return None,
        };
        Some(way.to_owned())
    }
}

impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what())?;
        self.way_out().map_or(Ok(()), |way| write!(f, "; {way}"))
    }
}

impl std::error::Error for RegistryError {}

impl RegistryFault {
    /// What the engine's answer means: mostly a 500 with the registry's own words, or those of the network.
    pub(super) fn of(status: u16, said: &str, used: Used) -> Self {
        let reason = said.trim().to_owned();
        let said = reason.to_ascii_lowercase();
        let any = |words: &[&str]| words.iter().any(|word| said.contains(word));
        if status == 429 || any(&["toomanyrequests", "too many requests"]) {
            Self::TooOften { reason }
        } else if matches!(status, 401 | 403)
            || any(&["unauthorized", NO_LOGIN, "access denied", "denied:"])
        {
            let reason = if any(&[NO_LOGIN]) {
                "it wants credentials".to_owned()
            } else {
                reason
            };
            Self::Denied { reason, used }
        } else if status == 404 || any(&["manifest unknown", "name unknown", "not found"]) {
            Self::NoImage { reason }
        } else if any(&[
            "dial tcp",
            "no such host",
            "timeout",
            "deadline exceeded",
            "tls:",
            "x509",
            "http response to https client",
            "eof",
            "connection reset",
            "request canceled",
        ]) {
            Self::Unreachable { reason }
        } else {
            Self::Failed { reason }
        }
    }

    /// Whether the next moment may differ.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Failed { reason } => !reason.contains("no space left"),
            Self::Denied { .. }
            | Self::NoImage { .. }
            | Self::Silent { .. }
            | Self::TooOften { .. } => false,
        }
    }
}

/// What to do about a registry that isn't reached.
fn way(reason: &str) -> &'static str {
    let reason = reason.to_ascii_lowercase();
    if reason.contains("http response to https client") {
        "it speaks no TLS: give it a certificate, or name it in the engine's `insecure-registries`"
    } else if reason.contains("x509") {
        "the engine doesn't trust its certificate: put its authority's into /etc/docker/certs.d/HOST/ca.crt"
    } else {
        "see whether its name is right, it is up and this machine reaches it, then try again"
    }
}

#[cfg(test)]
mod tests;
