//! What a source may not hold.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::UnixListener;

use hailer::sync::{RootLink, Rules, SyncError, Tree, scan};
use rustix::fs::FileType;

use crate::world::World;

fn refusal(world: &World) -> SyncError {
    world.scan().unwrap_err()
}

#[test]
fn links_that_lead_out_are_refused_and_links_inside_are_carried() {
    let world = World::new();
    world
        .put("source/a/b/file", "1")
        .link("source/a/b/up", "../../top")
        .link("source/near", "a/b/file");
    assert_eq!(world.scan().unwrap().0.len(), 3);
    for target in ["/etc/passwd", "../production/x", "a/b/../../../x"] {
        let world = World::new();
        world.link("source/out", target);
        let error = refusal(&world);
        assert!(
            matches!(&error, SyncError::LinkLeaves { path, target: seen } if path.as_str() == "out" && seen == target),
            "{error}"
        );
    }
}

#[test]
fn a_pipe_a_socket_and_a_device_are_refused_by_name() {
    for (kind, what) in [
        (FileType::Fifo, "a named pipe"),
        (FileType::Socket, "a socket"),
        (FileType::CharacterDevice, "a device"),
        (FileType::BlockDevice, "a device"),
    ] {
        let world = World::new();
        world
            .put("source/api/main", "1")
            .make("source/api/odd", kind);
        assert_eq!(
            refusal(&world).to_string(),
            format!(
                "\"api/odd\" is {what}; only files, folders and symlinks are deployed: remove it or name it in .hailerignore"
            )
        );
    }
}

#[test]
fn a_file_with_a_second_name_is_refused() {
    let world = World::new();
    world
        .put("data/outside", "secret")
        .name_again("data/outside", "source/inside");
    assert!(
        matches!(refusal(&world), SyncError::HardLink { path, links: 2 } if path.as_str() == "inside")
    );
}

#[test]
fn names_that_are_no_text_or_hold_control_characters_are_refused() {
    for name in [&b"bad\xff"[..], b"line\nbreak", b"esc\x1b[2J"] {
        let world = World::new();
        let path = world.home.join("source").join(OsStr::from_bytes(name));
        fs::write(path, "").unwrap();
        assert!(matches!(refusal(&world), SyncError::BadName { .. }));
    }
}

#[test]
fn names_that_would_be_one_file_elsewhere_are_refused_also_for_folders() {
    for (one, other) in [
        ("Readme", "README"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("Api/x", "api/y"),
    ] {
        let world = World::new();
        world
            .put(&format!("source/{one}"), "")
            .put(&format!("source/{other}"), "");
        let error = refusal(&world);
        assert!(matches!(error, SyncError::Collision { .. }), "{error}");
    }
}

#[test]
fn what_the_rules_leave_out_is_not_refused_either() {
    let world = World::new();
    world
        .put("source/.hailerignore", "/tmp/\n*.sock\n")
        .link("source/tmp/out", "/etc")
        .put("source/.git/config", "")
        .put("source/.env", "SECRET=1")
        .put("source/api/.env.local", "SECRET=2")
        .put("source/app", "");
    let _socket = UnixListener::bind(world.home.join("source/x.sock")).unwrap();
    let paths: Vec<String> = world
        .scan()
        .unwrap()
        .0
        .into_iter()
        .map(|(path, _)| path.into())
        .collect();
    assert_eq!(paths, [".hailerignore", "app"]);
}

#[test]
fn a_thousand_folders_deep_is_an_error_and_no_crash() {
    let world = World::new();
    fs::create_dir_all(world.home.join("source").join("d/".repeat(1000))).unwrap();
    assert!(matches!(refusal(&world), SyncError::BadName { .. }));
}

#[test]
fn a_root_that_is_gone_is_an_error_that_names_it_and_not_an_empty_tree() {
    let world = World::new();
    let tree = world.tree("source");
    world.remove("source");
    let error = scan(&tree, &Rules::built_in(), None).unwrap_err();
    assert!(matches!(error, SyncError::Io { .. }), "{error}");
    let error = Tree::open(&world.home.join("gone"), RootLink::Refuse).unwrap_err();
    assert!(error.to_string().contains("gone"), "{error}");
}
