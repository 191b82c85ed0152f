//! An earlier release can be staged from what later deploys replaced.

use std::collections::HashSet;

use hailer::domain::files::Manifest;
use hailer::sync::{Archive, Rules, SyncError, apply, diff, discard, stage, survey};

use crate::world::{World, operation};

fn archive(world: &World) -> Archive {
    Archive::open(&world.home.join("data/contents")).unwrap()
}

fn deploy_and_keep(world: &World, owned: Option<&Manifest>) -> Manifest {
    let (_, diff) = world.plan(owned).unwrap();
    let production = world.tree("production");
    archive(world).keep(&production, &diff).unwrap();
    world.deploy(owned).unwrap()
}

fn roll_back(world: &World, to: &Manifest, live: &Manifest) -> Result<(), SyncError> {
    let production = world.tree("production");
    let there = survey(&production, &Rules::built_in(), to, Some(live), None)?;
    let diff = diff(to, &there, Some(live));
    let staging = stage(&archive(world), &production, &diff, &operation())?;
    apply(&production, &staging, &mut |_| {})?;
    discard(&production, &operation())
}

/// Two releases over a production with a file of its own at a path that they want.
fn two_releases() -> (World, Manifest, Manifest) {
    let world = World::new();
    world
        .put("production/compose.yaml", "made by hand")
        .put("source/compose.yaml", "1")
        .put("source/conf/app", "1")
        .link("source/link", "compose.yaml");
    let first = deploy_and_keep(&world, None);
    world
        .put("source/compose.yaml", "2")
        .remove("source/conf")
        .put("source/added", "2")
        .remove("source/link")
        .link("source/link", "added");
    let second = deploy_and_keep(&world, Some(&first));
    (world, first, second)
}

#[test]
fn a_rollback_restores_the_first_release_and_what_stood_there_before_is_kept() {
    let (world, first, second) = two_releases();
    roll_back(&world, &first, &second).unwrap();
    let seen = world.snapshot("production");
    assert_eq!(seen["compose.yaml"], "file 644 1");
    assert_eq!(seen["conf/app"], "file 644 1");
    assert_eq!(seen["link"], "link compose.yaml");
    assert!(!seen.contains_key("added"));
    let kept = world.snapshot("data/contents");
    assert!(kept.values().any(|file| file == "file 600 made by hand"));
}

#[test]
fn a_release_whose_contents_were_pruned_is_refused_with_nothing_changed() {
    let (world, first, second) = two_releases();
    let live: HashSet<_> = second.0.iter().map(|(_, entry)| entry.hash).collect();
    let archive = archive(&world);
    archive.prune(&live).unwrap();
    assert!(!archive.has(&first.0[0].1).unwrap());
    let before = world.snapshot("production");
    let error = roll_back(&world, &first, &second).unwrap_err();
    assert!(matches!(error, SyncError::NotKept { .. }), "{error}");
    assert_eq!(world.snapshot("production"), before);
}
