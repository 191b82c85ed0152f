//! The index is a saving and never a lie.

use std::fs;

use hailer::domain::files::Manifest;
use hailer::sync::{Index, Rules, scan, survey};

use crate::opened::Opened;
use crate::world::{World, wait_until_settled};

fn scanned(world: &World) -> Manifest {
    let tree = world.tree("source");
    let mut index = Index::open(&world.home.join("data"), &tree);
    let manifest = scan(&tree, &Rules::built_in(), Some(&mut index)).unwrap();
    index.save().unwrap();
    manifest
}

/// What production has of what is `wanted`.
fn surveyed(world: &World, wanted: &Manifest) -> Manifest {
    let tree = world.tree("production");
    let mut index = Index::open(&world.home.join("data"), &tree);
    let found = survey(&tree, &Rules::built_in(), wanted, None, Some(&mut index)).unwrap();
    index.save().unwrap();
    found
}

/// Which files below `folder` are read while `work` is done.
fn read_by<T>(world: &World, folder: &str, work: impl Fn(&World) -> T) -> Vec<String> {
    let opened = Opened::below(&world.home.join(folder));
    work(world);
    opened.names()
}

/// The index file's bytes. There is one tree, so one file.
fn stored(world: &World) -> Vec<u8> {
    let mut files = fs::read_dir(world.home.join("data")).unwrap();
    fs::read(files.next().unwrap().unwrap().path()).unwrap()
}

#[test]
fn an_edit_right_after_a_scan_is_seen_even_with_size_and_times_put_back() {
    let world = World::new();
    world.put("source/a", "one");
    let file = world.home.join("source/a");
    let before = fs::metadata(&file).unwrap().modified().unwrap();
    let first = scanned(&world);
    fs::write(&file, "two").unwrap();
    let open = fs::File::options().append(true).open(&file).unwrap();
    open.set_modified(before).unwrap();
    assert_ne!(scanned(&world), first);
}

#[test]
fn a_settled_file_is_remembered_and_its_edits_are_seen() {
    let world = World::new();
    world.put("source/a", "one").put("source/b/c", "other");
    scanned(&world);
    let mut kept = fs::read_dir(world.home.join("data")).unwrap();
    assert!(kept.next().is_none(), "too young to be remembered");
    wait_until_settled(&world, "source/a");
    let first = scanned(&world);
    let remembered = stored(&world);
    assert_eq!(scanned(&world), first);
    assert_eq!(stored(&world), remembered);
    let file = world.home.join("source/a");
    let before = fs::metadata(&file).unwrap().modified().unwrap();
    fs::write(&file, "two").unwrap();
    let open = fs::File::options().append(true).open(&file).unwrap();
    open.set_modified(before).unwrap();
    assert_ne!(scanned(&world), first);
}

#[test]
fn a_damaged_index_is_built_again() {
    let world = World::new();
    world.put("source/a", "one");
    wait_until_settled(&world, "source/a");
    let first = scanned(&world);
    let whole = stored(&world);
    let path = fs::read_dir(world.home.join("data")).unwrap();
    let path = path.into_iter().next().unwrap().unwrap().path();
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(scanned(&world), first);
    assert_eq!(stored(&world), whole);
}

/// Two hundred files in seven folders.
const FILES: usize = 200;

fn grow(world: &World, root: &str) {
    for number in 0..FILES {
        world.put(&format!("{root}/{}/{number}", number % 7), "one");
    }
    wait_until_settled(world, &format!("{root}/3/199"));
}

#[test]
fn an_unchanged_source_is_not_read_again_and_of_a_changed_one_only_what_changed() {
    let world = World::new();
    grow(&world, "source");
    let read = |world: &World| read_by(world, "source", scanned);
    assert_eq!(read(&world).len(), FILES);
    assert_eq!(read(&world), [] as [&str; 0]);
    world.put("source/3/17", "two");
    assert_eq!(read(&world), ["17"]);
    wait_until_settled(&world, "source/3/17");
    assert_eq!(read(&world), ["17"], "was too young to be remembered");
    assert_eq!(read(&world), [] as [&str; 0]);
    // What is new is read, and what is gone costs nothing.
    world.put("source/7/new", "1").remove("source/3/17");
    assert_eq!(read(&world), ["new"]);
}

#[test]
fn production_is_not_read_again_either() {
    let world = World::new();
    grow(&world, "source");
    grow(&world, "production");
    let wanted = scanned(&world);
    let read = |world: &World| read_by(world, "production", |world| surveyed(world, &wanted));
    assert_eq!(read(&world).len(), FILES);
    assert_eq!(read(&world), [] as [&str; 0]);
    world.put("production/3/17", "by hand");
    assert_eq!(read(&world), ["17"]);
}
