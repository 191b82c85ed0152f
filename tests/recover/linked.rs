//! Killed where production is a link: it leads to a whole release, the old one or the new one, and no other folder is left.

use std::fs;

use hailer::domain::journal::{OperationState, Step};
use hailer::domain::operation::StepRecord;

use crate::world::{World, begun, done};

/// Where production leads, and which release folders there are.
fn folders(world: &World) -> (String, Vec<String>) {
    let target = fs::read_link(world.production()).unwrap();
    let names = fs::read_dir(world.home.path().join("production.releases")).unwrap();
    let mut names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    (target.to_str().unwrap().to_owned(), names)
}

async fn comes_back_from(
    world: &World,
    (command, point): (&str, &str),
    ends: OperationState,
    awaited: impl Fn(&StepRecord) -> bool,
) {
    let (before, link) = (world.observe(), folders(world));
    let (operation, _) = world.killed(command, awaited).await;
    world.says("/docker-status");
    assert_eq!(folders(world), link, "{point}");
    assert_eq!(world.observe(), before, "{point}");
    world.assert_nothing_left().await;
    assert_eq!(world.operation(&operation).await.state, ends, "{point}");
}

#[tokio::test]
async fn killed_around_the_pointing_of_the_link_it_leads_to_the_old_release_again() {
    let world = World::linked().await;
    let stages = |step: &Step| matches!(step, Step::StageRelease { .. });
    let untouched = OperationState::Untouched;
    comes_back_from(
        &world,
        ("/docker-deploy", "staging"),
        untouched,
        begun(stages),
    )
    .await;
    comes_back_from(
        &world,
        ("/docker-deploy", "staged"),
        untouched,
        done(stages),
    )
    .await;
    let points = |step: &Step| matches!(step, Step::PointLink { .. });
    let back = OperationState::RolledBack;
    comes_back_from(&world, ("/docker-deploy", "pointing"), back, begun(points)).await;
    comes_back_from(&world, ("/docker-deploy", "pointed"), back, done(points)).await;
    let gates = |step: &Step| matches!(step, Step::Gate { .. });
    comes_back_from(&world, ("/docker-deploy", "the gate"), back, begun(gates)).await;
}

#[tokio::test]
async fn a_recovery_that_is_killed_around_pointing_back_is_recovered() {
    let world = World::linked().await;
    let (before, link) = (world.observe(), folders(&world));
    let gates = |step: &Step| matches!(step, Step::Gate { .. });
    let (operation, _) = world.killed("/docker-deploy", begun(gates)).await;
    let (there, _) = link.clone();
    let points_back =
        |step: &Step| matches!(step, Step::PointLink { to, .. } if to.to_string() == there);
    let mut recovering = world.begins("/docker-status");
    let at = world.journal_has(&mut recovering, begun(points_back)).await;
    crate::world::kill(recovering);
    assert_eq!(at, operation);
    world.lapsed(&operation).await;
    world.says("/docker-status");
    assert_eq!((world.observe(), folders(&world)), (before, link));
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn killed_after_the_gate_the_link_leads_to_the_new_release_and_the_old_folder_is_kept() {
    let world = World::linked().await;
    let (old, before) = folders(&world);
    let prunes = |step: &Step| matches!(step, Step::PruneReleases { .. });
    let (operation, _) = world.killed("/docker-deploy", begun(prunes)).await;
    let told = world.says("/docker-status");
    assert!(told.contains("and verified it"), "{told}");
    world.assert_version_2();
    world.assert_nothing_left().await;
    let (new, after) = folders(&world);
    assert_ne!(new, old);
    assert_eq!((before.len(), after.len()), (1, 2));
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::Done);
}

#[tokio::test]
async fn a_rollback_that_is_killed_leads_to_the_live_release_before_the_gate_and_to_the_earlier_one_after()
 {
    let world = World::linked().await;
    let (first, _) = folders(&world);
    world.says("/docker-deploy");
    let back = OperationState::RolledBack;
    let points = |step: &Step| matches!(step, Step::PointLink { .. });
    let command = "/docker-rollback";
    comes_back_from(&world, (command, "pointing"), back, begun(points)).await;
    comes_back_from(&world, (command, "pointed"), back, done(points)).await;
    let (_, before) = folders(&world);
    let passed = |step: &Step| *step == Step::GatePassed;
    let (operation, _) = world.killed(command, done(passed)).await;
    let told = world.says("/docker-status");
    assert!(told.contains("back on release "), "{told}");
    assert_eq!(folders(&world), (first, before));
    world.assert_nothing_left().await;
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::Done);
}

/// What the web service reads where it mounts the release.
fn sees(world: &World, container: &str) -> String {
    world.docker(&["exec", container, "/shop", "show", "/conf/shop.conf"])
}

#[tokio::test]
async fn what_the_machine_started_again_while_the_link_led_to_the_new_release_goes_back_too() {
    let world = World::linked().await;
    let (before, link) = (world.observe(), folders(&world));
    let web = format!("{}-web-1", world.project);
    let points = |step: &Step| matches!(step, Step::PointLink { .. });
    let (operation, _) = world.killed("/docker-deploy", done(points)).await;
    // As after a reboot: its mounts are looked up anew.
    world.docker(&["restart", &web]);
    assert_eq!(sees(&world, &web), "version = 2\n");
    world.says("/docker-status");
    assert_eq!(sees(&world, &web), "version = 1\n");
    assert_eq!((world.observe(), folders(&world)), (before, link));
    world.assert_nothing_left().await;
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::RolledBack);
}
