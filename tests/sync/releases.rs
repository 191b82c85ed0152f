//! Release folders and the link to them: made whole, pointed in one rename, and removed only while they are ours.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use hailer::domain::files::link::Pointed;
use hailer::domain::files::{Manifest, RelativePath};
use hailer::sync::{Origin, Releases, SyncError};

use crate::world::{World, operation};

fn path(path: &str) -> RelativePath {
    RelativePath::new(path).unwrap()
}

/// A world with two files in the source, and no production.
fn world() -> (World, Releases) {
    let world = World::new();
    world
        .put("source/compose.yaml", "services: {}")
        .put("source/conf/shop.conf", "1")
        .remove("production");
    let releases = open(&world);
    (world, releases)
}

fn open(world: &World) -> Releases {
    let home = world.home.canonicalize().unwrap();
    Releases::beside(&home.join("production")).unwrap()
}

/// Makes the release folder of what the source holds now.
fn make(world: &World, releases: &Releases, shared: &[RelativePath]) -> Result<String, SyncError> {
    let wanted = world.scan()?;
    let folder = Releases::name_of(&wanted, shared);
    let source = world.tree("source");
    let files = (Origin::from(&source), &wanted);
    releases.make(&folder, files, shared, &operation())?;
    Ok(folder)
}

fn to(releases: &Releases, folder: &str) -> Pointed {
    Pointed::To(releases.target(folder))
}

#[test]
fn a_release_folder_holds_the_files_and_links_to_what_lives_on_and_is_read_only() {
    let (world, releases) = world();
    world
        .put("production.shared/.env", "A=1")
        .put("production.shared/var/data/x", "1");
    let shared = [path(".env"), path("var/data")];
    let folder = make(&world, &releases, &shared).unwrap();
    releases
        .point((&Pointed::Nothing, &to(&releases, &folder)), &operation())
        .unwrap();
    assert_eq!(world.text("production/conf/shop.conf"), "1");
    assert_eq!(world.text("production/.env"), "A=1");
    assert_eq!(world.text("production/var/data/x"), "1");
    let mode = |path: &str| {
        fs::metadata(world.home.join(path))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode("production"), 0o555);
    assert_eq!(mode("production/conf") & 0o222, 0);
    let there: Vec<_> = world.snapshot("production.releases").into_keys().collect();
    assert!(
        there.iter().all(|name| !name.contains(".hailer")),
        "{there:?}"
    );
    // The same again is the same folder, and an edited one isn't used.
    assert_eq!(make(&world, &releases, &shared).unwrap(), folder);
    world.put("production/conf/shop.conf", "edited");
    let error = make(&world, &releases, &shared).unwrap_err();
    assert!(matches!(error, SyncError::Altered { .. }), "{error}");
}

#[test]
fn a_link_is_pointed_and_pointed_back_from_wherever_it_was_left() {
    let (world, releases) = world();
    let folder = make(&world, &releases, &[]).unwrap();
    let new = to(&releases, &folder);
    for before in [
        Pointed::Nothing,
        Pointed::EmptyFolder,
        Pointed::To("source".to_owned()),
    ] {
        match &before {
            Pointed::Nothing => {}
            Pointed::EmptyFolder => fs::create_dir(world.home.join("production")).unwrap(),
            Pointed::To(target) => symlink(target, world.home.join("production")).unwrap(),
        }
        assert_eq!(releases.pointed().unwrap(), before);
        releases.point((&before, &new), &operation()).unwrap();
        releases.point((&before, &new), &operation()).unwrap();
        assert_eq!(releases.pointed().unwrap(), new);
        assert_eq!(releases.folder_of(&new), Some(folder.as_str()));
        // Killed before the new link had its name.
        symlink("nowhere", world.home.join(".hailer-0123456789")).unwrap();
        releases.point((&new, &before), &operation()).unwrap();
        assert_eq!(releases.pointed().unwrap(), before);
        releases.discard(&operation(), None).unwrap();
        assert!(!world.home.join(".hailer-0123456789").is_symlink());
        if before == Pointed::EmptyFolder {
            // Killed after the empty folder was removed: both ways are open.
            fs::remove_dir(world.home.join("production")).unwrap();
            releases.point((&new, &before), &operation()).unwrap();
            assert_eq!(releases.pointed().unwrap(), before);
            fs::remove_dir(world.home.join("production")).unwrap();
        } else if before != Pointed::Nothing {
            fs::remove_file(world.home.join("production")).unwrap();
        }
    }
}

