//! What is told of a container, as the engine shows it afterwards.

mod files;

use std::time::Duration;

use bollard::models::{ContainerInspectResponse, RestartPolicyNameEnum};
use secrecy::SecretString;

use crate::engine::single::{Healthcheck, Limits, Mount, Rights, Single, Source};
use crate::engine::tests::world::World;
use crate::engine::{EngineError, RestartPolicy};

async fn created(world: &World, single: &Single) -> ContainerInspectResponse {
    let id = world.engine.create_single(&world.intent, single).await;
    world.engine.inspect_raw(&id.unwrap()).await.unwrap()
}

#[tokio::test]
async fn its_name_image_command_variables_and_labels() {
    let world = World::new().await;
    let single = Single {
        environment: [("WORD".to_owned(), SecretString::from("a=b c"))].into(),
        labels: [
            ("team".to_owned(), "blue".to_owned()),
            ("hailer.operation".to_owned(), "forged".to_owned()),
        ]
        .into(),
        ..world.single(&["hang"])
    };
    let seen = created(&world, &single).await;
    assert_eq!(seen.name, Some(format!("/{}-single", world.project)));
    let config = seen.config.unwrap();
    assert_eq!(config.image.as_ref(), Some(&world.image));
    assert_eq!(config.cmd.unwrap(), ["hang"]);
    assert!(config.env.unwrap().contains(&"WORD=a=b c".to_owned()));
    let labels = config.labels.unwrap();
    assert_eq!(labels["team"], "blue");
    assert_eq!(
        labels["hailer.operation"],
        world.intent.operation().as_str()
    );
}

#[tokio::test]
async fn what_it_may_use() {
    let world = World::new().await;
    let mib = 1 << 20;
    let single = Single {
        limits: Limits {
            memory: Some(64 * mib),
            memory_swap: Some(64 * mib),
            cpus: Some(0.5),
            shm: Some(16 * mib),
            pids: Some(50),
        },
        ..world.single(&["hang"])
    };
    let seen = created(&world, &single).await;
    let id = seen.id.clone().unwrap();
    let host = seen.host_config.unwrap();
    assert_eq!(host.memory, Some(64 << 20));
    assert_eq!(host.memory_swap, Some(64 << 20));
    assert_eq!(host.nano_cpus, Some(500_000_000));
    assert_eq!(host.shm_size, Some(16 << 20));
    assert_eq!(host.pids_limit, Some(50));
    let container = world.engine.inspect(&id).await.unwrap();
    assert_eq!(container.memory_limit, Some(64 * mib));
}

#[tokio::test]
async fn what_it_may_do() {
    let world = World::new().await;
    let single = Single {
        rights: Rights {
            read_only: true,
            no_new_privileges: true,
            cap_drop: vec!["ALL".to_owned()],
            cap_add: vec!["NET_BIND_SERVICE".to_owned()],
            privileged: false,
            user: Some("1000:1000".to_owned()),
        },
        network: Some("none".to_owned()),
        restart: RestartPolicy::UnlessStopped,
        ..world.single(&["hang"])
    };
    let seen = created(&world, &single).await;
    let host = seen.host_config.unwrap();
    assert_eq!(host.readonly_rootfs, Some(true));
    assert_eq!(host.security_opt.unwrap(), ["no-new-privileges"]);
    assert_eq!(host.cap_drop.unwrap(), ["ALL"]);
    assert_eq!(host.cap_add.unwrap(), ["NET_BIND_SERVICE"]);
    assert_eq!(host.privileged, Some(false));
    assert_eq!(seen.config.unwrap().user.as_deref(), Some("1000:1000"));
    assert_eq!(host.network_mode.as_deref(), Some("none"));
    assert_eq!(
        host.restart_policy.unwrap().name,
        Some(RestartPolicyNameEnum::UNLESS_STOPPED)
    );
}

