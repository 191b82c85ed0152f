//! In which order a service's new containers take over from the old ones, and why. Pure.
//!
//! *Start-first* where both may run at a time; else *keep-old*: the old one is stopped, kept, and the new one started.
//! What two containers can't have at once, or must not write to at once, no setting overrides: two databases on one
//! volume both start, and both write.

use std::path::Path;

use super::patience::has_healthcheck;
use crate::compose::model::healthcheck::Healthcheck;
use crate::compose::model::mount::{Mount, MountKind};
use crate::compose::model::service::Service;
use crate::domain::codebase::DockerConfig;
use crate::domain::container::Container;
use crate::domain::name::ServiceName;
use crate::domain::plan::Downtime;

/// What the codebase asks for, beside what the compose file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::operation::deploy) struct Wishes {
    start_first: Vec<ServiceName>,
    stop_first: Vec<ServiceName>,
}

impl Wishes {
    pub(super) fn of(docker: &DockerConfig) -> Self {
        Self {
            start_first: docker.start_first.clone(),
            stop_first: docker.stop_first.clone(),
        }
    }
}

/// What the users of a service that runs will notice of its change, which says the order too.
///
/// `image` is the healthcheck that its image brings, `directory` the project's folder, by which binds are named.
pub(super) fn downtime(
    wishes: &Wishes,
    ((name, service), image): ((&ServiceName, &Service), Option<&Healthcheck>),
    directory: &Path,
    old: &[&Container],
) -> Downtime {
    let obstacle = not_at_once(service)
        .or_else(|| written(service, directory))
        .or_else(|| taken_over(service, old))
        .or_else(|| not_wished(wishes, (name, service), image));
    match obstacle {
        Some(why) => Downtime::Interrupted {
            why,
            stop_secs: longest_stop(old),
        },
        None => Downtime::BriefErrors {
            why: "it can be reached before it is healthy".to_owned(),
        },
    }
}

/// How long stopping all that runs may take: that is done side by side.
fn longest_stop(old: &[&Container]) -> Option<u64> {
    let running = old.iter().filter(|old| old.state.lives());
    running.map(|old| old.stop_grace_secs).max()
}

/// What one of two containers can have, and not the other. This and what follows says why the old one stops first.
pub(in crate::operation::deploy) fn not_at_once(service: &Service) -> Option<String> {
    if let Some(name) = &service.container_name {
        return Some(format!("both need the name {name}"));
    }
    let port = service
        .ports
        .iter()
        .find_map(|port| port.published.as_ref());
    if let Some(port) = port {
        return Some(format!("both need port {port} of the host"));
    }
    let networks = || service.networks.values().flatten();
    if networks().any(|network| {
        network.ipv4_address.is_some()
            || network.ipv6_address.is_some()
            || !network.link_local_ips.is_empty()
    }) {
        return Some("both need the same IP address".to_owned());
    }
    if service.mac_address.is_some() || networks().any(|network| network.mac_address.is_some()) {
        return Some("both need the same MAC address".to_owned());
    }
    let modes = [
        ("network", &service.network_mode),
        ("pid", &service.pid),
        ("ipc", &service.ipc),
    ];
    let shared = modes
        .into_iter()
        .find_map(|(namespace, mode)| shared_namespace(namespace, mode.as_deref()?));
    shared.or_else(|| device(service))
}

fn shared_namespace(namespace: &str, mode: &str) -> Option<String> {
    match mode.split_once(':') {
        None if mode == "host" => Some(format!("both would use the host's {namespace} namespace")),
        Some(("service" | "container", whose)) => Some(format!(
            "both would share the {namespace} namespace of {whose}"
        )),
        _ => None,
    }
}

fn device(service: &Service) -> Option<String> {
    if let Some(device) = service.devices.first() {
        return Some(format!("both need the device {}", device.source));
    }
    let deploy = service.deploy.as_ref();
    let reserved = deploy.and_then(|deploy| deploy.resources.reservations.as_ref());
    let requested =
        !service.gpus.is_empty() || reserved.is_some_and(|reserved| !reserved.devices.is_empty());
    requested.then(|| "both need the devices that it reserves".to_owned())
}

/// Storage that the old and the new container would both write to.
fn written(service: &Service, directory: &Path) -> Option<String> {
    let writes = |mount: &&Mount| !mount.read_only && mount.kind != MountKind::Tmpfs;
    let mount = service.volumes.iter().find(writes)?;
    Some(match (mount.kind, mount.source_in_short(directory)) {
        (MountKind::Bind, Some(source)) => format!("both would write to {source}"),
        (MountKind::Volume, Some(volume)) => format!("both would write to volume {volume}"),
        (_, _) => format!("both would write to the volume at {}", mount.target),
    })
}

/// Volumes that no line of the service names, and that the new container may take over because its image declares them.
fn taken_over(service: &Service, old: &[&Container]) -> Option<String> {
    let named = |place: &&String| {
        let volumes = service.volumes.iter();
        volumes
            .map(|mount| mount.target.as_str())
            .any(|target| target.trim_end_matches('/') == place.as_str())
    };
    let mut places = old.iter().flat_map(|old| &old.writable_volumes);
    places
        .find(|place| !named(place))
        .map(|place| format!("both would write to the volume at {place}"))
}

fn not_wished(
    wishes: &Wishes,
    (name, service): (&ServiceName, &Service),
    image: Option<&Healthcheck>,
) -> Option<String> {
    if wishes.stop_first.contains(name) {
        return Some("the setting stop_first names it".to_owned());
    }
    if wishes.start_first.contains(name) {
        return None;
    }
    let update = service
        .deploy
        .as_ref()
        .and_then(|deploy| deploy.update_config.as_ref());
    if update.and_then(|update| update.order.as_deref()) == Some("stop-first") {
        return Some("its update_config says stop-first".to_owned());
    }
    (!has_healthcheck(service.healthcheck.as_ref(), image))
        .then(|| "without a healthcheck nothing says when the new one is ready".to_owned())
}

#[cfg(test)]
mod tests;
