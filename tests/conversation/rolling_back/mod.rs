//! Back to an earlier release: files, images and definition of then, previewed, confirmed, gated, and proven.

mod edited;

use std::fs;
use std::net::TcpListener;

use hailer::domain::release::ReleaseState::{self, Live, RolledBack, Superseded};
use insta::assert_snapshot;

use crate::keeping::kept_images;
use crate::world::{World, docker};

/// One service that is built and mounts a config file.
const SHOP: &str = "
services:
  web:
    build: .
    command: serve 80
    stop_grace_period: 1s
    volumes: ['./config:/config:ro']
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
    MORE
";

/// What nobody's network is needed for.
pub(crate) const ALONE: &str = "network_mode: none";

/// Puts version `number` into the workspace: another image, another config, a file that only it has.
pub(crate) fn lay_out(world: &World, number: u32, more: &str) {
    let compose = SHOP.replace("MORE", more);
    let config = format!("version = {number}\n");
    world.lay_out_build("workspace", &compose, &config);
    let dockerfile = world.read("workspace/Dockerfile");
    world.write(
        "workspace/Dockerfile",
        &format!("{dockerfile}LABEL version={number}\n"),
    );
    for other in 1..10 {
        let only = world.path(format!("workspace/only-{other}.txt"));
        if only.exists() {
            fs::remove_file(only).unwrap();
        }
    }
    world.write(&format!("workspace/only-{number}.txt"), "mine\n");
}

/// Versions 1 to `last` were deployed one after the other.
pub(crate) async fn shop(last: u32) -> World {
    let world = World::empty().await;
    world.configure().await;
    for number in 1..=last {
        lay_out(&world, number, ALONE);
        world.deploys().await;
    }
    world
}

/// The version that production is, by what it holds; fails where files and image are of two.
#[track_caller]
pub(crate) fn version(world: &World) -> u32 {
    let config = world.read("production/config/shop.conf");
    let label = "{{index .Config.Labels \"version\"}}";
    let image = docker(&["inspect", "--format", label, &world.container("web")]);
    assert_eq!(config, format!("version = {}\n", image.trim()));
    let only: Vec<_> = (1..10)
        .filter(|number| world.path(format!("production/only-{number}.txt")).exists())
        .collect();
    assert_eq!(only, [image.trim().parse::<u32>().unwrap()]);
    only[0]
}

pub(crate) async fn states(world: &World) -> Vec<(i64, ReleaseState)> {
    let releases = world.store().await.releases(&World::shop()).await.unwrap();
    releases
        .into_iter()
        .map(|release| (release.number, release.state))
        .collect()
}

/// Says a rollback and then yes, and insists that it goes well.
pub(crate) async fn goes_back(world: &World, line: &str) {
    let preview = world.says(line).await;
    assert_eq!(preview.code, 4, "{preview}");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
}

#[tokio::test]
async fn a_rollback_puts_back_the_files_and_the_image_of_the_release_before() {
    let world = shop(2).await;
    let preview = world.says("/docker-rollback").await;
    assert_snapshot!(preview, @"
    shop: rollback would recreate 1 service, change 4 files

    from  release 1 (ROOT/workspace)

    service  what happens  why  downtime
    web  recreate  image ID → ID; config file changed: config/shop.conf  brief errors possible: it can be reached before it is healthy

    files  1 added, 2 changed, 1 deleted, 3 unchanged
      ~ Dockerfile (100 B)
      ~ config/shop.conf (12 B)
      + only-1.txt (5 B)
      - only-2.txt (5 B)

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_eq!(version(&world), 2, "a preview changes nothing");
    assert_snapshot!(world.says("yes").await, @"
    shop: back on release 1 (ROOT/workspace), verified

    It is on record as release 3.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Roll back  /docker-rollback
    (exit 0)
    ");
    assert_eq!(version(&world), 1);
    assert_eq!(
        states(&world).await,
        [(3, Live), (2, Superseded), (1, Superseded)]
    );
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let rolled_back = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(
        world.containers(),
        rolled_back,
        "the official tool finds nothing to do"
    );
}

#[tokio::test]
async fn a_rollback_of_a_rollback_returns_and_a_release_can_be_named() {
    let world = shop(3).await;
    goes_back(&world, "/docker-rollback").await;
    assert_eq!(version(&world), 2);
    goes_back(&world, "/docker-rollback").await;
    assert_eq!(version(&world), 3);
    goes_back(&world, "/docker-rollback 1").await;
    assert_eq!(version(&world), 1);
    let releases = world.store().await.releases(&World::shop()).await.unwrap();
    let said = serde_json::to_value(&releases[0].source).unwrap();
    assert_eq!(said["number"], 1);
    assert_eq!(said["first"]["source"], "workspace", "{said}");
}

#[tokio::test]
async fn without_an_earlier_release_there_is_nothing_to_go_back_to() {
    let world = shop(1).await;
    assert_snapshot!(world.says("/docker-rollback").await, @"
    There is no earlier release of shop to go back to

    Nothing was changed.

    Releases  /docker-history
    (exit 5)
    ");
}

#[tokio::test]
async fn a_rollback_that_fails_returns_to_what_was_live() {
    let world = World::empty().await;
    world.configure().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    drop(taken);
    lay_out(&world, 1, &format!("ports: ['127.0.0.1:{port}:80']"));
    world.deploys().await;
    lay_out(&world, 2, ALONE);
    world.deploys().await;
    let (running, files, images) = (world.containers(), world.files(), kept_images(&world));
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    world.says("/docker-rollback").await;
    assert_snapshot!(world.says("yes").await, @"
    shop: the rollback failed and was undone: can't start container ID: 127.0.0.1:PORT is in use by another program or container: stop that one, or publish another port

    Production runs release 2 (ROOT/workspace) as before, verified.

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-rollback
    (exit 6)
    ");
    assert_eq!(world.containers(), running);
    assert_eq!(world.files(), files);
    assert_eq!(kept_images(&world), images);
    assert_eq!(version(&world), 2);
    assert_eq!(
        states(&world).await,
        [(3, RolledBack), (2, Live), (1, Superseded)]
    );
    assert_eq!(world.leftovers(), [] as [String; 0]);
    // Neither a success nor a failure, wherever one looks.
    let history = world.says("/docker-history").await;
    assert_eq!(history.data["operations"][0]["state"], "rolled_back");
    assert_eq!(history.data["releases"][0]["state"], "rolled_back");
    let audit = world.says("/audit").await;
    let ended = &audit.data[0];
    assert_eq!(
        [&ended["action"], &ended["verdict"]],
        ["rollback", "ended"],
        "{ended}"
    );
    assert_eq!(ended["detail"]["outcome"]["outcome"], "rolled_back");
    let row = audit.text.lines().find(|line| line.contains("roll back"));
    let row = row.unwrap_or_else(|| panic!("{audit}"));
    assert!(
        row.contains("rolled back") && row.contains("is in use"),
        "{row}"
    );
}
