//! The strategy symlink: production is a link to a release folder, and what lives on lies beside it.

mod adopting;
mod back;
mod folders;

use std::fs;

use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{World, docker};

/// An API that reads a config file and writes where it may, and a service that mounts nothing.
const LINKED: &str = "
services:
  api:
    image: IMAGE
    command: api
    network_mode: none
    stop_grace_period: 1s
    environment: {COLOUR: \"${COLOUR:-none}\"}
    volumes: ['./config:/config:ro', './data:/data']
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:8081/health'], interval: 800ms, retries: 5}
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
";

/// Nothing runs yet, production is an empty folder, and what lives on is where it belongs.
async fn linked() -> World {
    let world = World::empty().await;
    world.import_image();
    world.write("workspace/compose.yaml", LINKED);
    world.write("workspace/config/shop.conf", "version = 1\nmessage = a\n");
    world.configure().await;
    share(&world).await;
    world
}

/// Declares what lives on, and puts it there.
async fn share(world: &World) {
    world.write("production.shared/data/migrations", "001_products\n");
    world.write("production.shared/.env", "COLOUR=green\n");
    for line in [
        "/docker-config set deployment_strategy symlink",
        "/docker-config set shared_paths data,.env",
    ] {
        let said = world.says(line).await;
        assert_eq!(said.code, 0, "{said}");
    }
}

/// Where production leads.
fn target(world: &World) -> String {
    let target = fs::read_link(world.path("production")).unwrap();
    target.to_str().unwrap().to_owned()
}

/// The release folders.
fn releases(world: &World) -> Vec<String> {
    let names = fs::read_dir(world.path("production.releases")).unwrap();
    let mut names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What the API said when it read its config.
fn api_log(world: &World) -> String {
    docker(&["logs", &world.container("api")])
}

#[tokio::test]
async fn a_first_deploy_makes_a_folder_and_a_link_and_the_official_tool_finds_nothing_to_do() {
    let world = linked().await;
    let preview = world.says("/docker-deploy").await;
    assert_snapshot!(preview, @"
    shop: deploy would create 2 services, change 2 files

    from  ROOT/workspace

    service  what happens  why  downtime
    api  create  has no container  none
    web  create  has no container  none

    files  2 added, 0 changed, 0 deleted, 0 unchanged
      + compose.yaml (444 B)
      + config/shop.conf (24 B)

    link  ROOT/production
    leads to  an empty folder → production.releases/ID-32629b
    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(
        target(&world),
        format!("production.releases/{}", releases(&world)[0])
    );
    assert_eq!(world.read("production/.env"), "COLOUR=green\n");
    assert!(world.path("production/data").is_symlink());
    assert!(
        docker(&[
            "inspect",
            "--format",
            "{{.Config.Env}}",
            &world.container("api")
        ])
        .contains("green")
    );
    let before = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), before);
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let again = world.says("/docker-deploy").await;
    assert!(again.text.contains("nothing to change"), "{again}");
    // A hand in a release folder is noticed, and its work is not covered up.
    let drift = async || {
        let said = world.says("/docker-status").await;
        said.data["drift"].as_array().map(Vec::len)
    };
    assert_eq!(drift().await, Some(0));
    world.write("production/config/shop.conf", "version = 9\n");
    assert_eq!(drift().await, Some(1));
    let refused = world.says("/docker-deploy").await;
    assert_eq!(refused.status, Status::Denied, "{refused}");
    assert!(
        refused.text.contains("has been edited by hand"),
        "{refused}"
    );
}

#[tokio::test]
async fn who_mounts_a_changed_file_gets_the_new_one_and_what_is_shared_lives_on() {
    let world = linked().await;
    world.deploys().await;
    let (first, web) = (target(&world), world.container("web"));
    world.write("production/data/order", "one\n");
    world.write("workspace/config/shop.conf", "version = 2\nmessage = b\n");
    world.deploys().await;
    assert!(api_log(&world).contains("version 2"), "{}", api_log(&world));
    assert_eq!(world.container("web"), web);
    assert_ne!(target(&world), first);
    assert_eq!(world.read("production/data/order"), "one\n");
    assert_eq!(
        world.read(&format!("{first}/config/shop.conf")),
        "version = 1\nmessage = a\n"
    );
    // Nothing that it mounts has changed, but the folder that it mounts from has.
    world.write("workspace/README", "new");
    let preview = world.says("/docker-deploy").await;
    assert!(
        preview
            .text
            .contains("mounts from the release folder, which changes"),
        "{preview}"
    );
    let alone = world.says("/docker-deploy --services web").await;
    assert_eq!(alone.status, Status::Denied, "{alone}");
    assert!(
        alone.text.contains("api mounts from the release folder"),
        "{alone}"
    );
    // The same files as before are the same folder as before.
    fs::remove_file(world.path("workspace/README")).unwrap();
    world.write("workspace/config/shop.conf", "version = 1\nmessage = a\n");
    world.deploys().await;
    assert_eq!(target(&world), first);
    assert!(api_log(&world).contains("version 1"));
}

#[tokio::test]
async fn what_would_be_left_behind_is_refused_with_the_command_that_shares_it() {
    let world = linked().await;
    world.says("/docker-config unset shared_paths").await;
    world.says("/docker-config set shared_paths .env").await;
    fs::rename(
        world.path("production.shared/data"),
        world.path("data/kept"),
    )
    .unwrap();
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Shop can't be deployed until production is as its strategy needs it

    - api may write to data, which isn't shared

    Share it  /docker-config set shared_paths .env,data
    (exit 3)
    ");
    world
        .says("/docker-config set shared_paths data,.env")
        .await;
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Shop can't be deployed until production is as its strategy needs it

    - data is shared and isn't there yet: put it at ROOT/production.shared/data
    (exit 3)
    ");
    assert!(!world.path("production.releases").exists());
    assert!(world.containers().is_empty());
}
