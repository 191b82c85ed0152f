//! The tree as it will be, before it is.

use std::fs;

use hailer::sync::View;

use crate::world::World;

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
    let view = View::make(path.clone(), &source, &production, &wanted, &diff).unwrap();
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
