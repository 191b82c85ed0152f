//! Killed while containers are stopped and started: the same containers run again.

use hailer::domain::journal::{OperationState, Step};

use crate::world::{World, begun, done};

#[tokio::test]
async fn a_restart_or_stop_that_was_killed_leaves_nothing_down() {
    let world = World::new().await;
    let before = world.observe();
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let starts = |step: &Step| matches!(step, Step::StartContainer { .. });
    let half = world.killed("/docker-restart", done(stops)).await;
    let told = world.says("/docker-status");
    assert!(told.contains("The restart of"), "{told}");
    assert_eq!(world.observe(), before);
    let state = world.operation(&half.0).await.state;
    assert_eq!(state, OperationState::RolledBack, "{told}");
    let all = world.killed("/docker-restart", done(starts)).await;
    let told = world.says("/docker-status");
    assert!(told.contains("restarted and verified"), "{told}");
    assert_eq!(world.observe(), before);
    assert_eq!(world.operation(&all.0).await.state, OperationState::Done);
    let stop = world.killed("/docker-stop", begun(stops)).await;
    let told = world.says("/docker-status");
    assert!(told.contains("The stop of"), "{told}");
    assert_eq!(world.observe(), before);
    let state = world.operation(&stop.0).await.state;
    assert_eq!(state, OperationState::RolledBack);
    world.assert_nothing_left().await;
}
