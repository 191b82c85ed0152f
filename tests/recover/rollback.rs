//! A rollback that is killed: before the gate has passed the live release stays, after it the earlier one does. Either is
//! proven, and what somebody changed in between is not covered up.

use std::fs;

use hailer::domain::journal::{OperationState, Step};
use hailer::domain::name::CodebaseName;
use hailer::domain::operation::StepRecord;
use hailer::domain::release::{Release, ReleaseState};

use crate::world::{World, begun, done};

/// Version 1 and then version 2 were deployed.
async fn world() -> World {
    let world = World::new().await;
    world.says("/docker-deploy");
    world
}

async fn releases(world: &World) -> Vec<Release> {
    let shop = CodebaseName::new("shop").unwrap();
    world.store.releases(&shop).await.unwrap()
}

/// Kills a rollback there and says that the live release serves as before, and how that is on record.
async fn live_stays(world: &World, ends: OperationState, awaited: impl Fn(&StepRecord) -> bool) {
    let before = world.observe();
    let (operation, journal) = world.killed("/docker-rollback", awaited).await;
    let passed = done(|step| *step == Step::GatePassed);
    assert!(!journal.iter().any(passed), "killed too late");
    let told = world.says("/docker-status");
    assert!(told.contains("The rollback of"), "{told}");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
    assert_eq!(world.operation(&operation).await.state, ends);
}

#[tokio::test]
async fn killed_while_the_live_release_serves_it_goes_on_serving() {
    let world = world().await;
    let keeps = |step: &Step| matches!(step, Step::Snapshot { .. });
    live_stays(&world, OperationState::Untouched, begun(keeps)).await;
    let back = OperationState::RolledBack;
    let applies = |step: &Step| matches!(step, Step::ApplyFiles { .. });
    live_stays(&world, back, begun(applies)).await;
    world.assert_version_2();
}

#[tokio::test]
async fn killed_after_the_live_release_was_stopped_it_serves_again_and_is_live() {
    let world = world().await;
    let back = OperationState::RolledBack;
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    live_stays(&world, back, begun(stops)).await;
    let gates = |step: &Step| matches!(step, Step::Gate { .. });
    live_stays(&world, back, begun(gates)).await;
    world.assert_version_2();
    let live: Vec<_> = releases(&world)
        .await
        .into_iter()
        .filter(|release| release.state == ReleaseState::Live)
        .map(|release| release.number)
        .collect();
    assert_eq!(live, [2]);
}

#[tokio::test]
async fn killed_after_the_gate_the_earlier_release_is_live() {
    let world = World::new().await;
    let first = world.observe();
    let mut files = first.files.clone();
    files.retain(|_, what| !what.ends_with(" folder"));
    for point in [
        |step: &Step| *step == Step::GatePassed,
        |step: &Step| matches!(step, Step::RemoveContainer { .. }),
    ] {
        world.says("/docker-deploy");
        let (operation, _) = world.killed("/docker-rollback", done(point)).await;
        let told = world.says("/docker-status");
        assert!(told.contains("back on release "), "{told}");
        let mut seen = world.observe();
        // A folder that has become empty stays: production may have it for something.
        seen.files.retain(|_, what| !what.ends_with(" folder"));
        assert_eq!(seen.files, files);
        assert!(seen.containers.keys().eq(first.containers.keys()));
        let tag = format!("{}-web:latest", world.project);
        assert_eq!(seen.images[&tag], first.images[&tag]);
        world.assert_nothing_left().await;
        let newest = releases(&world).await.remove(0);
        assert_eq!(newest.operation, operation);
        assert_eq!(newest.state, ReleaseState::Live);
    }
}

/// Kills a rollback there, changes a file that has nothing to do with it, and says that this is told as a failure of
/// `release`.
async fn meddled(world: &World, release: i64, awaited: impl Fn(&StepRecord) -> bool) {
    let both_have = world.production().join("shop");
    let whole = fs::read(&both_have).unwrap();
    let (operation, _) = world.killed("/docker-rollback", awaited).await;
    fs::write(&both_have, "by hand").unwrap();
    let told = world.says("/docker-status");
    // Without its first word, which is a value of the world's `.env` and so is never shown.
    let named = format!("is not all as release {release} has it: shop differs");
    assert!(told.contains(&named), "{told}");
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::Failed);
    assert_eq!(fs::read_to_string(&both_have).unwrap(), "by hand");
    world.assert_nothing_left().await;
    fs::write(&both_have, whole).unwrap();
}

#[tokio::test]
async fn what_was_changed_while_it_lay_killed_is_a_failure_that_names_it() {
    let world = world().await;
    let gates = |step: &Step| matches!(step, Step::Gate { .. });
    meddled(&world, 2, begun(gates)).await;
    let passed = |step: &Step| *step == Step::GatePassed;
    meddled(&world, 1, done(passed)).await;
}
