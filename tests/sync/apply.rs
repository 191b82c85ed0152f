//! Staging, applying and undoing, and what is refused on the way.

use std::fs;
use std::path::Path;
use std::process::Command;

use hailer::domain::files::FileDiff;
use hailer::sync::{Staging, SyncError, Undone, apply, discard, leftovers, undo};

use crate::world::{World, operation};

fn undone(world: &World) -> Undone {
    undo(&world.tree("production"), &operation(), &mut |_| {}).unwrap()
}

fn applied(world: &World, diff: &FileDiff) -> Result<(), SyncError> {
    let staging = world.stage(diff)?;
    apply(&world.tree("production"), &staging, &mut |_| {})
}

#[test]
fn a_source_that_changed_since_the_plan_is_refused_and_staging_is_gone() {
    let world = World::new();
    world.put("source/a", "1").put("source/b", "1");
    let (_, diff) = world.plan(None).unwrap();
    world.put("source/b", "2");
    let error = world.stage(&diff).unwrap_err();
    assert!(
        matches!(&error, SyncError::ChangedMeanwhile { path } if path.as_str() == "b"),
        "{error}"
    );
    assert!(world.snapshot("production").is_empty());
}

#[test]
fn production_that_changed_since_the_plan_is_refused_before_the_first_rename() {
    for edit in ["production/a", "production/new"] {
        let world = World::new();
        world
            .put("source/a", "2")
            .put("source/new", "2")
            .put("production/a", "1");
        let (_, diff) = world.plan(None).unwrap();
        let staging = world.stage(&diff).unwrap();
        world.put(edit, "by hand");
        let error = apply(&world.tree("production"), &staging, &mut |_| {}).unwrap_err();
        assert!(
            matches!(error, SyncError::ChangedMeanwhile { .. }),
            "{error}"
        );
        assert_eq!(undone(&world), Undone::default());
        assert_eq!(world.text(edit), "by hand");
    }
}

#[test]
fn a_replaced_file_is_never_missing() {
    let world = World::new();
    world.put("source/a", "2").put("production/a", "1");
    let (_, diff) = world.plan(None).unwrap();
    let staging = world.stage(&diff).unwrap();
    let mut seen = Vec::new();
    apply(&world.tree("production"), &staging, &mut |_| {
        seen.push(world.text("production/a"));
    })
    .unwrap();
    assert_eq!(seen, ["1", "2"]);
}

#[test]
fn what_somebody_edited_after_the_apply_is_kept_and_told() {
    let world = World::new();
    world.put("source/new", "1").put("source/a", "2");
    world.put("production/a", "1");
    let (_, diff) = world.plan(None).unwrap();
    applied(&world, &diff).unwrap();
    world
        .put("production/new", "edited")
        .put("production/a", "edited");
    let kept = undone(&world).kept;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].as_str(), "new");
    assert_eq!(world.text("production/new"), "edited");
    assert_eq!(world.text("production/a"), "1");
    // Whoever takes the undo up once more, after a crash, hears of it too.
    assert_eq!(undone(&world).kept, kept);
}

#[test]
fn a_second_undo_and_a_second_discard_change_nothing() {
    let world = World::new();
    world.put("source/dir/new", "1").put("production/a", "1");
    let before = world.snapshot("production");
    let (_, diff) = world.plan(None).unwrap();
    applied(&world, &diff).unwrap();
    undone(&world);
    undone(&world);
    let production = world.tree("production");
    assert_eq!(leftovers(&production).unwrap(), [operation()]);
    discard(&production, &operation()).unwrap();
    discard(&production, &operation()).unwrap();
    assert_eq!(world.snapshot("production"), before);
    undone(&world);
    assert_eq!(world.snapshot("production"), before);
}

#[test]
fn an_unfinished_staging_is_nothing_to_apply_or_undo_and_can_be_discarded() {
    let world = World::new();
    world
        .put("source/a", "1")
        .put("production/.hailer-0123456789/new/0", "half");
    let production = world.tree("production");
    assert!(Staging::open(&production, &operation()).unwrap().is_none());
    assert_eq!(undone(&world), Undone::default());
    let (_, diff) = world.plan(None).unwrap();
    assert!(matches!(
        world.stage(&diff).unwrap_err(),
        SyncError::Leftover { .. }
    ));
    discard(&production, &operation()).unwrap();
    world.stage(&diff).unwrap();
}

