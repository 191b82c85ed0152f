//! Killed after the gate has passed: the new version stays, and what was left to do is done.

use hailer::domain::journal::{OperationState, Step};
use hailer::domain::name::CodebaseName;
use hailer::domain::release::ReleaseState;

use crate::world::{World, done};

#[tokio::test]
async fn killed_after_the_gate_it_is_finished_and_what_was_stopped_meanwhile_runs_again() {
    let world = World::new().await;
    let passed = done(|step| *step == Step::GatePassed);
    let (operation, journal) = world.killed("/docker-deploy", passed).await;
    // As a restart of the daemon leaves a container without a restart policy.
    let label = format!("label=hailer.operation={operation}");
    let service = "label=com.docker.compose.service=plain";
    let plain = world.docker(&["ps", "-q", "--filter", &label, "--filter", service]);
    world.docker(&["stop", plain.trim()]);
    let told = world.says("/docker-status");
    assert!(told.contains("and verified it"), "{told}\n{journal:?}");
    world.assert_version_2();
    world.assert_nothing_left().await;
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::Done);
    let shop = CodebaseName::new("shop").unwrap();
    let live = world.store.live_release(&shop).await.unwrap().unwrap();
    assert_eq!(
        (live.operation, live.state),
        (operation, ReleaseState::Live)
    );
    let again = world.says("/docker-deploy");
    assert!(!again.contains("interrupted"), "{again}");
}

#[tokio::test]
async fn killed_in_the_middle_of_tidying_up_the_rest_is_tidied_up() {
    let world = World::new().await;
    let removes = |step: &Step| matches!(step, Step::RemoveContainer { .. });
    let (operation, _) = world.killed("/docker-deploy", done(removes)).await;
    let told = world.says("/docker-status");
    assert!(told.contains("and verified it"), "{told}");
    world.assert_version_2();
    world.assert_nothing_left().await;
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::Done);
}
