//! What production has of its own stays as it is, whatever it is.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::UnixListener;

use hailer::domain::files::RelativePath;
use hailer::sync::{Index, SyncError, apply, differing, discard, leftovers, undo};
use rustix::fs::FileType;

use crate::world::{World, operation};

#[test]
fn what_only_production_has_is_not_looked_at_and_stays() {
    let world = World::new();
    world
        .put("source/compose.yaml", "services: {}")
        .put("source/conf/app.toml", "new")
        .put("source/.env", "DEV=1")
        .put("production/.env", "SECRET=1")
        .put("production/data/db/1", "rows")
        .put("production/conf/local.toml", "theirs")
        .link("production/logs", "/var/log");
    let _socket = UnixListener::bind(world.home.join("production/run.sock")).unwrap();
    let owned = world.deploy(None).unwrap();
    world.remove("source/conf");
    world.deploy(Some(&owned)).unwrap();
    fs::remove_file(world.home.join("production/run.sock")).unwrap();
    let seen = world.snapshot("production");
    let seen: Vec<_> = seen
        .iter()
        .map(|(path, what)| format!("{path}: {what}"))
        .collect();
    assert_eq!(
        seen,
        [
            ".env: file 644 SECRET=1",
            "compose.yaml: file 644 services: {}",
            "conf: folder 755",
            "conf/local.toml: file 644 theirs",
            "data: folder 755",
            "data/db: folder 755",
            "data/db/1: file 644 rows",
            "logs: link /var/log",
        ]
    );
    assert!(leftovers(&world.tree("production")).unwrap().is_empty());
}

#[test]
fn a_link_in_production_is_never_written_through() {
    let world = World::new();
    world
        .put("source/conf/app.toml", "new")
        .put("data/outside/app.toml", "theirs")
        .link("production/conf", "../data/outside");
    let error = world.plan(None).unwrap_err();
    assert!(
        matches!(&error, SyncError::InTheWay { path, .. } if path.as_str() == "conf"),
        "{error}"
    );
    assert_eq!(world.text("data/outside/app.toml"), "theirs");
}

#[test]
fn a_link_at_a_wanted_path_is_replaced_itself_and_not_what_it_leads_to() {
    let world = World::new();
    world
        .put("source/app.toml", "new")
        .put("data/outside", "theirs")
        .link("production/app.toml", "../data/outside");
    let (_, diff) = world.plan(None).unwrap();
    assert_eq!(diff.adopted.len(), 1);
    world.deploy(None).unwrap();
    assert_eq!(world.text("data/outside"), "theirs");
    assert_eq!(world.snapshot("production")["app.toml"], "file 644 new");
}

#[test]
fn a_folder_with_files_of_its_own_is_in_the_way_of_a_file() {
    let world = World::new();
    world
        .put("source/conf", "a file now")
        .put("production/conf/theirs", "1");
    let before = world.snapshot("production");
    let error = world.plan(None).unwrap_err();
    assert!(matches!(error, SyncError::InTheWay { .. }), "{error}");
    assert_eq!(world.snapshot("production"), before);
}

#[test]
fn a_device_or_a_pipe_at_a_wanted_path_is_in_the_way_and_elsewhere_stays() {
    for (kind, what) in [
        (FileType::CharacterDevice, "a device"),
        (FileType::BlockDevice, "a device"),
        (FileType::Fifo, "a named pipe"),
        (FileType::Socket, "a socket"),
    ] {
        let world = World::new();
        world.put("source/a", "1").make("production/own", kind);
        world.deploy(None).unwrap();
        let stays = fs::symlink_metadata(world.home.join("production/own")).unwrap();
        assert!(!stays.is_file() && !stays.is_symlink());
        world.remove("production/a").make("production/a", kind);
        let error = world.plan(None).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "\"a\" in production is {what}, which Hailer did not put there: move it away, or name it in .hailerignore"
            )
        );
    }
}

#[test]
fn a_file_with_a_second_name_is_replaced_in_production_alone_and_comes_back_as_the_same_file() {
    let world = World::new();
    world
        .put("source/a", "new")
        .put("data/outside", "theirs")
        .name_again("data/outside", "production/a");
    let inode = |path: &str| fs::metadata(world.home.join(path)).unwrap().ino();
    let before = inode("data/outside");
    let (_, diff) = world.plan(None).unwrap();
    let staging = world.stage(&diff).unwrap();
    let production = world.tree("production");
    apply(&production, &staging, &mut |_| {}).unwrap();
    assert_eq!(world.text("production/a"), "new");
    assert_eq!(world.text("data/outside"), "theirs");
    undo(&production, &operation(), &mut |_| {}).unwrap();
    discard(&production, &operation()).unwrap();
    assert_eq!(world.text("production/a"), "theirs");
    assert_eq!(
        (inode("production/a"), inode("data/outside")),
        (before, before)
    );
}

#[test]
fn what_hailerignore_names_is_neither_written_nor_deleted_even_if_it_was_ours() {
    let world = World::new();
    world.put("source/conf/app.toml", "1").put("source/b", "1");
    let owned = world.deploy(None).unwrap();
    world
        .remove("source/conf")
        .remove("source/b")
        .put("source/.hailerignore", "conf/\n");
    world.deploy(Some(&owned)).unwrap();
    let seen = world.snapshot("production");
    assert!(seen.contains_key("conf/app.toml") && !seen.contains_key("b"));
}

#[test]
fn whatever_is_not_as_it_was_deployed_is_named_whether_or_not_every_file_is_read() {
    let world = World::new();
    for name in ["same", "edited", "mode", "gone", "folder", "a/deep"] {
        world.put(&format!("source/{name}"), name);
    }
    world.link("source/link", "same");
    let deployed = world.deploy(None).unwrap();
    let production = world.tree("production");
    assert_eq!(differing(&production, &deployed, None).unwrap(), []);
    world
        .put("production/edited", "by hand")
        .mode("production/mode", 0o755)
        .remove("production/gone")
        .remove("production/folder")
        .put("production/folder/own", "by hand")
        .remove("production/link")
        .link("production/link", "edited")
        .remove("production/a")
        .link("production/a", "folder")
        .put("production/besides", "not deployed");
    let mut index = Index::open(&world.home.join("index"), &production);
    for index in [None, Some(&mut index)] {
        let named = differing(&production, &deployed, index).unwrap();
        let named: Vec<_> = named.iter().map(RelativePath::as_str).collect();
        let expected = ["a/deep", "edited", "folder", "gone", "link", "mode"];
        assert_eq!(named, expected);
    }
}
