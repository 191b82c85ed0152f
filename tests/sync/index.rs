//! The index is a saving and never a lie.

use std::fs;

use hailer::domain::files::Manifest;
use hailer::sync::{Index, Rules, scan};

use crate::world::{World, wait_until_settled};

fn scanned(world: &World) -> Manifest {
    let tree = world.tree("source");
    let mut index = Index::open(&world.home.join("data"), &tree);
    let manifest = scan(&tree, &Rules::built_in(), Some(&mut index)).unwrap();
    index.save().unwrap();
    manifest
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
