//! From the engine's words about a container to ours.

use std::net::IpAddr;

use bollard::models::{
    ContainerInspectResponse, ContainerState, ContainerStateStatusEnum, EndpointSettings,
    Health as EngineHealth, HealthStatusEnum, HealthcheckResult, HostConfig, MountPoint, PortMap,
};
use chrono::{DateTime, Utc};

use crate::domain::container::{Check, Container, Health, HealthState, PublishedPort, State};

/// The container that `said` describes.
pub(super) fn container(said: ContainerInspectResponse) -> Container {
    let now = said.state.unwrap_or_default();
    let config = said.config.unwrap_or_default();
    let state = state(&now);
    let ended = matches!(state, State::Exited | State::Dead | State::Restarting);
    let network = said.network_settings.unwrap_or_default();
    let mounts = said.mounts.unwrap_or_default();
    Container {
        id: said.id.unwrap_or_default(),
        name: without_slash(said.name),
        image: config.image.unwrap_or_default(),
        image_id: said.image.unwrap_or_default(),
        state,
        health: health_state(now.health.as_ref()),
        ports: published(network.ports.unwrap_or_default()),
        writes_to: writes_to(&mounts),
        writable_volumes: writable_volumes(mounts),
        addresses: addresses(network.networks.unwrap_or_default().into_values()),
        labels: config.labels.unwrap_or_default().into_iter().collect(),
        created: time(said.created.as_deref()).unwrap_or(DateTime::UNIX_EPOCH),
        started: time(now.started_at.as_deref()),
        finished: time(now.finished_at.as_deref()),
        exit_code: now.exit_code.filter(|_| ended),
        oom_killed: now.oom_killed.unwrap_or(false),
        memory_limit: said.host_config.as_ref().and_then(memory_limit),
        restarts: said
            .restart_count
            .and_then(|count| count.try_into().ok())
            .unwrap_or(0),
        stop_grace_secs: stop_grace_secs(config.stop_timeout),
    }
}

/// The engine's 0 means that there is no limit.
fn memory_limit(host: &HostConfig) -> Option<u64> {
    let limit = host.memory.and_then(|bytes| u64::try_from(bytes).ok());
    limit.filter(|bytes| *bytes > 0)
}

/// How long a container is given to stop by its own definition, seconds: 10 unless it says otherwise (Engine API,
/// `StopTimeout`).
pub(super) fn stop_grace_secs(said: Option<i64>) -> u64 {
    said.and_then(|secs| u64::try_from(secs).ok()).unwrap_or(10)
}

/// The health of the container that `said` describes.
pub(super) fn health(said: &ContainerInspectResponse) -> Health {
    let unknown = ContainerState::default();
    let now = said.state.as_ref().unwrap_or(&unknown);
    let state = state(now);
    let health = health_state(now.health.as_ref());
    let last = now.health.as_ref().and_then(|health| health.log.as_ref());
    Health {
        name: without_slash(said.name.clone()),
        container_id: said.id.clone().unwrap_or_default(),
        state,
        health,
        last_check: last.and_then(|checks| checks.last()).map(check),
        ready: state == State::Running
            && matches!(health, HealthState::None | HealthState::Healthy),
    }
}

fn check(ran: &HealthcheckResult) -> Check {
    Check {
        at: time(ran.end.as_deref()),
        exit_code: ran.exit_code.unwrap_or(-1),
        output: Check::shown(ran.output.as_deref().unwrap_or_default().as_bytes()),
    }
}

fn state(now: &ContainerState) -> State {
    match now.status {
        Some(ContainerStateStatusEnum::CREATED) => State::Created,
        Some(ContainerStateStatusEnum::RUNNING) => State::Running,
        Some(ContainerStateStatusEnum::PAUSED) => State::Paused,
        Some(ContainerStateStatusEnum::RESTARTING) => State::Restarting,
        Some(ContainerStateStatusEnum::REMOVING) => State::Removing,
        Some(ContainerStateStatusEnum::EXITED) => State::Exited,
        Some(ContainerStateStatusEnum::DEAD) => State::Dead,
        Some(ContainerStateStatusEnum::STOPPING | ContainerStateStatusEnum::EMPTY) | None => {
            State::Unknown
        }
    }
}