#[tokio::test]
async fn what_it_has_when_nothing_is_said() {
    let world = World::new().await;
    let seen = created(&world, &world.single(&["hang"])).await;
    let id = seen.id.clone().unwrap();
    let host = seen.host_config.unwrap();
    assert_eq!(host.memory, Some(0));
    assert_eq!(host.readonly_rootfs, Some(false));
    assert_eq!(host.security_opt, None);
    assert_eq!(host.privileged, Some(false));
    assert_eq!(host.network_mode.as_deref(), Some("default"));
    let config = seen.config.unwrap();
    assert_eq!((config.healthcheck, config.exposed_ports), (None, None));
    let container = world.engine.inspect(&id).await.unwrap();
    assert_eq!(container.memory_limit, None);
    assert_eq!(container.ending(), None);
}

#[tokio::test]
async fn what_is_mounted_and_what_is_kept_in_memory() {
    let world = World::new().await;
    let (folder, volume) = (world.folder.path(), format!("{}-data", world.project));
    let (engine, intent) = (&world.engine, &world.intent);
    let labels = [("team".to_owned(), "blue".to_owned())].into();
    engine
        .create_labelled_volume(intent, &volume, &labels)
        .await
        .unwrap();
    let mount = |source, target: &str, read_only| Mount {
        source,
        target: target.to_owned(),
        read_only,
    };
    let host_path = folder.to_str().unwrap();
    let single = Single {
        mounts: vec![
            mount(Source::Volume(volume.clone()), "/data", false),
            mount(Source::Host(host_path.to_owned()), "/host", true),
        ],
        tmpfs: [("/tmp".to_owned(), "size=1048576,mode=1777".to_owned())].into(),
        ..world.single(&["hang"])
    };
    let seen = created(&world, &single).await;
    let tmpfs = seen.host_config.unwrap().tmpfs.unwrap();
    assert_eq!(tmpfs["/tmp"], "size=1048576,mode=1777");
    let mut mounts: Vec<_> = seen
        .mounts
        .unwrap()
        .into_iter()
        .map(|mount| (mount.destination, mount.typ, mount.rw))
        .collect();
    mounts.sort();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        mounts,
        [
            (text("/data"), text("volume"), Some(true)),
            (text("/host"), text("bind"), Some(false)),
        ]
    );
}

#[tokio::test]
async fn how_the_engine_knows_that_it_works() {
    let world = World::new().await;
    let check = Healthcheck {
        test: vec!["/shop".to_owned(), "exit".to_owned(), "0".to_owned()],
        interval: Duration::from_secs(10),
        timeout: Duration::from_secs(2),
        retries: 3,
        start_period: Duration::from_mins(1),
    };
    let single = Single {
        healthcheck: Some(check),
        ..world.single(&["hang"])
    };
    let seen = created(&world, &single).await;
    let check = seen.config.unwrap().healthcheck.unwrap();
    assert_eq!(check.test.unwrap(), ["CMD", "/shop", "exit", "0"]);
    assert_eq!(check.interval, Some(10_000_000_000));
    assert_eq!(check.timeout, Some(2_000_000_000));
    assert_eq!(check.retries, Some(3));
    assert_eq!(check.start_period, Some(60_000_000_000));
}

#[tokio::test]
async fn a_name_that_is_taken_and_an_image_that_is_missing_are_told_apart() {
    let world = World::new().await;
    let single = world.single(&["hang"]);
    created(&world, &single).await;
    let taken = world.engine.create_single(&world.intent, &single).await;
    assert!(
        matches!(taken, Err(EngineError::Conflict { .. })),
        "{taken:?}"
    );
    let missing = Single {
        name: format!("{}-other", world.project),
        image: format!("{}-missing:1", world.project),
        ..single
    };
    let missing = world.engine.create_single(&world.intent, &missing).await;
    assert!(missing.unwrap_err().is_not_found());
}

#[tokio::test]
async fn its_variables_are_not_printed() {
    let world = World::new().await;
    let single = Single {
        environment: [("PASSWORD".to_owned(), SecretString::from("hunter2"))].into(),
        ..world.single(&["hang"])
    };
    let printed = format!("{single:?}");
    assert!(printed.contains("PASSWORD"), "{printed}");
    assert!(!printed.contains("hunter2"), "{printed}");
}
