//! Services that wait for each other.

use super::{HEALTHY, events_of_a_deploy, place};
use crate::world::{World, docker};

/// Services that come up one after the other, by every condition, and a tool that a profile keeps out.
const CHAIN: &str = "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    depends_on:
      api: {condition: service_healthy, restart: true}
      cache: {condition: service_started}
      ghost: {condition: service_started, required: false}
  api:
    image: IMAGE
    command: serve 80
    network_mode: none
    depends_on: {init: {condition: service_completed_successfully}}
    HEALTHY
  cache:
    image: IMAGE
    command: hang
    network_mode: none
  init:
    image: IMAGE
    command: exit 0
    network_mode: none
  ghost:
    image: IMAGE
    command: hang
    profiles: [tools]
";

#[tokio::test]
async fn every_service_waits_for_what_it_depends_on_and_a_profile_that_is_off_stays_off() {
    let chain = CHAIN.replace("HEALTHY", HEALTHY);
    let world = World::running(&chain).await;
    world.edit(
        "workspace/compose.yaml",
        "network_mode: none",
        "network_mode: none\n    labels: {version: '2'}",
    );
    let events = events_of_a_deploy(&world).await;
    let starts = |service: &str| place(&events, &format!("start new {service} 1"));
    assert!(
        place(&events, "die new init 1") < starts("api"),
        "{events:#?}"
    );
    // The old API is stopped once the new one is healthy.
    assert!(
        place(&events, "die old api 1") < starts("web"),
        "{events:#?}"
    );
    assert!(starts("cache") < starts("web"), "{events:#?}");
    assert!(
        !events.iter().any(|event| event.contains("ghost")),
        "{events:#?}"
    );
}

#[tokio::test]
async fn what_asks_to_be_restarted_with_its_dependency_is_replaced_and_the_init_container_runs_before_it()
 {
    let chain = CHAIN.replace("HEALTHY", HEALTHY);
    let world = World::running(&chain).await;
    let cache = world.container("cache");
    world.edit(
        "workspace/compose.yaml",
        "command: exit 0",
        "command: sleep 0.2",
    );
    let events = events_of_a_deploy(&world).await;
    assert_eq!(
        events[..2],
        ["start new init 1", "die new init 1"],
        "{events:#?}"
    );
    assert_eq!(world.container("cache"), cache);
}

#[tokio::test]
async fn a_dependency_that_is_not_required_may_be_down() {
    let optional = "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    depends_on: {tool: {condition: service_healthy, required: false}}
  tool:
    image: IMAGE
    command: serve 80
    network_mode: none
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
";
    let world = World::running(optional).await;
    docker(&["stop", "--time", "1", &world.container("tool")]);
    world.edit(
        "workspace/compose.yaml",
        "command: serve 80\n    network_mode: none\n    depends_on",
        "command: serve 8080\n    network_mode: none\n    depends_on",
    );
    world.says("/docker-deploy --services web").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
}
