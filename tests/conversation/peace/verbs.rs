//! The official tool's own verbs on a project that Hailer deployed.

use super::{assert_nothing_to_change, holding};
use crate::world::World;

/// Two of one, and one that waits for them.
const SHOP: &str = "
services:
  web:
    image: IMAGE
    command: hang
    network_mode: none
    depends_on: [api]
    stop_grace_period: 1s
  api:
    image: IMAGE
    command: serve 80
    network_mode: none
    scale: 2
    volumes: ['data:/data']
    stop_grace_period: 1s
volumes: {data: {}}
";

async fn deployed() -> World {
    let world = holding("workspace", &[("compose.yaml", SHOP)]).await;
    world.deploys().await;
    world
}

/// The ids alone, so that a container that was started again is the same one.
fn ids(world: &World) -> Vec<String> {
    let containers = world.containers();
    let id = |line: &String| line.rsplit(' ').next().unwrap().to_owned();
    containers.iter().map(id).collect()
}

#[tokio::test]
async fn ps_ls_and_logs_see_the_whole_project() {
    let world = deployed().await;
    let listed = world.compose(&["ps", "--format", "{{.Service}} {{.Name}}"]);
    let mut listed: Vec<_> = listed.lines().collect();
    listed.sort_unstable();
    let project = world.project();
    assert_eq!(
        listed,
        [
            format!("api {project}-api-1"),
            format!("api {project}-api-2"),
            format!("web {project}-web-1"),
        ]
    );
    let projects = world.compose(&["ls", "--format", "json"]);
    let projects: serde_json::Value = serde_json::from_str(&projects).unwrap();
    let own = projects.as_array().unwrap().iter();
    let own: Vec<_> = own.filter(|one| one["Name"] == project).collect();
    assert_eq!(own.len(), 1, "{projects}");
    assert_eq!(own[0]["Status"], "running(3)");
    let file = world.path("production/compose.yaml");
    assert_eq!(own[0]["ConfigFiles"].as_str(), file.to_str());
    let logs = world.compose(&["logs", "--no-color", "web"]);
    assert!(logs.contains("web-1") && logs.contains("hanging"), "{logs}");
}

#[tokio::test]
async fn exec_finds_the_container_by_its_index() {
    let world = deployed().await;
    for index in ["1", "2"] {
        let said = world.compose(&["exec", "-T", "--index", index, "api", "/shop", "env"]);
        let name = format!("{}-api-{index}", world.project());
        let id = crate::world::docker(&["inspect", "--format", "{{.Config.Hostname}}", &name]);
        assert!(said.contains(&format!("HOSTNAME={}", id.trim())), "{said}");
    }
}

#[tokio::test]
async fn restart_keeps_the_containers() {
    let world = deployed().await;
    let (before, started) = (ids(&world), world.started("web"));
    world.compose(&["restart", "--timeout", "1"]);
    assert_eq!(ids(&world), before);
    assert_ne!(world.started("web"), started);
    assert_nothing_to_change(&world).await;
}

#[tokio::test]
async fn scaling_adds_and_removes_and_leaves_the_rest() {
    let world = deployed().await;
    let before = ids(&world);
    world.compose(&["up", "--detach", "--scale", "api=3"]);
    let more = ids(&world);
    assert_eq!(more.len(), 4);
    assert!(
        before.iter().all(|id| more.contains(id)),
        "{before:?} {more:?}"
    );
    let drifted = world.says("/docker-deploy --dry-run").await;
    assert!(drifted.text.contains("3 → 2 containers"), "{drifted}");
    world.compose(&["up", "--detach"]);
    assert_eq!(ids(&world), before, "the third was the newest");
    assert_nothing_to_change(&world).await;
}

#[tokio::test]
async fn a_stop_and_a_start_find_them_all() {
    let world = deployed().await;
    let before = ids(&world);
    world.compose(&["stop", "--timeout", "1"]);
    assert!(
        world
            .containers()
            .iter()
            .all(|line| line.contains("exited"))
    );
    world.compose(&["start"]);
    assert!(
        world
            .containers()
            .iter()
            .all(|line| line.contains("running"))
    );
    assert_eq!(ids(&world), before);
}

#[tokio::test]
async fn down_leaves_nothing() {
    let world = deployed().await;
    world.compose(&["down", "--volumes", "--timeout", "1"]);
    assert_eq!(world.containers(), [] as [String; 0]);
    assert_eq!(world.networks_and_volumes(), [] as [String; 0]);
}
