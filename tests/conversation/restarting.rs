//! Restart, start and stop: previewed, confirmed, in order, verified.

use insta::assert_snapshot;

use crate::world::{WEB, World, on_both};

/// A service behind another, and a one-shot before both.
const CHAIN: &str = "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    depends_on: {api: {condition: service_healthy}}
  api:
    image: IMAGE
    command: serve 81
    network_mode: none
    depends_on: {migrate: {condition: service_completed_successfully}}
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:81/'], interval: 200ms, retries: 5}
  migrate:
    image: IMAGE
    command: exit 0
    network_mode: none
";

#[tokio::test]
async fn a_restart_is_previewed_confirmed_and_verified_and_the_one_shot_stays_ended() {
    let said = on_both(CHAIN, async |world| {
        let before = world.containers();
        let started = world.started("migrate");
        let preview = world.says("/docker-restart").await;
        assert_eq!(world.containers(), before);
        let web = world.started("web");
        let restarted = world.says("yes").await;
        assert_eq!(world.containers(), before);
        assert_eq!(world.started("migrate"), started);
        assert_ne!(world.started("web"), web);
        vec![preview, restarted]
    })
    .await;
    assert_snapshot!(said, @"
    shop: would restart 2 services, keep 1

    service  what happens  why  downtime
    api  restart  asked for  down while stopping (SPAN at most) and starting: it is the same container
    web  restart  asked for  down while stopping (SPAN at most) and starting: it is the same container

    kept  migrate
    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)

    shop: restarted and verified

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)
    ");
}

#[tokio::test]
async fn one_service_is_restarted_and_the_others_run_on() {
    let world = World::running(CHAIN).await;
    let (web, api) = (world.started("web"), world.started("api"));
    assert_snapshot!(world.says("/docker-restart api").await, @"
    shop: would restart 1 service

    service  what happens  why  downtime
    api  restart  asked for  down while stopping (SPAN at most) and starting: it is the same container

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(world.started("web"), web);
    assert_ne!(world.started("api"), api);
}

#[tokio::test]
async fn a_project_is_stopped_and_started_again() {
    let world = World::running(CHAIN).await;
    let before = world.containers();
    assert_snapshot!(world.says("/docker-stop").await, @"
    shop: would stop 2 services, keep 1

    service  what happens  why  downtime
    api  stop  asked for  stays down
    web  stop  asked for  stays down

    kept  migrate
    verified by  every container stopped
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_snapshot!(world.says("yes").await, @"
    shop: stopped

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)
    ");
    assert!(
        world
            .containers()
            .iter()
            .all(|line| line.contains(" exited "))
    );
    assert_snapshot!(world.says("/docker-status").await, @"
    shop: none running, 3 ran to the end

    service  state  uptime  restarts  ports  image
    api  ○ exited (0)  SPAN  0  –  IMAGE
    migrate  ○ exited (0)  SPAN  0  –  IMAGE
    web  ○ exited (0)  SPAN  0  –  IMAGE
    (exit 0)
    ");
    assert_snapshot!(world.says("/docker-stop").await, @"
    shop: stop: nothing to change

    kept  migrate, api, web
    plan  DIGEST
    (exit 0)
    ");
    assert_snapshot!(world.says("/docker-start").await, @"
    shop: started and verified

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)
    ");
    assert_eq!(world.containers(), before);
}

#[tokio::test]
async fn a_service_that_does_not_come_back_fails_with_the_state_of_production() {
    // What it reads when it starts is broken behind its back.
    let reads = "
services:
  web:
    image: IMAGE
    command: api
    network_mode: none
    environment: {SHOP_CONFIG: /state/shop.conf, SHOP_DATA: /state}
    volumes: ['./state:/state']
";
    let world = World::empty().await;
    world.import_image();
    for folder in ["production", "workspace"] {
        world.write(&format!("{folder}/compose.yaml"), reads);
    }
    world.write(
        "production/state/shop.conf",
        "version = 1\nmessage = hello\n",
    );
    world.write("production/state/migrations", "001\n");
    world.compose(&["up", "--detach", "--wait"]);
    world.configure().await;
    world.write("production/state/shop.conf", "nothing\n");
    world.says("/docker-restart").await;
    assert_snapshot!(world.says("yes").await, @"
    shop: failed: web exited with code 2

    The version is the same, but it isn't verified to run. Look at it now.

    Last lines of web
      version 1
      listening on :8081
      stopping: SIGTERM
      shop api: /state/shop.conf has no line version=…

    container  state
    PROJECT-web-1  ✗ exited

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Logs  /docker-logs --operation OPERATION
    (exit 5)
    ");
}

#[tokio::test]
async fn a_plan_that_no_longer_holds_is_shown_again_instead_of_carried_out() {
    let world = World::running(WEB).await;
    let preview = world.says("/docker-restart").await;
    world.compose(&["up", "--detach", "--wait", "--force-recreate"]);
    let (containers, started) = (world.containers(), world.started("web"));
    let again = world.says("yes").await;
    assert_snapshot!(again, @"
    shop: what would happen to shop has changed since the preview was shown, so nothing was done. Now: would restart 1 service

    Changed since the preview
    - web: its container was replaced

    What would happen now
    service  what happens  why  downtime
    web  restart  asked for  down while stopping (SPAN at most) and starting: it is the same container

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_ne!(again.confirmation(), preview.confirmation());
    assert_eq!(
        (world.containers(), world.started("web")),
        (containers, started)
    );
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
}
