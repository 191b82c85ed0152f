//! What a container sees of storage: binds, volumes, memory, secrets, configs; and what it takes over.

use std::fs;

use bollard::models::MountPoint;

use super::{World, created_in, host};
use crate::domain::container::State;
use crate::domain::log::LogQuery;
use crate::engine::tests::world::{rules, watched};
use crate::engine::{Expects, Volumes};

fn at<'a>(mounts: &'a [MountPoint], place: &str) -> &'a MountPoint {
    let found = mounts
        .iter()
        .find(|mount| mount.destination.as_deref() == Some(place));
    found.unwrap_or_else(|| panic!("nothing at {place}: {mounts:#?}"))
}

#[tokio::test]
async fn binds_volumes_and_memory() {
    let world = World::new().await;
    let seen = created_in(
        &world,
        "    volumes:\n      - ./made:/bind:ro\n      - data:/data\n      - /anonymous\n      - {type: tmpfs, target: /memory, tmpfs: {size: 1m, mode: 01777}}\n      - {type: volume, source: data, target: /empty, volume: {nocopy: true}}\n    tmpfs: ['/run:size=64k', /tmp]\n",
        "volumes: {data: {}}\n",
    )
    .await;
    let mounts = seen.mounts.clone().unwrap();
    let bind = at(&mounts, "/bind");
    assert_eq!(
        bind.source.as_deref(),
        world.folder.path().join("made").to_str()
    );
    assert_eq!(bind.rw, Some(false));
    let id = seen.id.clone().unwrap();
    world.engine.start(&world.intent, &id).await.unwrap();
    assert!(
        world.folder.path().join("made").is_dir(),
        "a missing folder is made, as Compose does"
    );
    let data = format!("{}_data", world.project);
    assert_eq!(at(&mounts, "/data").name.as_deref(), Some(data.as_str()));
    assert_eq!(at(&mounts, "/empty").name.as_deref(), Some(data.as_str()));
    assert_eq!(
        at(&mounts, "/anonymous").name.as_ref().map(String::len),
        Some(64)
    );
    let asked = host(&seen).mounts.clone().unwrap();
    let memory = asked
        .iter()
        .find(|mount| mount.target.as_deref() == Some("/memory"))
        .unwrap();
    let options = memory.tmpfs_options.clone().unwrap();
    assert_eq!(
        (options.size_bytes, options.mode),
        (Some(1024 * 1024), Some(0o1777))
    );
    let tmpfs = host(&seen).tmpfs.clone().unwrap();
    assert_eq!(
        (tmpfs["/run"].as_str(), tmpfs["/tmp"].as_str()),
        ("size=64k", "")
    );
}

#[tokio::test]
async fn a_bind_that_must_be_there_is_an_error_where_it_is_not() {
    let world = World::new().await;
    let model = world.model("services:\n  web:\n    image: IMAGE\n    volumes:\n      - {type: bind, source: ./missing, target: /x, bind: {create_host_path: false, propagation: rslave}}\n").await;
    world.create_networks_and_volumes(&model).await;
    let said = world
        .try_create(&model, "web", None)
        .await
        .unwrap_err()
        .to_string();
    assert!(said.contains("missing"), "{said}");
    assert!(!world.folder.path().join("missing").exists());
    fs::create_dir(world.folder.path().join("missing")).unwrap();
    let id = world.create(&model, "web").await;
    let mounts = world.engine.inspect_raw(&id).await.unwrap().mounts.unwrap();
    assert_eq!(at(&mounts, "/x").propagation.as_deref(), Some("rslave"));
}

#[tokio::test]
async fn secrets_and_configs_are_files_in_the_container() {
    let world = World::new().await;
    fs::write(world.folder.path().join("token"), "from a file").unwrap();
    let keys = "    command: [healthcheck, 'http://127.0.0.1:1/']\n    secrets: [token, {source: token, target: other, mode: 0440}]\n    configs: [{source: text, target: /etc/text.conf}]\n";
    let project = "secrets: {token: {file: ./token}}\nconfigs: {text: {content: 'version=1'}}\n";
    let seen = created_in(&world, keys, project).await;
    let mounts = seen.mounts.clone().unwrap();
    let file = world.folder.path().join("token");
    for place in ["/run/secrets/token", "/run/secrets/other"] {
        let mount = at(&mounts, place);
        assert_eq!(
            (mount.source.as_deref(), mount.rw),
            (file.to_str(), Some(false))
        );
    }
    let text = content(&world, seen.id.as_deref().unwrap(), "/etc/text.conf").await;
    assert_eq!(text, ("version=1".to_owned(), 0o444));
}