#[test]
fn a_link_that_somebody_else_pointed_is_left_to_them() {
    let (world, releases) = world();
    let folder = make(&world, &releases, &[]).unwrap();
    symlink("source", world.home.join("production")).unwrap();
    let change = (&Pointed::Nothing, &to(&releases, &folder));
    let error = releases.point(change, &operation()).unwrap_err();
    assert!(matches!(error, SyncError::LinkMoved { .. }), "{error}");
    fs::remove_file(world.home.join("production")).unwrap();
    world.put("production/data", "theirs");
    let error = releases.point(change, &operation()).unwrap_err();
    assert!(matches!(error, SyncError::PlainFolder { .. }), "{error}");
    assert_eq!(world.text("production/data"), "theirs");
}

#[test]
fn only_what_is_neither_kept_nor_live_nor_edited_is_removed() {
    let (world, releases) = world();
    let mut made: Vec<(String, Manifest)> = Vec::new();
    for version in ["1", "2", "3", "4"] {
        world.put("source/conf/shop.conf", version);
        let folder = make(&world, &releases, &[path("data")]).unwrap();
        made.push((folder, world.scan().unwrap()));
    }
    world.put("production.releases/theirs/file", "1");
    let live = to(&releases, &made[0].0);
    releases
        .point((&Pointed::Nothing, &live), &operation())
        .unwrap();
    let edited = format!("production.releases/{}", made[1].0);
    world
        .mode(&edited, 0o755)
        .put(&format!("{edited}/.env"), "by hand");
    let spared = releases.prune(&[made[2].1.clone()], &operation()).unwrap();
    assert_eq!(spared, [made[1].0.as_str()]);
    let there = |folder: &str| world.home.join("production.releases").join(folder).exists();
    let still: Vec<_> = made.iter().map(|(folder, _)| there(folder)).collect();
    assert_eq!(still, [true, true, true, false]);
    assert!(there("theirs"));
    // What an operation made is taken back, unless production leads to it.
    releases.discard(&operation(), Some(&made[0].0)).unwrap();
    releases.discard(&operation(), Some(&made[2].0)).unwrap();
    assert!(there(&made[0].0) && !there(&made[2].0));
}

#[test]
fn a_release_that_was_not_finished_leaves_nothing() {
    let (world, releases) = world();
    let mut wanted = world.scan().unwrap();
    wanted.0[0].1.size += 1;
    let source = world.tree("source");
    let files = (Origin::from(&source), &wanted);
    let error = releases
        .make("0123456789abcdef-012345", files, &[], &operation())
        .unwrap_err();
    assert!(
        matches!(error, SyncError::ChangedMeanwhile { .. }),
        "{error}"
    );
    releases.discard(&operation(), None).unwrap();
    assert!(!world.home.join("production.releases").exists());
}

#[test]
fn no_planted_link_is_followed() {
    let (world, releases) = world();
    for name in ["production.releases", "production.shared"] {
        fs::create_dir(world.home.join("outside")).unwrap();
        world.link(name, "outside");
        let refused = if name == "production.releases" {
            make(&world, &releases, &[]).unwrap_err()
        } else {
            releases.shared().unwrap_err()
        };
        assert!(matches!(refused, SyncError::RootIsLink { .. }), "{refused}");
        assert_eq!(fs::read_dir(world.home.join("outside")).unwrap().count(), 0);
        world.remove(name).remove("outside");
    }
    // Nor one on the way to production.
    fs::create_dir_all(world.home.join("real")).unwrap();
    world.link("way", "real");
    let home = world.home.canonicalize().unwrap();
    let refused = Releases::beside(&home.join("way/production")).unwrap_err();
    assert!(matches!(refused, SyncError::RootIsLink { .. }), "{refused}");
}
