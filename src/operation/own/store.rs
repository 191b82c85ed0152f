//! Which container holds Hailer's store: a server's by its published port or its address, a file's or a socket's by the
//! folders that it may write to.

use std::net::{IpAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::lookup_host;
use tokio::time::timeout;

use crate::domain::container::{Container, PublishedPort};
use crate::engine::Inside;
use crate::operation::{GroundError, OperationError};
use crate::store::StorePlace;

/// The longest wait for the address of the store's server.
const LOOKUP: Duration = Duration::from_secs(5);

/// Where the store can be met on this engine's machine.
pub(super) enum Ground {
    /// In a folder of the machine; `None`: in this process's own container and nowhere else.
    Folder(Option<PathBuf>),
    /// At addresses, each with whether it is the machine's own.
    Server {
        addresses: Vec<(IpAddr, bool)>,
        port: u16,
    },
}

impl Ground {
    /// Finds it out. `inside` is the container that this process runs in, if it runs in one.
    pub(super) async fn of(
        place: &StorePlace,
        inside: Option<&Inside>,
    ) -> Result<Self, OperationError> {
        let (host, port) = match place {
            StorePlace::Folder(folder) => return Ok(Self::Folder(on_machine(folder, inside))),
            StorePlace::Server { host, port } => (host.as_str(), *port),
        };
        let unknown = |why: String| GroundError::StoreUnknown {
            host: host.to_owned(),
            why,
        };
        let found = timeout(LOOKUP, lookup_host((host, port))).await;
        let found = found
            .map_err(|_| unknown("no answer within 5 s".to_owned()))?
            .map_err(|error| unknown(error.to_string()))?;
        let addresses = found.map(|found| found.ip().to_canonical());
        Ok(Self::Server {
            addresses: addresses.map(|ip| (ip, is_machines(ip, inside))).collect(),
            port,
        })
    }

    /// Why the store is this container's, if it is.
    pub(super) fn held_by(&self, container: &Container) -> Option<String> {
        match self {
            Self::Folder(folder) => {
                let folder = folder.as_deref()?;
                let mut written = container.writes_to.iter().map(Path::new);
                let held = written.find(|written| {
                    let leads = |real: PathBuf| folder.starts_with(real);
                    folder.starts_with(written) || written.canonicalize().is_ok_and(leads)
                })?;
                Some(format!("writes to {}", held.display()))
            }
            Self::Server { addresses, port } => {
                let has = |(ip, _): &&(IpAddr, bool)| container.addresses.contains(ip);
                if let Some((ip, _)) = addresses.iter().find(has) {
                    return Some(format!("has the address {ip}"));
                }
                let serves = |published: &PublishedPort| {
                    published.protocol == "tcp"
                        && published.host_port == *port
                        && addresses.iter().any(|at| is_bound(published, *at))
                };
                let published = container.ports.iter().any(serves);
                published.then(|| format!("publishes port {port}"))
            }
        }
    }
}

/// Whether what is sent to an address comes to this port.
fn is_bound(published: &PublishedPort, (ip, is_machines): (IpAddr, bool)) -> bool {
    match published.host_ip.parse::<IpAddr>() {
        Ok(bound) if !bound.is_unspecified() => bound.to_canonical() == ip,
        // All of the machine's.
        _ => is_machines,
    }
}

/// Whether an address leads to the engine's machine. In a container with a network of its own the gateways do.
fn is_machines(ip: IpAddr, inside: Option<&Inside>) -> bool {
    match inside {
        Some(inside) if !inside.gateways.is_empty() => inside.gateways.contains(&ip),
        // Only an address of one's own can be bound.
        _ => ip.is_loopback() || UdpSocket::bind((ip, 0)).is_ok(),
    }
}

/// Where a folder of this process lies on the engine's machine.
fn on_machine(folder: &Path, inside: Option<&Inside>) -> Option<PathBuf> {
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    match inside {
        Some(inside) => inside.on_machine(&real),
        None => Some(real),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::container::tests::running;

    fn publishing(host_ip: &str, host_port: u16) -> Container {
        let mut db = running("db");
        db.ports.push(PublishedPort {
            host_ip: host_ip.to_owned(),
            host_port,
            container_port: 5432,
            protocol: "tcp".to_owned(),
        });
        db
    }

    async fn server(host: &str) -> Ground {
        let place = StorePlace::Server {
            host: host.to_owned(),
            port: 5432,
        };
        Ground::of(&place, None).await.unwrap()
    }

    #[tokio::test]
    async fn a_server_is_found_by_the_port_that_its_container_publishes() {
        let local = server("127.0.0.1").await;
        for bound in ["0.0.0.0", "127.0.0.1", ""] {
            assert_eq!(
                local.held_by(&publishing(bound, 5432)).as_deref(),
                Some("publishes port 5432"),
                "{bound:?}"
            );
        }
        for (bound, port) in [("0.0.0.0", 5433), ("127.0.0.2", 5432)] {
            assert_eq!(
                local.held_by(&publishing(bound, port)),
                None,
                "{bound}:{port}"
            );
        }
        // An address of documentation (RFC 5737), which no machine has.
        let elsewhere = server("192.0.2.1").await;
        assert_eq!(elsewhere.held_by(&publishing("0.0.0.0", 5432)), None);
    }

    #[tokio::test]
    async fn a_server_is_found_by_its_containers_own_address() {
        let mut db = running("db");
        db.addresses.push("172.20.0.3".parse().unwrap());
        let found = server("172.20.0.3").await.held_by(&db);
        assert_eq!(found.as_deref(), Some("has the address 172.20.0.3"));
        assert_eq!(server("172.20.0.4").await.held_by(&db), None);
    }

    #[test]
    fn a_folder_is_held_by_what_may_write_to_it_or_above_it() {
        let held = |folder: &str| {
            let mut backup = running("backup");
            backup.writes_to.push("/srv/data".to_owned());
            Ground::Folder(Some(folder.into())).held_by(&backup)
        };
        assert_eq!(
            held("/srv/data/hailer").as_deref(),
            Some("writes to /srv/data")
        );
        assert_eq!(held("/srv/database"), None);
        assert_eq!(Ground::Folder(None).held_by(&running("backup")), None);
    }
}
