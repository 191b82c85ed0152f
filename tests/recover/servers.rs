//! The engine or the database ends in the middle of an operation and comes back, and Hailer lives through it.

use hailer::domain::journal::{OperationState, Step};
use hailer::domain::operation::StepRecord;

use crate::support::dockerd::Dockerd;
use crate::support::postgres::Postgres;
use crate::world::{Own, World, begun, done, said};

/// A container without a restart policy stays down when its engine is restarted.
async fn restarted_in_the_middle_of_a_restart(restart: impl FnOnce(&mut Dockerd)) {
    let mut world = World::with(Own {
        dockerd: Some(Dockerd::start()),
        ..Own::default()
    })
    .await;
    // Long enough for the engine to be restarted in it.
    world.says("/docker-config set stability_window 5s");
    let before = world.observe();
    let mut child = world.begins("/docker-restart");
    let gate = |step: &Step| matches!(step, Step::Gate { .. });
    let operation = world.journal_has(&mut child, begun(gate)).await;
    restart(world.own.dockerd.as_mut().unwrap());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(world.observe(), before);
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::Done);
}

#[tokio::test]
async fn what_an_engine_stops_that_is_restarted_in_the_middle_of_a_restart_runs_again() {
    restarted_in_the_middle_of_a_restart(Dockerd::restart).await;
}

#[tokio::test]
async fn what_an_engine_stops_that_is_killed_in_the_middle_of_a_restart_runs_again() {
    restarted_in_the_middle_of_a_restart(Dockerd::kill_and_restart).await;
}

#[tokio::test]
async fn what_crashes_soon_after_the_engine_began_is_verified_once() {
    let world = World::with(Own {
        dockerd: Some(Dockerd::start()),
        ..Own::default()
    })
    .await;
    let before = world.observe();
    let compose = world.workspace().join("compose.yaml");
    let version_2 = std::fs::read_to_string(&compose).unwrap();
    let crashes = version_2.replace("[serve, \"8081\"]", "[crash, \"1\"]");
    assert_ne!(crashes, version_2);
    std::fs::write(&compose, crashes).unwrap();
    let mut child = world.begins("/docker-deploy");
    let gate = |step: &Step| matches!(step, Step::Gate { .. });
    let operation = world.journal_has(&mut child, begun(gate)).await;
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    assert_eq!(world.observe(), before);
    let journal = world.store.steps(&operation).await.unwrap();
    let gates = journal.iter().filter(|record| gate(&record.step)).count();
    // What was put back is verified too.
    assert_eq!(gates, 2, "{journal:?}");
}

/// Kills a deploy there and restarts the engine before anybody else looks. Returns what is then told.
async fn interrupted(world: &mut World, awaited: impl Fn(&StepRecord) -> bool) -> String {
    let (operation, _) = world.killed("/docker-deploy", awaited).await;
    world.own.dockerd.as_mut().unwrap().restart();
    let kept = format!("{}-kept-1", world.project);
    let running = world.docker(&["inspect", "--format", "{{.State.Running}}", &kept]);
    assert_eq!(running.trim(), "false", "the engine left it down");
    let told = world.says("/docker-status");
    let journal = world.store.steps(&operation).await.unwrap();
    let id = world.docker(&["inspect", "--format", "{{.Id}}", &kept]);
    let starts = |step: &Step| matches!(step, Step::StartContainer { container, .. } if container == id.trim());
    assert!(journal.iter().any(done(starts)), "{journal:?}");
    told
}

#[tokio::test]
async fn what_a_plan_leaves_alone_runs_again_whichever_way_its_deploy_is_recovered() {
    let mut world = World::with(Own {
        dockerd: Some(Dockerd::start()),
        ..Own::default()
    })
    .await;
    let before = world.observe();
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let told = interrupted(&mut world, done(stops)).await;
    assert!(told.contains("and production was put back"), "{told}");
    assert_eq!(world.observe(), before);
    let passed = |step: &Step| *step == Step::GatePassed;
    let told = interrupted(&mut world, done(passed)).await;
    assert!(told.contains("and verified it"), "{told}");
    world.assert_version_2();
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn what_the_engine_stops_while_a_deploy_is_prepared_runs_again() {
    let mut world = World::with(Own {
        dockerd: Some(Dockerd::start()),
        ..Own::default()
    })
    .await;
    let before = world.observe();
    let keeps = |step: &Step| matches!(step, Step::Snapshot { .. });
    let told = interrupted(&mut world, done(keeps)).await;
    assert!(told.contains("before anything changed"), "{told}");
    assert_eq!(world.observe(), before);
}

#[tokio::test]
async fn a_database_that_is_lost_in_the_middle_of_a_deploy_leaves_one_whole_version() {
    let mut world = World::with(Own {
        postgres: Some(Postgres::start()),
        ..Own::default()
    })
    .await;
    let before = world.observe();
    let mut child = world.begins("/docker-deploy");
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let operation = world.journal_has(&mut child, done(stops)).await;
    world.own.postgres.as_mut().unwrap().kill();
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success(), "{}", said(&output));
    world.own.postgres.as_mut().unwrap().start_again();
    world.lapsed(&operation).await;
    let told = world.says("/docker-status");
    assert!(told.contains("The deploy of"), "{told}");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::RolledBack);
}
