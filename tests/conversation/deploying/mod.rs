//! A deploy that goes well, from the codebase's first mention to the release, and what it leaves alone.

mod files;
mod services;

use insta::assert_snapshot;

use crate::world::World;

/// Version 1 of a shop as it is built: a page, an API with a config file, a migration before it.
const SHOP: &str = "
services:
  web:
    build: .
    command: [web]
    depends_on: {api: {condition: service_healthy}}
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:8080/health'], interval: 800ms}
    restart: unless-stopped
  api:
    build: .
    command: [api]
    volumes: ['./config:/config:ro', 'data:/data:ro']
    depends_on: {migrate: {condition: service_completed_successfully}}
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:8081/health'], interval: 800ms}
  migrate:
    build: .
    command: [migrate]
    volumes: ['data:/data']
volumes: {data: {}}
";

/// Two services that differ in what they mount.
const TWO: &str = "
services:
  api:
    image: IMAGE
    command: serve 81
    network_mode: none
    volumes: ['./config:/config:ro']
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
";

/// The shop runs in version 1, and the workspace holds the same.
async fn shop() -> World {
    let world = World::empty().await;
    world.start_built(SHOP, "version = 1\nmessage = hello\n");
    world
}

#[tokio::test]
async fn a_codebase_is_added_found_and_seen() {
    let world = shop().await;
    let workspace = world.path("workspace");
    let added = world
        .says(&format!(
            "/codebase add shop --workspace {}",
            workspace.display()
        ))
        .await;
    assert_snapshot!(added, @"
    shop: added; this conversation now speaks of it

    workspace  ROOT/workspace
    repository  none

    Find its project  /docker-config auto-detect
    (exit 0)
    ");
    assert_snapshot!(world.says("/docker-config auto-detect").await, @"
    shop: Found project PROJECT

    production_path  ROOT/production
    compose_project  PROJECT

    Status  /docker-status
    (exit 0)
    ");
    assert_snapshot!(world.says("/docker-status").await, @"
    shop: 2 of 2 running, healthy, 1 ran to the end

    service  state  uptime  restarts  ports  image
    migrate  ○ exited (0)  SPAN  0  –  PROJECT-migrate
    api  ● healthy  SPAN  0  –  PROJECT-api
    web  ● healthy  SPAN  0  –  PROJECT-web
    (exit 0)
    ");
    assert_snapshot!(world.says("/docker-logs migrate 2").await, @"
    shop: 2 log lines of migrate

      002_orders: applied
      migrated
    (exit 0)
    ");
}

#[tokio::test]
async fn a_deploy_is_previewed_confirmed_once_and_the_official_tool_finds_nothing_to_do() {
    let world = shop().await;
    world.configure().await;
    world.write(
        "workspace/config/shop.conf",
        "version = 2\nmessage = hello\n",
    );
    world.edit(
        "workspace/compose.yaml",
        "command: [web]",
        "command: [web]\n    environment: {SHOP_TITLE: New}",
    );
    let api = world.container("api");
    let preview = world.says("/docker-deploy").await;
    assert_snapshot!(preview, @"
    shop: deploy would recreate 2 services, keep 1, change 2 files

    from  ROOT/workspace

    service  what happens  why  downtime
    api  recreate  config file changed: config/shop.conf  brief errors possible: it can be reached before it is healthy
    web  recreate  environment: SHOP_TITLE  brief errors possible: it can be reached before it is healthy

    kept  migrate
    files  0 added, 2 changed, 0 deleted, 3 unchanged
      ~ compose.yaml (624 B)
      ~ config/shop.conf (28 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml, config/shop.conf.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_eq!(world.container("api"), api, "a preview changes nothing");

    assert_snapshot!(world.says("yes").await, @"
    shop: deployed release 1 and verified it

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)
    ");
    let deployed = world.containers();
    assert_ne!(world.container("api"), api);
    assert_eq!(world.leftovers(), [] as [String; 0]);
    assert_snapshot!(world.says("/docker-status").await, @"
    shop: 2 of 2 running, healthy, 1 ran to the end

    service  state  uptime  restarts  ports  image
    migrate  ○ exited (0)  SPAN  0  –  PROJECT-migrate
    api  ● healthy  SPAN  0  –  PROJECT-api
    web  ● healthy  SPAN  0  –  PROJECT-web

    release  1, live since SPAN (TIME)
    (exit 0)
    ");

    assert_snapshot!(world.says("yes").await, @"
    this was already confirmed by ada at TIME

    It is carried out once; this yes changed nothing.
    (exit 5)
    ");
    assert_eq!(world.containers(), deployed, "a second yes changes nothing");

    world.compose(&["up", "--detach"]);
    assert_eq!(
        world.containers(),
        deployed,
        "the official tool finds nothing to recreate"
    );
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy: nothing to change

    from  ROOT/workspace
    kept  migrate, api, web
    plan  DIGEST
    (exit 0)
    ");
}

#[tokio::test]
async fn a_dry_run_shows_the_plan_and_leaves_nothing_to_confirm() {
    let world = World::running(TWO).await;
    let before = world.containers();
    world.edit("workspace/compose.yaml", "serve 80", "serve 8080");
    let shown = world.says("/docker-deploy --dry-run").await;
    assert_eq!(shown.code, 0, "{shown}");
    assert!(
        shown.text.contains("deploy would recreate 1 service"),
        "{shown}"
    );
    assert_snapshot!(world.says("yes").await, @"
    nothing waits for your confirmation here

    Give the command without yes: that shows what it would do and asks.
    (exit 5)
    ");
    assert_eq!(world.containers(), before);
}
