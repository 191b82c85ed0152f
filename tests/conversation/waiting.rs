//! How long a new version is waited for: by one deadline for all of it, which its healthchecks say.

use hailer::domain::journal::Step;
use insta::assert_snapshot;

use crate::world::{Before, WEB, World};

/// The web waits until the database is healthy; each is within an instant.
const CHAIN: &str = "
services:
  db:
    image: IMAGE
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
    depends_on: {db: {condition: service_healthy}}
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
";

#[tokio::test]
async fn one_deadline_is_for_the_whole_chain_and_going_back_has_its_own() {
    let world = World::running(CHAIN).await;
    world.says("/docker-config set gate_timeout 12s").await;
    // The first check comes after an interval: each service by itself is healthy in time.
    world.edit("workspace/compose.yaml", "interval: 800ms", "interval: 7s");
    let before = Before::of(&world);
    world.says("/docker-deploy").await;
    assert_snapshot!(world.says("yes").await, @"
    shop: rolled back: web was still starting at the deadline

    Production runs what it ran before, verified.

    Last lines of web
      listening on :80

    Not undone
    - db ran on its new version; what it wrote stays written
    - web ran on its new version; what it wrote stays written

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
    before.assert_is_now(&world);
}

/// How long the last gate of the shop's last operation could wait at most, seconds.
async fn last_deadline(world: &World) -> u64 {
    let store = world.store().await;
    let last = store.recent_operations(&World::shop(), 1).await.unwrap();
    let steps = store.steps(&last[0].id).await.unwrap();
    let mut deadlines = steps.iter().filter_map(|record| match record.step {
        Step::Gate { deadline_secs } => Some(deadline_secs),
        _ => None,
    });
    deadlines.next_back().unwrap()
}

#[tokio::test]
async fn a_healthcheck_that_the_image_brings_counts_also_where_it_is_built_only_now() {
    let world = World::empty().await;
    let built = "
services:
  web:
    build: .
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
";
    let check = "HEALTHCHECK --interval=200ms --timeout=10s --retries=20 CMD [\"/shop\", \"healthcheck\", \"http://127.0.0.1:80/\"]\n";
    for folder in ["production", "workspace"] {
        world.lay_out_build(folder, built, "");
        let dockerfile = format!("{folder}/Dockerfile");
        world.edit(&dockerfile, "ENTRYPOINT", &format!("{check}ENTRYPOINT"));
    }
    world.compose(&["up", "--detach", "--build", "--wait"]);
    world.configure().await;
    world.edit("workspace/Dockerfile", "--retries=20", "--retries=30");
    let preview = world.says("/docker-deploy").await;
    let known = "every service healthy within 3 min 24 s";
    assert!(preview.text.contains(known), "{}", preview.text);
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    let deadline = last_deadline(&world).await;
    assert!((205..=306).contains(&deadline), "{deadline}");
    world.write("workspace/new.txt", "new");
    let preview = world.says("/docker-deploy --dry-run").await;
    let known = "every service healthy within 5 min 6 s";
    assert!(preview.text.contains(known), "{}", preview.text);
}

#[tokio::test]
async fn a_restart_has_as_long_as_the_healthchecks_of_the_live_release_allow() {
    let world = World::running(WEB).await;
    let preview = world.says("/docker-restart").await;
    let unknown = "every service healthy within 2 min;";
    assert!(preview.text.contains(unknown), "{}", preview.text);
    world.write("workspace/new.txt", "new");
    world.deploys().await;
    let preview = world.says("/docker-restart").await;
    let known = "every service healthy within 2 min 34 s;";
    assert!(preview.text.contains(known), "{}", preview.text);
}
