//! The tree as it will be, before it is.

use std::fs;

use hailer::sync::{Beneath, View, fingerprint};

use crate::world::{World, wait_until_settled};

#[test]
fn a_view_shows_new_files_over_what_only_production_has_and_goes_when_dropped() {
    let world = World::new();
    world
        .put("source/compose.yaml", "old")
        .put("source/gone/file", "1")
        .put("source/turns", "file")
        .put("source/opens/x", "1");
    let owned = world.deploy(None).unwrap();
    world
        .put("source/compose.yaml", "new")
        .remove("source/gone")
        .remove("source/turns")
        .put("source/turns/into", "folder")
        .remove("source/opens")
        .put("source/opens", "file")
        .link("source/link", "compose.yaml")
        .put("source/.env", "DEV=1")
        .put("production/.env", "SECRET=1")
        .put("production/turns-not/own", "theirs")
        .put("production/gone/own", "theirs")
        .put("production/.hailer-abcdefghij/new/0", "half");
    let before = world.snapshot("production");
    let (wanted, diff) = world.plan(Some(&owned)).unwrap();
    let (source, production) = (world.tree("source"), world.tree("production"));
    let path = world.home.join("data/view");
    let view = View::make(
        path.clone(),
        &source,
        Beneath::Production(&production),
        &wanted,
        &diff,
    )
    .unwrap();
    let read = |name: &str| fs::read_to_string(view.path().join(name)).ok();
    let expected = [
        ("compose.yaml", Some("new")),
        ("link", Some("new")),
        ("turns/into", Some("folder")),
        ("opens", Some("file")),
        (".env", Some("SECRET=1")),
        ("turns-not/own", Some("theirs")),
        ("gone/own", Some("theirs")),
        ("gone/file", None),
        (".hailer-abcdefghij/new/0", None),
    ];
    for (name, text) in expected {
        assert_eq!(read(name).as_deref(), text, "{name}");
    }
    assert_eq!(
        fs::read_link(view.path().join("link")).unwrap().to_str(),
        Some("compose.yaml")
    );
    drop(view);
    assert!(!path.exists());
    assert_eq!(world.snapshot("production"), before);
}

#[test]
fn a_folder_in_which_nothing_changes_is_one_link_unless_a_symlink_in_it_may_lead_to_what_does() {
    let world = World::new();
    world
        .put("source/same/deep/1", "1")
        .put("source/same/deep/2", "2")
        .put("source/links/inner/1", "1")
        .link("source/links/inner/out", "../../changes/1")
        .put("source/changes/1", "old")
        .put("source/changes/beside/1", "1")
        .put("source/loses/1", "1")
        .put("source/loses/2", "2");
    let owned = world.deploy(None).unwrap();
    world
        .put("source/changes/1", "new")
        .remove("source/loses/2")
        .put("production/same/deep/own", "theirs");
    let (wanted, diff) = world.plan(Some(&owned)).unwrap();
    let (source, production) = (world.tree("source"), world.tree("production"));
    let path = world.home.join("data/view");
    let view = View::make(
        path,
        &source,
        Beneath::Production(&production),
        &wanted,
        &diff,
    )
    .unwrap();
    let is_link = |name: &str| view.path().join(name).is_symlink();
    assert!(is_link("same") && is_link("changes/beside"));
    assert!(!is_link("links") && !is_link("changes") && !is_link("loses"));
    let read = |name: &str| fs::read_to_string(view.path().join(name)).ok();
    for (name, text) in [
        ("same/deep/2", Some("2")),
        ("same/deep/own", Some("theirs")),
        ("changes/1", Some("new")),
        ("changes/beside/1", Some("1")),
        ("links/inner/out", Some("new")),
        ("loses/1", Some("1")),
        ("loses/2", None),
    ] {
        assert_eq!(read(name).as_deref(), text, "{name}");
    }
    drop(view);
    // Of what is shared the diff says nothing: what it hasn't is the source's, changing or not.
    world.put("shared/same/own", "shared");
    let shared = world.tree("shared");
    let path = world.home.join("data/view");
    let view = View::make(path, &source, Beneath::Shared(&shared), &wanted, &diff).unwrap();
    let read = |name: &str| fs::read_to_string(view.path().join(name)).ok();
    assert_eq!(read("same/deep/2").as_deref(), Some("2"));
    assert_eq!(read("same/own").as_deref(), Some("shared"));
}

#[test]
fn the_fingerprint_changes_with_whatever_the_view_shows_and_with_nothing_else() {
    let world = World::new();
    world
        .put("source/compose.yaml", "1")
        .put("production/.env", "A=1")
        .put("production/compose.yaml", "0");
    let taken = |world: &World| {
        let (wanted, diff) = world.plan(None).unwrap();
        fingerprint(&world.tree("production"), &wanted, &diff).unwrap()
    };
    assert_eq!(taken(&world), None, "edited just now");
    wait_until_settled(&world, "production/.env");
    let first = taken(&world);
    assert!(first.is_some());
    world
        .put("production/compose.yaml", "replaced anyway")
        .put("production/.hailer-abcdefghij/new/0", "half");
    assert_eq!(taken(&world), first);
    world.put("source/compose.yaml", "2");
    assert_ne!(taken(&world), first);
    world
        .put("source/compose.yaml", "1")
        .link("production/out", "/etc");
    assert_eq!(taken(&world), None, "reads outside the tree");
    world
        .remove("production/out")
        .mode("production/.env", 0o600);
    wait_until_settled(&world, "production/.env");
    assert!(taken(&world).is_some_and(|taken| Some(taken) != first));
}

#[test]
fn a_view_that_a_killed_process_left_is_swept_and_one_in_use_is_not() {
    let world = World::new();
    world.put("source/compose.yaml", "1");
    let (wanted, diff) = world.plan(None).unwrap();
    let (source, production) = (world.tree("source"), world.tree("production"));
    let at = |name: &str| world.home.join("data").join(name);
    let used = View::make(
        at("view-used"),
        &source,
        Beneath::Production(&production),
        &wanted,
        &diff,
    )
    .unwrap();
    fs::create_dir(at("view-left")).unwrap();
    fs::create_dir(at("view-young")).unwrap();
    fs::create_dir(at("other")).unwrap();
    for old in ["view-used", "view-left", "other"] {
        let hour_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(1);
        fs::File::open(at(old))
            .unwrap()
            .set_modified(hour_ago)
            .unwrap();
    }
    View::sweep(&world.home.join("data"), "view-");
    let there = |name: &str| at(name).exists();
    assert!(!there("view-left"));
    assert!(there("view-used") && there("view-young") && there("other"));
    drop(used);
    assert!(!there("view-used"));
}
