//! What a preset says is what the engine shows of the container that was made from it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::name::PresetName;
use crate::engine::single::Single;
use crate::engine::tests::world::World;
use crate::instance::container::{single, volumes};
use crate::instance::label::{self, Marks};
use crate::instance::preset::{
    Catalog, Cores, Discovered, Limits, Mode, Mount, Network, Preset, Protocol, Published, Restart,
    Security, Size, Source, Span, Spec, Supplied, Value, Wanted, built_in,
};

fn supplied(preset: &Preset, wanted: &Wanted) -> Supplied {
    let drawn = preset.needs(wanted).generated.into_keys();
    let found = "https://quilt.example.org".to_owned();
    Supplied {
        secrets: drawn.map(|name| (name, "s3cret".into())).collect(),
        discovered: BTreeMap::from([
            (Discovered::QuiltCatalog, found.clone()),
            (Discovered::QuiltRegistry, found),
        ]),
    }
}

fn marks(world: &World, spec: &Spec) -> Marks {
    Marks {
        // A test's own, as no other has it.
        instance: world.project.as_str().parse().unwrap(),
        preset: spec.preset.clone(),
        version: spec.version.clone(),
        created_at: "2026-01-02T03:04:05Z".parse().unwrap(),
        owner: "telegram:7".parse().unwrap(),
        expires_at: Some("2026-01-02T05:04:05Z".parse().unwrap()),
        house: "k3f9a2m7qx".to_owned(),
    }
}

/// A preset's record, resolved, with the image that is there.
fn spec(world: &World, preset: &str, mode: Mode) -> Spec {
    let catalog = Catalog::load(None, &[]).unwrap();
    let name = PresetName::new(preset).unwrap();
    let preset = &catalog.find(&name).unwrap().preset;
    let wanted = Wanted {
        mode,
        image: Some(world.image.clone()),
        ..Wanted::default()
    };
    preset.resolve(&wanted, &supplied(preset, &wanted)).unwrap()
}

macro_rules! created {
    ($world:expr, $single:expr) => {{
        let id = $world.engine.create_single(&$world.intent, $single).await;
        $world.engine.inspect_raw(&id.unwrap()).await.unwrap()
    }};
}

async fn make_volumes(world: &World, spec: &Spec) {
    for volume in volumes(spec, &marks(world, spec)) {
        assert_eq!(volume.kept, spec.mode.keeps_data());
        let (name, labels) = (&volume.name, &volume.labels);
        let made = world
            .engine
            .create_labelled_volume(&world.intent, name, labels);
        made.await.unwrap();
        let made = world.engine.volume(name).await.unwrap().unwrap();
        assert!(name.starts_with(world.project.as_str()), "{name}");
        assert_eq!(made.labels[label::MANAGED], "true");
        assert_eq!(made.labels[label::INSTANCE], world.project.as_str());
        assert_eq!(made.labels[label::MODE], spec.mode.as_str());
    }
}

