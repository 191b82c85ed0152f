//! Ports: those that the host serves, and those that are only named.

use std::collections::BTreeSet;

use bollard::models::{ContainerCreateBody, HostConfig, PortBinding, PortMap};

use super::NewContainer;
use crate::engine::error::EngineError;

pub(super) fn fill(
    new: &NewContainer<'_>,
    body: &mut ContainerCreateBody,
    host: &mut HostConfig,
) -> Result<(), EngineError> {
    let mut exposed = BTreeSet::new();
    let mut bindings = PortMap::new();
    for port in &new.service.ports {
        let inside = format!("{}/{}", port.target, port.protocol());
        let binding = PortBinding {
            host_ip: port.host_ip.clone(),
            host_port: Some(port.published.clone().unwrap_or_default()),
        };
        bindings
            .entry(inside.clone())
            .or_default()
            .get_or_insert_default()
            .push(binding);
        exposed.insert(inside);
    }
    for named in &new.service.expose {
        exposed.extend(range(named).ok_or_else(|| {
            new.unsupported(
                "expose",
                format!("{named:?} is not a port or a range of ports"),
            )
        })?);
    }
    if !exposed.is_empty() {
        body.exposed_ports = Some(exposed.into_iter().collect());
    }
    if !bindings.is_empty() {
        host.port_bindings = Some(bindings);
    }
    Ok(())
}

/// "80", "80/udp" or "8000-8002/tcp", each port by itself as "80/tcp".
fn range(named: &str) -> Option<Vec<String>> {
    let (ports, protocol) = named.split_once('/').unwrap_or((named, "tcp"));
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    let (first, last): (u16, u16) = (first.parse().ok()?, last.parse().ok()?);
    let each = (first..=last).map(|port| format!("{port}/{protocol}"));
    (first <= last).then(|| each.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_names_each_of_its_ports() {
        assert_eq!(range("80").unwrap(), ["80/tcp"]);
        assert_eq!(range("53/udp").unwrap(), ["53/udp"]);
        assert_eq!(range("1-3/tcp").unwrap(), ["1/tcp", "2/tcp", "3/tcp"]);
        for bad in ["", "3-1", "x", "70000", "1-"] {
            assert!(range(bad).is_none(), "{bad}");
        }
    }
}
