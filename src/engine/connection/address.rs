//! Where the engine listens: `DOCKER_HOST`, read and checked. What can't be spoken to is refused with the reason.

use std::{fmt, io};

use tokio::net::{TcpStream, UnixStream};

use super::super::error::EngineError;

/// Where Docker listens when `DOCKER_HOST` says nothing (Docker CLI, "Environment variables").
const DEFAULT_SOCKET: &str = "/var/run/docker.sock";

/// Where an engine listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// A Unix socket.
    Socket(String),
    /// Plain TCP, `host:port`.
    Tcp(String),
}

impl Address {
    /// Reads a value of `DOCKER_HOST`; `None` and an empty one are the default socket.
    ///
    /// `tls_asked` says whether `DOCKER_TLS_VERIFY` is set: then plain TCP would betray what the user asked for.
    pub(crate) fn read(docker_host: Option<&str>, tls_asked: bool) -> Result<Self, EngineError> {
        let given = docker_host.map(str::trim).unwrap_or_default();
        if given.is_empty() {
            return Ok(Self::Socket(DEFAULT_SOCKET.to_owned()));
        }
        let (scheme, rest) = given.split_once("://").unwrap_or(("", given));
        match scheme {
            _ if rest.is_empty() => Err(refused(given, "it names no socket or host")),
            "unix" => Ok(Self::Socket(rest.to_owned())),
            "npipe" => Err(refused(
                given,
                "named pipes are Windows', where Hailer doesn't run",
            )),
            "tcp" | "http" if tls_asked => Err(refused(
                given,
                "DOCKER_TLS_VERIFY is set, and engines behind TLS are not supported yet",
            )),
            "tcp" | "http" => Ok(Self::Tcp(rest.trim_end_matches('/').to_owned())),
            "https" => Err(refused(given, "engines behind TLS are not supported yet")),
            "ssh" => Err(refused(given, "engines behind SSH are not supported yet")),
            _ => Err(refused(given, "it has no scheme that Docker knows")),
        }
    }

    /// Opens a connection there, and closes it.
    pub(super) async fn open(&self) -> io::Result<()> {
        match self {
            Self::Socket(path) => UnixStream::connect(path).await.map(drop),
            Self::Tcp(host) => TcpStream::connect(host).await.map(drop),
        }
    }

    /// What to do where the socket can't be opened by this user; `contained`: in a container.
    pub(crate) fn how_to_get_access(&self, contained: bool) -> String {
        if contained {
            return format!(
                "this user may not open {self}; give the container the group that the socket has on the machine \
                 (`stat -c %g`), as `group_add` does"
            );
        }
        format!(
            "this user may not open {self}; add it to the socket's group with \
             `sudo usermod -aG docker \"$USER\"` and begin a new session (or `newgrp docker`)"
        )
    }

    /// What to do where there is no socket; `contained`: in a container.
    pub(crate) fn how_to_find_it(&self, contained: bool) -> String {
        if contained {
            return format!(
                "there is no {self} in this container; mount the engine's socket there, or set DOCKER_HOST to where it listens"
            );
        }
        format!(
            "there is no {self}; start Docker with `sudo systemctl start docker`, \
             or set DOCKER_HOST to where it listens"
        )
    }

    /// What to do where nobody answers at this address; `why` in the operating system's words; `contained`: in a container.
    pub(crate) fn how_to_wake_it(&self, why: &str, contained: bool) -> String {
        match self {
            Self::Socket(_) if contained => format!(
                "{self} does not answer ({why}); start Docker on the machine, and then this container anew, whose socket is the \
                 old one, or set DOCKER_HOST to where it listens"
            ),
            Self::Socket(_) => format!(
                "{self} does not answer ({why}); start Docker with `sudo systemctl start docker`, \
                 or set DOCKER_HOST to where it listens"
            ),
            Self::Tcp(_) => format!(
                "{self} does not answer ({why}); start Docker there, or set DOCKER_HOST to where it listens"
            ),
        }
    }
}

fn refused(given: &str, why: &str) -> EngineError {
    EngineError::Refused(format!(
        "DOCKER_HOST={given} can't be used: {why}; \
         use unix:///path/to/docker.sock or tcp://host:port without TLS"
    ))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(path) => write!(f, "unix://{path}"),
            Self::Tcp(host) => write!(f, "tcp://{host}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(host: &str) -> Result<Address, EngineError> {
        Address::read(Some(host), false)
    }

    #[test]
    fn without_docker_host_it_is_the_default_socket() {
        let default = Address::Socket("/var/run/docker.sock".into());
        assert_eq!(Address::read(None, false).unwrap(), default);
        assert_eq!(read(" ").unwrap(), default);
    }

    #[test]
    fn in_a_container_nobody_is_sent_to_start_docker_there() {
        let socket = Address::read(None, false).unwrap();
        let told = |contained| {
            [
                socket.how_to_find_it(contained),
                socket.how_to_wake_it("refused", contained),
                socket.how_to_get_access(contained),
            ]
        };
        for (on_the_machine, inside) in told(false).iter().zip(told(true)) {
            assert!(on_the_machine.contains("`sudo "), "{on_the_machine}");
            assert!(!inside.contains("sudo"), "{inside}");
        }
        let [nowhere, ..] = told(true);
        assert!(
            nowhere.contains("mount the engine's socket there"),
            "{nowhere}"
        );
    }

    #[test]
    fn the_kinds_that_can_be_spoken_to_are_read() {
        assert_eq!(
            read("unix:///run/user/7/docker.sock").unwrap(),
            Address::Socket("/run/user/7/docker.sock".into())
        );
        assert_eq!(
            read("tcp://10.0.0.7:2375/").unwrap(),
            Address::Tcp("10.0.0.7:2375".into())
        );
    }

    #[test]
    fn what_cannot_be_spoken_to_is_refused_with_the_reason() {
        for (host, reason) in [
            ("https://h:2376", "TLS"),
            ("ssh://me@h", "SSH"),
            ("npipe:////./pipe/docker_engine", "named pipes"),
            ("h:2375", "no scheme"),
            ("unix://", "names no socket"),
        ] {
            let said = read(host).unwrap_err().to_string();
            assert!(said.contains(host) && said.contains(reason), "{said}");
        }
        let said = Address::read(Some("tcp://h:2376"), true)
            .unwrap_err()
            .to_string();
        assert!(said.contains("DOCKER_TLS_VERIFY"), "{said}");
    }
}
