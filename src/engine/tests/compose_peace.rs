//! Peace with the official tool: what we make, it takes for its own.

use std::collections::BTreeMap;

use super::world::World;
use crate::domain::container::Container;

fn ids(containers: &[Container]) -> Vec<String> {
    containers.iter().map(|one| one.id.clone()).collect()
}

const PROJECT: &str = "
services:
  db:
    image: IMAGE
    command: serve 5432
    volumes: ['data:/data', /anonymous, './conf:/conf:ro']
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:5432/'], interval: 200ms}
  api:
    image: IMAGE
    command: serve 80
    environment: {PASSWORD: 'a$$b', EMPTY: ''}
    depends_on: {db: {condition: service_healthy}}
    networks: {default: {}, back: {aliases: [backend]}}
    ports: ['127.0.0.1::80']
    mem_limit: 64m
    labels: {team: shop}
  sidecar:
    image: IMAGE
    command: hang
    network_mode: service:db
  web:
    image: IMAGE
    command: hang
    restart: unless-stopped
    links: [api]
    configs: [{source: text, target: /etc/text}]
networks: {back: {}}
volumes: {data: {}}
configs: {text: {content: hello}}
";

#[tokio::test]
async fn compose_up_after_us_recreates_nothing_and_sees_the_whole_project() {
    let world = World::new().await;
    let model = world.model(PROJECT).await;
    world.up(&model).await;
    let before = ids(&world.containers().await);
    assert_eq!(before.len(), 4);

    world.compose(&["up", "-d"]).await;
    assert_eq!(ids(&world.containers().await), before);

    let seen = world.compose(&["ps", "--format", "{{.Service}}"]).await;
    let mut seen: Vec<&str> = seen.lines().collect();
    seen.sort_unstable();
    assert_eq!(seen, ["api", "db", "sidecar", "web"]);
    assert!(world.compose(&["logs", "web"]).await.contains("hanging"));
    world.compose(&["restart", "--timeout", "1", "web"]).await;
    assert_eq!(ids(&world.containers().await), before);

    world
        .compose(&["down", "--volumes", "--timeout", "1"])
        .await;
    assert!(world.containers().await.is_empty());
    assert!(
        world
            .engine
            .project_networks(&world.project)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        world
            .engine
            .project_volumes(&world.project)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn what_compose_made_has_the_labels_that_we_would_give_it() {
    let world = World::new().await;
    let model = world.model(PROJECT).await;
    world.compose(&["up", "-d"]).await;
    let theirs = world.containers().await;
    world
        .compose(&["down", "--volumes", "--timeout", "1"])
        .await;
    world.up(&model).await;
    let ours = world.containers().await;
    assert_eq!(theirs.len(), 4);
    for (theirs, ours) in theirs.iter().zip(&ours) {
        // The hash of one that shares another's namespace is over that other's id.
        let shares = ours.service() == Some("sidecar");
        let compose = |labels: &BTreeMap<String, String>| {
            let mut labels = labels.clone();
            labels.retain(|name, _| {
                let other = shares && name.ends_with(".config-hash");
                !other && !name.starts_with("hailer.")
            });
            labels
        };
        assert_eq!(
            compose(&ours.labels),
            compose(&theirs.labels),
            "{}",
            ours.name
        );
        assert_eq!((&ours.name, &ours.image), (&theirs.name, &theirs.image));
    }
}