/// Holds every field of `spec` against what the engine shows of `single`, which was made from it.
async fn hold(world: &World, spec: &Spec, single: &Single) {
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

#[tokio::test]
async fn every_preset_that_is_built_in_is_made_as_its_record_says_in_every_version_and_mode() {
    let world = World::new().await;
    let mut held = 0;
    for preset in built_in().unwrap() {
        for version in preset.versions.keys() {
            for mode in Mode::ALL {
                let wanted = Wanted {
                    version: Some(version.to_string()),
                    mode,
                    image: Some(world.image.clone()),
                    ..Wanted::default()
                };
                let given = supplied(&preset, &wanted);
                let spec = preset.resolve(&wanted, &given).unwrap();
                make_volumes(&world, &spec).await;
                let single = single(&spec, &marks(&world, &spec), &[]);
                hold(&world, &spec, &single).await;
                for volume in volumes(&spec, &marks(&world, &spec)) {
                    let label = (label::MANAGED, "true");
                    let (intent, name) = (&world.intent, &volume.name);
                    let removed = world.engine.remove_labelled_volume(intent, name, label);
                    removed.await.unwrap();
                }
                held += 1;
            }
        }
    }
    assert!(held >= 9 * Mode::ALL.len(), "{held}");
}

#[tokio::test]
async fn what_no_preset_of_ours_says_is_carried_out_too() {
    let world = World::new().await;
    let mut spec = spec(&world, "redis", Mode::Durable);
    spec.command = Some(vec!["hang".to_owned()]);
    spec.public = true;
    spec.ports.push(Published {
        name: None,
        container: 53,
        preferred: 5353,
        protocol: Protocol::Udp,
    });
    spec.mounts.push(Mount {
        source: Source::Host(world.folder.path().to_str().unwrap().to_owned()),
        target: "/host".to_owned(),
        read_only: true,
    });
    spec.limits = Limits {
        memory: Some(Size(64 << 20)),
        memory_swap: Some(Size(96 << 20)),
        cpus: Some(Cores(0.5)),
        shm: Some(Size(16 << 20)),
        pids: Some(40),
    };
    spec.security = Security {
        read_only: false,
        no_new_privileges: true,
        cap_drop: vec!["ALL".to_owned()],
        cap_add: vec!["CHOWN".to_owned(), "SETUID".to_owned()],
        privileged: true,
        user: Some("1000".to_owned()),
    };
    spec.network = Some(Network::try_from("bridge".to_owned()).unwrap());
    spec.labels.insert("team".to_owned(), "blue".to_owned());
    spec.health = None;
    make_volumes(&world, &spec).await;
    for restart in [
        Restart::No,
        Restart::OnFailure,
        Restart::UnlessStopped,
        Restart::Always,
    ] {
        spec.restart = restart;
        let single = single(&spec, &marks(&world, &spec), &[]);
        hold(&world, &spec, &single).await;
    }
}

#[tokio::test]
async fn a_locked_down_service_is_locked_down() {
    let world = World::new().await;
    let spec = spec(&world, "mcp-stateless", Mode::Fast);
    let seen = created!(world, &single(&spec, &marks(&world, &spec), &[18002]));
    let host = seen.host_config.unwrap();
    let tmpfs = host.tmpfs.unwrap();
    assert_eq!(tmpfs["/tmp"], "size=104857600,mode=1777");
    assert_eq!(tmpfs["/run"], "size=10485760,mode=755");
    assert_eq!(host.readonly_rootfs, Some(true));
    assert_eq!(host.cap_drop.unwrap(), ["ALL"]);
    assert_eq!(host.security_opt.unwrap(), ["no-new-privileges"]);
    assert_eq!(
        (host.memory, host.memory_swap),
        (Some(512 << 20), Some(512 << 20))
    );
    assert_eq!(host.nano_cpus, Some(1_000_000_000));
    let bound = host.port_bindings.unwrap().remove("8000/tcp");
    let bound = bound.unwrap().unwrap().remove(0);
    assert_eq!(bound.host_ip.as_deref(), Some("127.0.0.1"));
    assert_eq!(bound.host_port.as_deref(), Some("18002"));
    let check = seen.config.unwrap().healthcheck.unwrap();
    assert_eq!(
        (check.interval, check.timeout, check.retries),
        (Some(10_000_000_000), Some(2_000_000_000), Some(3))
    );
}

#[tokio::test]
async fn a_preset_s_files_are_in_its_container() {
    let world = World::new().await;
    let mut spec = spec(&world, "pgvector", Mode::Fast);
    let (path, text) = spec.files.iter().next().unwrap();
    let (path, text) = (path.clone(), text.trim().to_owned());
    spec.command = Some(vec!["show".to_owned(), path]);
    // A port that is free for sure is no port.
    spec.ports.clear();
    let id = world
        .run_single(&single(&spec, &marks(&world, &spec), &[]))
        .await;
    assert_eq!(world.engine.ended(&id).await.unwrap().exit_code, Some(0));
    let query = crate::engine::LogQuery::last(9);
    let lines = world.engine.logs(&id, &query).await.unwrap();
    assert_eq!(lines[0].text, text);
}

#[test]
fn what_is_told_to_the_engine_is_not_printed_with_its_secrets() {
    let preset = built_in().unwrap().remove(0);
    let wanted = Wanted::default();
    let spec = preset
        .resolve(&wanted, &supplied(&preset, &wanted))
        .unwrap();
    let secrets = spec.environment.values();
    assert!(
        secrets
            .clone()
            .any(|value| matches!(value, Value::Secret(_)))
    );
    let marks = Marks {
        instance: "hailer-db".parse().unwrap(),
        preset: spec.preset.clone(),
        version: spec.version.clone(),
        created_at: "2026-01-02T03:04:05Z".parse().unwrap(),
        owner: "telegram:7".parse().unwrap(),
        expires_at: None,
        house: "k3f9a2m7qx".to_owned(),
    };
    let single = single(&spec, &marks, &[]);
    assert!(!format!("{single:?}").contains("s3cret"));
}
