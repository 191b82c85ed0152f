//! Services that have to do with each other.

use super::{settles, stays};
use crate::peace::holding;

#[tokio::test]
async fn dependencies_of_every_condition() {
    let compose = "
services:
  web:
    image: IMAGE
    command: hang
    network_mode: none
    depends_on:
      api: {condition: service_healthy, restart: true}
      db: {condition: service_started}
      migrate: {condition: service_completed_successfully}
      debugger: {condition: service_started, required: false}
  api:
    image: IMAGE
    command: serve 80
    network_mode: none
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
  db: {image: IMAGE, command: hang, network_mode: none}
  migrate: {image: IMAGE, command: exit 0, network_mode: none}
  debugger: {image: IMAGE, command: hang, network_mode: none, profiles: [debug]}
";
    stays(&[("compose.yaml", compose)], &[]).await;
}

#[tokio::test]
async fn services_of_several_containers() {
    let compose = "
services:
  web: {image: IMAGE, command: hang, network_mode: none, deploy: {replicas: 3, resources: {limits: {memory: 64m}}}}
  api: {image: IMAGE, command: hang, network_mode: none, scale: 2}
  one: {image: IMAGE, command: hang, network_mode: none, container_name: PROJECT-the-one}
  none: {image: IMAGE, command: hang, network_mode: none, deploy: {replicas: 0}}
";
    let world = holding("workspace", &[]).await;
    world.write(
        "workspace/compose.yaml",
        &compose.replace("PROJECT", world.project()),
    );
    settles(&world).await;
    assert_eq!(world.containers().len(), 6);
}

#[tokio::test]
async fn profiles_that_the_env_file_switches_on() {
    let compose = "
services:
  web: {image: IMAGE, command: hang, network_mode: none}
  tool: {image: IMAGE, command: hang, network_mode: none, profiles: [tools]}
  never: {image: IMAGE, command: hang, network_mode: none, profiles: [never]}
";
    stays(
        &[("compose.yaml", compose)],
        &[(".env", "COMPOSE_PROFILES=tools\n")],
    )
    .await;
}

#[tokio::test]
async fn services_that_share_namespaces() {
    let compose = "
services:
  base: {image: IMAGE, command: hang, network_mode: none, ipc: shareable}
  sidecar: {image: IMAGE, command: hang, network_mode: 'service:base', ipc: 'service:base', pid: 'service:base'}
";
    stays(&[("compose.yaml", compose)], &[]).await;
}