#[tokio::test]
async fn texts_have_the_owner_and_the_mode_that_the_file_says() {
    let world = World::new().await;
    let keys = "    configs: [{source: text, target: /etc/text, uid: '7', gid: '8', mode: 0440}]\n";
    let seen = created_in(&world, keys, "configs: {text: {content: hello}}\n").await;
    let header = header(&world, seen.id.as_deref().unwrap(), "/etc/text").await;
    let owner = (header.uid().unwrap(), header.gid().unwrap());
    assert_eq!((owner, header.mode().unwrap() & 0o7777), ((7, 8), 0o440));
}

#[tokio::test]
async fn anonymous_volumes_are_taken_over_and_named_ones_are_shared() {
    let world = World::new().await;
    let yaml = "services:\n  web:\n    image: IMAGE\n    command: [write, /state/kept, hello]\n    volumes: [/state, 'data:/data']\nvolumes: {data: {}}\n";
    let model = world.model(yaml).await;
    let old = world.up(&model).await.remove(0);
    let watched = [watched(&old, Expects::Completed)];
    world
        .engine
        .gate(&watched, &rules(10), &|_| {})
        .await
        .unwrap();
    let new = world.try_create(&model, "web", Some(&old)).await.unwrap();
    let of = |mounts: Vec<MountPoint>, place: &str| at(&mounts, place).name.clone().unwrap();
    for place in ["/state", "/data"] {
        let mounts = |id: String| {
            let engine = world.engine.clone();
            async move { engine.inspect_raw(&id).await.unwrap().mounts.unwrap() }
        };
        let before = of(mounts(old.clone()).await, place);
        assert_eq!(of(mounts(new.clone()).await, place), before, "{place}");
    }
    // The volume outlives the container that made it, also when that one goes with its volumes.
    world
        .engine
        .remove(&world.intent, &old, Volumes::Remove)
        .await
        .unwrap();
    assert_eq!(content(&world, &new, "/state/kept").await.0, "hello");
    world.engine.start(&world.intent, &new).await.unwrap();
    assert_ne!(
        world.engine.inspect(&new).await.unwrap().state,
        State::Created
    );
    assert!(world.engine.logs(&new, &LogQuery::last(1)).await.is_ok());
}

#[tokio::test]
async fn an_anonymous_volume_without_a_container_is_known_by_its_operation() {
    let world = World::new().await;
    let yaml =
        "services:\n  web: {image: IMAGE, volumes: [/state, 'data:/data']}\nvolumes: {data: {}}\n";
    let id = world.up(&world.model(yaml).await).await.remove(0);
    let engine = &world.engine;
    let mounts = engine.inspect_raw(&id).await.unwrap().mounts.unwrap();
    let state = at(&mounts, "/state").name.clone().unwrap();
    let strayed = async || {
        let found = engine.strayed_volumes(world.intent.operation()).await;
        let names = found.unwrap().into_iter().map(|volume| volume.name);
        names.collect::<Vec<_>>()
    };
    assert_eq!(strayed().await, [""; 0], "a container has it");

    engine
        .remove(&world.intent, &id, Volumes::Keep)
        .await
        .unwrap();
    assert_eq!(strayed().await, [state.as_str()]);
    engine.remove_strayed(&world.intent, &state).await.unwrap();
    assert_eq!(strayed().await, [""; 0]);
    let again = engine.remove_strayed(&world.intent, &state).await;
    again.unwrap();

    let named = at(&mounts, "/data").name.clone().unwrap();
    engine.remove_strayed(&world.intent, &named).await.unwrap();
    assert!(engine.volume(&named).await.unwrap().is_some());
}

/// The text and the mode of a file in a container.
async fn content(world: &World, id: &str, path: &str) -> (String, u32) {
    use std::io::Read;

    let bytes = downloaded(world, id, path).await;
    let mut archive = tar::Archive::new(bytes.as_slice());
    let mut entry = archive.entries().unwrap().next().unwrap().unwrap();
    let mut text = String::new();
    entry.read_to_string(&mut text).unwrap();
    (text, entry.header().mode().unwrap() & 0o7777)
}

/// Who has a file in a container, and who may read it.
async fn header(world: &World, id: &str, path: &str) -> tar::Header {
    let bytes = downloaded(world, id, path).await;
    let mut archive = tar::Archive::new(bytes.as_slice());
    let entry = archive.entries().unwrap().next().unwrap().unwrap();
    entry.header().clone()
}

/// A tar archive of a file in a container.
async fn downloaded(world: &World, id: &str, path: &str) -> Vec<u8> {
    use bollard::query_parameters::DownloadFromContainerOptions;
    use futures_util::TryStreamExt;

    let options = DownloadFromContainerOptions {
        path: path.to_owned(),
    };
    let pieces = world
        .engine
        .docker()
        .download_from_container(id, Some(options));
    let bytes = pieces.map_ok(|piece| piece.to_vec()).try_concat();
    bytes.await.unwrap()
}
