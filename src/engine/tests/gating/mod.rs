//! The gate, against containers that behave and containers that don't.

mod probed;

use std::time::{Duration, Instant};

use super::world::{World, rules, watched};
use crate::engine::{Expects, GateFailure, GateFault, GateRules, Volumes};

const CHECK: &str = "    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 200ms, retries: 2}\n";

async fn gate(
    world: &World,
    id: &str,
    expects: Expects,
    rules: &GateRules,
) -> Result<(), GateFailure> {
    let watched = [watched(id, expects)];
    world.engine.gate(&watched, rules, &|_| {}).await
}

async fn fault(world: &World, id: &str, rules: &GateRules) -> GateFault {
    gate(world, id, Expects::Ready, rules)
        .await
        .unwrap_err()
        .why
}

#[tokio::test]
async fn a_healthy_service_passes_as_soon_as_it_is_healthy() {
    let world = World::new().await;
    let id = world.run_with("serve 80", CHECK).await;
    let begun = Instant::now();
    gate(&world, &id, Expects::Ready, &rules(20)).await.unwrap();
    // The check runs after its interval; an event tells of it, so nobody waits for the next look.
    assert!(
        begun.elapsed() < Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );
    let (_, health) = world.engine.inspect_with_health(&id).await.unwrap();
    assert!(health.ready);
}

#[tokio::test]
async fn without_a_healthcheck_a_service_passes_when_its_window_is_over() {
    let world = World::new().await;
    let id = world.run("hang").await;
    let begun = Instant::now();
    gate(&world, &id, Expects::Ready, &rules(20)).await.unwrap();
    let took = begun.elapsed();
    assert!((1_000..2_000).contains(&took.as_millis()), "{took:?}");
    gate(&world, &id, Expects::Started, &rules(20))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_service_that_ends_fails_with_its_exit_code() {
    let world = World::new().await;
    let id = world.run("crash 3 0.3").await;
    let failure = gate(&world, &id, Expects::Ready, &rules(20))
        .await
        .unwrap_err();
    assert_eq!(failure.to_string(), "web exited with code 3");
    assert_eq!(failure.container.as_deref(), Some(id.as_str()));
    let lines = world
        .engine
        .logs(&id, &crate::domain::log::LogQuery::last(1))
        .await
        .unwrap();
    assert_eq!(lines[0].text, "crashed: as it was told to");
}

#[tokio::test]
async fn a_service_that_ends_with_0_fails_too() {
    let world = World::new().await;
    let id = world.run("sleep 0.3").await;
    let why = fault(&world, &id, &rules(20)).await;
    assert_eq!(
        why,
        GateFault::Exited {
            code: Some(0),
            oom_killed: false
        }
    );
}

#[tokio::test]
async fn a_service_that_the_engine_restarts_fails_although_it_runs_again() {
    let world = World::new().await;
    let id = world.run_with("crash 3 0.5", "    restart: always\n").await;
    let long = GateRules {
        stability: Duration::from_secs(10),
        ..rules(20)
    };
    let why = fault(&world, &id, &long).await;
    // Caught either between its runs or in the second one.
    let expected = [
        GateFault::Restarted { code: Some(3) },
        GateFault::Exited {
            code: Some(3),
            oom_killed: false,
        },
    ];
    assert!(expected.contains(&why), "{why:?}");
}

#[tokio::test]
async fn an_unhealthy_service_fails_with_what_its_check_said() {
    let world = World::new().await;
    let id = world.run_with("hang", CHECK).await;
    let why = fault(&world, &id, &rules(20)).await;
    let GateFault::Unhealthy {
        last_check: Some(said),
    } = &why
    else {
        panic!("{why:?}");
    };
    assert!(said.contains("refused"), "{said}");
}

#[tokio::test]
async fn a_service_that_takes_too_long_was_still_starting() {
    let world = World::new().await;
    let patient = CHECK.replace("retries: 2", "retries: 2, start_period: 60s");
    let id = world.run_with("hang", &patient).await;
    let begun = Instant::now();
    let why = fault(&world, &id, &rules(2)).await;
    assert!(matches!(why, GateFault::StillStarting { .. }), "{why:?}");
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_one_shot_passes_with_0_and_fails_with_anything_else_or_too_late() {
    let world = World::new().await;
    let yaml = "services:\n  a:\n    image: IMAGE\n    command: sleep 0.3\n  b:\n    image: IMAGE\n    command: crash 7 0.3\n  c:\n    image: IMAGE\n    command: hang\n";
    let ids = world.up(&world.model(yaml).await).await;
    gate(&world, &ids[0], Expects::Completed, &rules(20))
        .await
        .unwrap();
    let failed = gate(&world, &ids[1], Expects::Completed, &rules(20))
        .await
        .unwrap_err();
    assert_eq!(
        failed.why,
        GateFault::Exited {
            code: Some(7),
            oom_killed: false
        }
    );
    let late = gate(&world, &ids[2], Expects::Completed, &rules(1))
        .await
        .unwrap_err();
    assert_eq!(late.why, GateFault::Uncompleted);
}

#[tokio::test]
async fn a_container_that_is_not_started_or_is_removed_does_not_pass() {
    let world = World::new().await;
    let model = world
        .model("services:\n  web:\n    image: IMAGE\n    command: hang\n")
        .await;
    world.create_networks_and_volumes(&model).await;
    let id = world.create(&model, "web").await;
    let why = fault(&world, &id, &rules(1)).await;
    assert!(matches!(why, GateFault::NotRunning(_)), "{why:?}");
    world
        .engine
        .remove(&world.intent, &id, Volumes::Remove)
        .await
        .unwrap();
    assert_eq!(fault(&world, &id, &rules(1)).await, GateFault::Gone);
}

#[tokio::test]
async fn killed_at_its_memory_limit_is_said() {
    let world = World::new().await;
    let limit = "    mem_limit: 16m\n    memswap_limit: 16m\n";
    let id = world.run_with("eat 64", limit).await;
    let failure = gate(&world, &id, Expects::Ready, &rules(20))
        .await
        .unwrap_err();
    assert_eq!(
        failure.to_string(),
        "web exited with code 137, killed at its memory limit"
    );
}