fn health_state(said: Option<&EngineHealth>) -> HealthState {
    match said.and_then(|health| health.status) {
        Some(HealthStatusEnum::STARTING) => HealthState::Starting,
        Some(HealthStatusEnum::HEALTHY) => HealthState::Healthy,
        Some(HealthStatusEnum::UNHEALTHY) => HealthState::Unhealthy,
        Some(HealthStatusEnum::NONE | HealthStatusEnum::EMPTY) | None => HealthState::None,
    }
}

/// The ports that are published on the host, sorted; exposed ones without a host port are left out.
fn published(ports: PortMap) -> Vec<PublishedPort> {
    let mut all: Vec<_> = ports
        .into_iter()
        .flat_map(|(inside, outside)| {
            let (port, protocol) = match inside.split_once('/') {
                Some((port, protocol)) => (port.parse().ok(), protocol.to_owned()),
                None => (inside.parse().ok(), "tcp".to_owned()),
            };
            outside
                .unwrap_or_default()
                .into_iter()
                .filter_map(move |binding| {
                    Some(PublishedPort {
                        host_ip: binding.host_ip.unwrap_or_default(),
                        host_port: binding.host_port?.parse().ok()?,
                        container_port: port?,
                        protocol: protocol.clone(),
                    })
                })
        })
        .collect();
    all.sort();
    all
}

/// The places of the volumes that may be written to, sorted.
fn writable_volumes(mounts: Vec<MountPoint>) -> Vec<String> {
    let written = mounts
        .into_iter()
        .filter(|mount| mount.typ.as_deref() == Some("volume") && mount.rw != Some(false));
    let mut places: Vec<_> = written.filter_map(|mount| mount.destination).collect();
    places.sort();
    places
}

/// What of the machine may be written to, sorted. A tmpfs has an empty source and is nothing of the machine's.
fn writes_to(mounts: &[MountPoint]) -> Vec<String> {
    let written = mounts.iter().filter(|mount| mount.rw != Some(false));
    let mut sources: Vec<_> = written
        .filter_map(|mount| mount.source.clone())
        .filter(|source| !source.is_empty())
        .collect();
    sources.sort();
    sources
}

/// The addresses on all networks, sorted; the engine's empty one means none.
fn addresses(networks: impl Iterator<Item = EndpointSettings>) -> Vec<IpAddr> {
    let said = networks.flat_map(|network| [network.ip_address, network.global_ipv6_address]);
    let mut addresses: Vec<_> = said.filter_map(|address| address?.parse().ok()).collect();
    addresses.sort();
    addresses
}

/// Names come with a leading slash, a leaf of links that are no more.
pub(super) fn without_slash(name: Option<String>) -> String {
    let name = name.unwrap_or_default();
    name.strip_prefix('/').map(str::to_owned).unwrap_or(name)
}

/// A time as the engine writes it; its zero ("0001-01-01T00:00:00Z") means never.
pub(super) fn time(said: Option<&str>) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(said?).ok()?.to_utc();
    (time > DateTime::UNIX_EPOCH).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engines_zero_time_means_never() {
        assert_eq!(time(Some("0001-01-01T00:00:00Z")), None);
        assert_eq!(time(None), None);
        assert!(time(Some("2026-11-21T09:00:00.123456789Z")).is_some());
    }

    #[test]
    fn an_exit_code_is_told_only_of_what_has_ended() {
        let ended = |status| ContainerInspectResponse {
            state: Some(ContainerState {
                status: Some(status),
                exit_code: Some(0),
                ..ContainerState::default()
            }),
            ..ContainerInspectResponse::default()
        };
        assert_eq!(
            container(ended(ContainerStateStatusEnum::RUNNING)).exit_code,
            None
        );
        assert_eq!(
            container(ended(ContainerStateStatusEnum::EXITED)).exit_code,
            Some(0)
        );
    }
}
