//! From the record to what the engine is asked to create. Pure.

use std::collections::HashMap;
use std::time::Duration;

use bollard::models::{
    ContainerCreateBody, HealthConfig, HostConfig, Mount as EngineMount, MountType, PortBinding,
    PortMap,
};
use secrecy::ExposeSecret;

use super::{Healthcheck, Limits, Mount, Port, Rights, Single, Source};
use crate::domain::journal::Intent;
use crate::engine::spec::OPERATION_LABEL;

pub(super) fn body(intent: &Intent, single: &Single) -> ContainerCreateBody {
    let Single {
        name: _,
        image,
        command,
        environment,
        labels,
        ports,
        healthcheck,
        mounts,
        tmpfs,
        limits,
        rights,
        network,
        restart,
        files: _,
    } = single;
    let mut labels: HashMap<String, String> = labels.clone().into_iter().collect();
    labels.insert(OPERATION_LABEL.to_owned(), intent.operation().to_string());
    let variables = environment
        .iter()
        .map(|(name, value)| format!("{name}={}", value.expose_secret()));
    let mut host = HostConfig {
        port_bindings: Some(bindings(ports)),
        mounts: Some(mounts.iter().map(mount).collect()),
        tmpfs: Some(tmpfs.clone().into_iter().collect()),
        network_mode: network.clone(),
        restart_policy: Some((*restart).into()),
        ..HostConfig::default()
    };
    limit(limits, &mut host);
    grant(rights, &mut host);
    ContainerCreateBody {
        image: Some(image.clone()),
        cmd: command.clone(),
        env: Some(variables.collect()),
        labels: Some(labels),
        exposed_ports: Some(ports.iter().map(inside).collect()),
        healthcheck: healthcheck.as_ref().map(health),
        user: rights.user.clone(),
        host_config: Some(host),
        ..ContainerCreateBody::default()
    }
}

/// "5432/tcp".
fn inside(port: &Port) -> String {
    format!("{}/{}", port.container, port.protocol)
}

fn bindings(ports: &[Port]) -> PortMap {
    let mut all = PortMap::new();
    for port in ports {
        let binding = PortBinding {
            host_ip: port.host_ip.map(|ip| ip.to_string()),
            host_port: Some(port.host.to_string()),
        };
        let bound = all.entry(inside(port)).or_default();
        bound.get_or_insert_default().push(binding);
    }
    all
}

fn health(check: &Healthcheck) -> HealthConfig {
    let nanos = |time: Duration| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX);
    let words = check.test.iter().cloned();
    HealthConfig {
        test: Some(std::iter::once("CMD".to_owned()).chain(words).collect()),
        interval: Some(nanos(check.interval)),
        timeout: Some(nanos(check.timeout)),
        retries: Some(check.retries.into()),
        start_period: Some(nanos(check.start_period)),
        start_interval: None,
    }
}

fn mount(mount: &Mount) -> EngineMount {
    let (kind, source) = match &mount.source {
        Source::Volume(name) => (MountType::VOLUME, name),
        Source::Host(path) => (MountType::BIND, path),
    };
    EngineMount {
        typ: Some(kind),
        source: Some(source.clone()),
        target: Some(mount.target.clone()),
        read_only: Some(mount.read_only),
        ..EngineMount::default()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a number of cores times a billion is far below what fits"
)]
fn limit(limits: &Limits, host: &mut HostConfig) {
    let Limits {
        memory,
        memory_swap,
        cpus,
        shm,
        pids,
    } = *limits;
    let bytes = |size: Option<u64>| size.map(|bytes| i64::try_from(bytes).unwrap_or(i64::MAX));
    host.memory = bytes(memory);
    host.memory_swap = bytes(memory_swap);
    host.nano_cpus = cpus.map(|cores| (cores * 1e9).round() as i64);
    host.shm_size = bytes(shm);
    host.pids_limit = pids.map(i64::from);
}

fn grant(rights: &Rights, host: &mut HostConfig) {
    let Rights {
        read_only,
        no_new_privileges,
        cap_drop,
        cap_add,
        privileged,
        user: _,
    } = rights;
    host.readonly_rootfs = Some(*read_only);
    host.security_opt = no_new_privileges.then(|| vec!["no-new-privileges".to_owned()]);
    host.cap_drop = Some(cap_drop.clone());
    host.cap_add = Some(cap_add.clone());
    host.privileged = Some(*privileged);
}
