//! What a preset says is what the engine shows of the container that was made from it.

mod held;

use std::collections::BTreeMap;

use crate::domain::name::PresetName;
use crate::engine::tests::world::World;
use crate::instance::container::{single, volumes};
use crate::instance::label::{self, Marks};
use crate::instance::preset::{
    Catalog, Cores, Discovered, Limits, Mode, Mount, Network, Preset, Protocol, Published, Restart,
    Security, Size, Source, Spec, Supplied, Value, Wanted, built_in,
};
use held::hold;

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
use created;

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
    let query = crate::domain::log::LogQuery::last(9);
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
