//! `ports` in their long form, as the Compose binary always writes them (Compose spec, "ports").

use std::fmt;

use serde::Deserialize;

/// A port of a service's containers that the host serves.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Port {
    /// A name for people.
    pub name: Option<String>,
    /// "ingress" or "host": the same on one machine.
    pub mode: Option<String>,
    /// The host's address; `None`: all of them.
    pub host_ip: Option<String>,
    /// The container's port.
    pub target: u16,
    /// The host's port ("8080") or a range to choose from ("8000-8010"); `None`: the engine chooses.
    pub published: Option<String>,
    /// "tcp", "udp" or "sctp"; `None`: tcp.
    pub protocol: Option<String>,
    /// What is spoken on it, for people.
    pub app_protocol: Option<String>,
}

/// In short, as in a compose file: "127.0.0.1:8080:80", "53:53/udp"; "80" where the engine chooses the host's port.
impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host_ip {
            Some(address) if address.contains(':') => write!(f, "[{address}]:")?,
            Some(address) => write!(f, "{address}:")?,
            None => {}
        }
        match &self.published {
            Some(published) => write!(f, "{published}:")?,
            None if self.host_ip.is_some() => f.write_str(":")?,
            None => {}
        }
        write!(f, "{}", self.target)?;
        match self.protocol() {
            "tcp" => Ok(()),
            other => write!(f, "/{other}"),
        }
    }
}

impl Port {
    /// The protocol, tcp where none is named.
    #[must_use]
    pub fn protocol(&self) -> &str {
        self.protocol.as_deref().unwrap_or("tcp")
    }
}
