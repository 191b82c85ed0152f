//! Killed before the gate has passed: the old version is put back, the same containers and the same bytes.

use hailer::domain::journal::{OperationState, Step};
use hailer::domain::operation::StepRecord;
use hailer::domain::release::ReleaseState;

use crate::world::{World, begun, done, kill, said};

/// Kills a deploy there and says that everything is as before, that it is told, and how it is on record.
async fn comes_back_from(
    world: &World,
    point: &str,
    ends: OperationState,
    awaited: impl Fn(&StepRecord) -> bool,
) {
    let before = world.observe();
    let (operation, journal) = world.killed("/docker-deploy", awaited).await;
    let passed = done(|step| *step == Step::GatePassed);
    assert!(!journal.iter().any(passed), "{point}: killed too late");
    let told = world.says("/docker-status");
    assert!(told.contains("The deploy of"), "{point}: {told}");
    assert_eq!(world.observe(), before, "{point}");
    world.assert_nothing_left().await;
    assert_eq!(world.operation(&operation).await.state, ends, "{point}");
    assert!(
        !world.says("/docker-status").contains("interrupted"),
        "{point}: told once"
    );
}

#[tokio::test]
async fn killed_while_the_old_version_serves_it_is_as_if_nothing_had_been_asked() {
    let world = World::new().await;
    let stages = |step: &Step| matches!(step, Step::StageFiles { .. });
    let untouched = OperationState::Untouched;
    comes_back_from(&world, "staging", untouched, begun(stages)).await;
    let builds = |step: &Step| matches!(step, Step::BuildImage { .. });
    comes_back_from(&world, "building", untouched, begun(builds)).await;
    let back = OperationState::RolledBack;
    let applies = |step: &Step| matches!(step, Step::ApplyFiles { .. });
    comes_back_from(&world, "applying", back, begun(applies)).await;
    let creates = |step: &Step| matches!(step, Step::CreateContainer { .. });
    comes_back_from(&world, "creating", back, begun(creates)).await;
}

#[tokio::test]
async fn killed_after_the_old_version_was_stopped_it_serves_again() {
    let world = World::new().await;
    let back = OperationState::RolledBack;
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    comes_back_from(&world, "stopping", back, begun(stops)).await;
    let starts = |step: &Step| matches!(step, Step::StartContainer { .. });
    comes_back_from(&world, "starting", back, begun(starts)).await;
    let gates = |step: &Step| matches!(step, Step::Gate { .. });
    comes_back_from(&world, "the gate", back, begun(gates)).await;
    let shop = hailer::domain::name::CodebaseName::new("shop").unwrap();
    let releases = world.store.releases(&shop).await.unwrap();
    let undone = releases
        .iter()
        .filter(|release| release.state == ReleaseState::RolledBack);
    assert_eq!(undone.count(), 3, "{releases:?}");
    // The lock is free, and nothing stands in the way of the next one.
    world.says("/docker-deploy");
    world.assert_version_2();
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn volumes_of_containers_that_never_came_to_be_go_too() {
    let world = World::new().await;
    let creates = |step: &Step| matches!(step, Step::CreateContainer { .. });
    let (operation, _) = world.killed("/docker-deploy", begun(creates)).await;
    // What an engine leaves that ends in the midst of a creation; and one of another operation, that is nobody's to remove.
    let left = |operation: &str| {
        let label = format!("hailer.anonymous={operation}");
        let made = world.docker(&["volume", "create", "--label", &label]);
        made.trim().to_owned()
    };
    let (ours, anothers) = (left(operation.as_str()), left("another"));
    world.says("/docker-status");
    let listed = world.docker(&["volume", "ls", "--quiet"]);
    let there = |volume: &str| listed.lines().any(|line| line == volume);
    assert!(!there(&ours) && there(&anothers), "{listed}");
    world.docker(&["volume", "rm", &anothers]);
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn a_recovery_that_is_killed_is_recovered() {
    let world = World::new().await;
    let before = world.observe();
    let gates = |step: &Step| matches!(step, Step::Gate { .. });
    let deploy = world.killed("/docker-deploy", begun(gates)).await;
    let (operation, _) = deploy;
    for undoing in [
        |step: &Step| matches!(step, Step::UndoFiles { .. }),
        |step: &Step| matches!(step, Step::SetRestartPolicy { from, .. } if from == "no"),
    ] {
        let mut recovering = world.begins("/docker-status");
        let at = world.journal_has(&mut recovering, begun(undoing)).await;
        kill(recovering);
        assert_eq!(at, operation);
        world.lapsed(&operation).await;
    }
    world.says("/docker-status");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::RolledBack);
}

#[tokio::test]
async fn a_deploy_that_fails_goes_the_same_way_back_by_itself() {
    let world = World::new().await;
    let before = world.observe();
    let compose = world.workspace().join("compose.yaml");
    let broken = std::fs::read_to_string(&compose).unwrap();
    let broken = broken.replace("[serve, \"8081\"]", "[crash, \"1\"]");
    std::fs::write(&compose, broken).unwrap();
    let output = world.begins("/docker-deploy").wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    assert!(
        said(&output).contains("job ran; what it did"),
        "{}",
        said(&output)
    );
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
}