#[test]
fn a_list_that_cant_be_read_is_an_error_and_not_an_empty_list() {
    let world = World::new();
    world.put("production/.hailer-0123456789/list.json", "{\"changes\":");
    let error = undo(&world.tree("production"), &operation(), &mut |_| {}).unwrap_err();
    assert!(matches!(error, SyncError::BadList { .. }), "{error}");
}

/// A small file system of its own, which goes with the value. Takes root, as the tests do.
struct Mounted<'a>(&'a Path);

impl<'a> Mounted<'a> {
    fn at(path: &'a Path, options: &str) -> Self {
        fs::create_dir_all(path).unwrap();
        let status = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(path)
            .status()
            .unwrap();
        assert!(status.success(), "mounting a tmpfs takes root");
        Self(path)
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let status = Command::new("umount").arg(self.0).status().unwrap();
        assert!(status.success() || std::thread::panicking());
    }
}

#[test]
fn too_little_room_is_told_before_a_byte_is_copied() {
    let world = World::new();
    let production = world.home.join("production");
    let _mounted = Mounted::at(&production, "size=1m");
    world.put("source/big", &"x".repeat(2 << 20));
    let (_, diff) = world.plan(None).unwrap();
    let error = world.stage(&diff).unwrap_err();
    assert!(
        matches!(error, SyncError::DiskFull { needed, .. } if needed == 2 << 20),
        "{error}"
    );
    assert!(world.snapshot("production").is_empty());
}

#[test]
fn a_disk_that_fills_up_while_staging_leaves_nothing_behind() {
    // Each time it is another file or folder that finds no room: the staging folder itself, one within it, a copy, the list.
    for inodes in 1..=8 {
        let world = World::new();
        let production = world.home.join("production");
        let _mounted = Mounted::at(&production, &format!("size=1m,nr_inodes={inodes}"));
        for number in 0..4 {
            world.put(&format!("source/{number}"), "x");
        }
        let (_, diff) = world.plan(None).unwrap();
        let error = world.stage(&diff).unwrap_err();
        assert!(matches!(error, SyncError::FilledUp { .. }), "{error}");
        assert!(world.snapshot("production").is_empty(), "{inodes} inodes");
    }
}

#[test]
fn a_staging_folder_that_stood_there_before_outlives_a_full_disk() {
    let world = World::new();
    let production = world.home.join("production");
    let _mounted = Mounted::at(&production, "size=1m,nr_inodes=3");
    world
        .put("source/a", "1")
        .put("production/.hailer-0123456789/list.json", "theirs");
    let (_, diff) = world.plan(None).unwrap();
    let error = world.stage(&diff).unwrap_err();
    assert!(matches!(error, SyncError::Leftover { .. }), "{error}");
    assert_eq!(
        world.text("production/.hailer-0123456789/list.json"),
        "theirs"
    );
}

#[test]
fn a_mount_inside_production_is_named_before_anything_is_copied() {
    let world = World::new();
    let inside = world.home.join("production/conf");
    let _mounted = Mounted::at(&inside, "size=1m");
    world.put("source/conf/a", "1");
    let (_, diff) = world.plan(None).unwrap();
    let error = world.stage(&diff).unwrap_err();
    assert!(
        matches!(&error, SyncError::OtherFileSystem { path } if path.as_str() == "conf"),
        "{error}"
    );
    assert!(leftovers(&world.tree("production")).unwrap().is_empty());
}

#[test]
fn a_replaced_file_keeps_its_owner_and_a_new_one_gets_its_folders() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let world = World::new();
    world
        .put("source/conf/a", "2")
        .put("source/conf/new/b", "2")
        .put("production/conf/a", "1");
    chown(world.home.join("production/conf"), Some(1234), Some(5678)).expect("takes root");
    chown(world.home.join("production/conf/a"), Some(4321), Some(8765)).unwrap();
    world.deploy(None).unwrap();
    let owner = |path: &str| {
        let facts = fs::metadata(world.home.join(path)).unwrap();
        (facts.uid(), facts.gid())
    };
    assert_eq!(owner("production/conf/a"), (4321, 8765));
    assert_eq!(owner("production/conf/new"), (1234, 5678));
    assert_eq!(owner("production/conf/new/b"), (1234, 5678));
}
