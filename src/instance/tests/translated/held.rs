//! What the engine made, held against what was asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::{created, marks};
use crate::engine::single::Single;
use crate::engine::tests::world::World;

use crate::instance::label::{self, Marks};
use crate::instance::preset::{Network, Restart, Size, Source, Span, Spec};

/// Holds every field of `spec` against what the engine shows of `single`, which was made from it.
pub(super) async fn hold(world: &World, spec: &Spec, single: &Single) {
    let named = format!("{} {} --{}", spec.preset, spec.version, spec.mode);
    let seen = created!(world, single);
    let config = seen.config.unwrap();
    let host = seen.host_config.unwrap();

    assert_eq!(seen.name, Some(format!("/{}", world.project)), "{named}");
    assert_eq!(config.image.as_ref(), Some(&spec.image), "{named}");
    assert_eq!(config.cmd, spec.command, "{named}");
    let variables: BTreeSet<_> = config.env.unwrap_or_default().into_iter().collect();
    for (name, value) in &spec.environment {
        let variable = format!("{name}={}", value.expose());
        assert!(variables.contains(&variable), "{named}: {name}");
    }
    let user = spec.security.user.clone().unwrap_or_default();
    assert_eq!(config.user.unwrap_or_default(), user, "{named}");
    hold_labels(world, spec, &config.labels.unwrap().into_iter().collect());

    let bindings = host.port_bindings.unwrap_or_default();
    assert_eq!(bindings.len(), spec.ports.len(), "{named}");
    for port in &spec.ports {
        let protocol = format!("{:?}", port.protocol).to_lowercase();
        let inside = format!("{}/{protocol}", port.container);
        let bound = bindings[&inside].as_ref().unwrap();
        let at = if spec.public { "" } else { "127.0.0.1" };
        assert_eq!(bound.len(), 1, "{named}: {inside}");
        assert_eq!(bound[0].host_ip.as_deref().unwrap_or_default(), at);
        assert_eq!(bound[0].host_port, Some(port.preferred.to_string()));
    }

    let check = config.healthcheck.map(|check| {
        let test = check.test.unwrap_or_default();
        (test, check.timeout, check.start_period, check.retries)
    });
    let wanted = spec.health.as_ref().map(|health| {
        let mut test = vec!["CMD".to_owned()];
        test.extend(health.test.iter().cloned());
        let nanos = |span: Span| i64::try_from(span.0.as_nanos()).ok();
        (test, nanos(health.limit), nanos(health.within), Some(3))
    });
    assert_eq!(check, wanted, "{named}");

    let tmpfs: BTreeMap<_, _> = host.tmpfs.unwrap_or_default().into_iter().collect();
    let wanted = spec.tmpfs.iter();
    let wanted = wanted.map(|tmpfs| (tmpfs.target.clone(), tmpfs.options()));
    assert_eq!(tmpfs, wanted.collect(), "{named}");

    let network = spec.network.as_ref().map_or("default", Network::as_str);
    assert_eq!(host.network_mode.as_deref(), Some(network), "{named}");
    let restart = host.restart_policy.unwrap().name.unwrap().to_string();
    let wanted = match spec.restart {
        Restart::No => "no",
        Restart::OnFailure => "on-failure",
        Restart::UnlessStopped => "unless-stopped",
        Restart::Always => "always",
    };
    assert_eq!(restart, wanted, "{named}");

    let id = seen.id.unwrap();
    hold_mounts(world, spec, &id).await;
    hold_limits_and_rights(world, spec, &id).await;
    world.take_away(&id).await;
}

fn hold_labels(world: &World, spec: &Spec, labels: &BTreeMap<String, String>) {
    for (name, value) in &spec.labels {
        assert_eq!(labels.get(name), Some(value), "{name}");
    }
    let read = Marks::of(world.project.as_str(), labels).unwrap();
    assert_eq!(read, Some(marks(world, spec)));
    assert_eq!(labels[label::MODE], spec.mode.as_str());
}

async fn hold_mounts(world: &World, spec: &Spec, id: &str) {
    let seen = world.engine.inspect_raw(id).await.unwrap();
    let mut mounted = BTreeMap::new();
    for mount in seen.mounts.unwrap_or_default() {
        let place = mount.destination.unwrap();
        mounted.insert(place, (mount.name, mount.source, mount.rw));
    }
    assert_eq!(mounted.len(), spec.mounts.len(), "{}", spec.preset);
    for mount in &spec.mounts {
        let (name, source, writable) = &mounted[&mount.target];
        assert_eq!(*writable, Some(!mount.read_only), "{}", mount.target);
        match &mount.source {
            Source::Host(path) => assert_eq!(source.as_ref(), Some(path)),
            Source::Volume { name: part, .. } => {
                let own = format!("{}-{}", world.project, part.as_str());
                assert_eq!(name.as_ref(), Some(&own));
            }
        }
    }
}

async fn hold_limits_and_rights(world: &World, spec: &Spec, id: &str) {
    let seen = world.engine.inspect_raw(id).await.unwrap();
    let host = seen.host_config.unwrap();
    let limits = spec.limits;
    let bytes = |size: Option<Size>| i64::try_from(size.map_or(0, |size| size.0)).unwrap();
    assert_eq!(host.memory, Some(bytes(limits.memory)));
    // Without a limit of its own, swap is as much again (Docker's documentation).
    let swap = match limits.memory_swap {
        None => 2 * bytes(limits.memory),
        swap => bytes(swap),
    };
    assert_eq!(host.memory_swap, Some(swap));
    let cores = host.nano_cpus.unwrap_or(0);
    let thousandths = limits.cpus.map_or(0.0, |cores| cores.0 * 1e3);
    assert_eq!(format!("{thousandths:.0}"), (cores / 1_000_000).to_string());
    let shm = limits.shm.map_or(64 << 20, |size| bytes(Some(size)));
    assert_eq!(host.shm_size, Some(shm));
    let pids = i64::from(limits.pids.unwrap_or(0));
    assert_eq!(host.pids_limit.unwrap_or(0), pids);

    let security = &spec.security;
    assert_eq!(host.readonly_rootfs, Some(security.read_only));
    let options = host.security_opt.unwrap_or_default();
    let locked = options.contains(&"no-new-privileges".to_owned());
    assert_eq!(locked, security.no_new_privileges);
    assert_eq!(host.cap_drop.unwrap_or_default(), security.cap_drop);
    assert_eq!(host.cap_add.unwrap_or_default(), security.cap_add);
    assert_eq!(host.privileged, Some(security.privileged));
}
