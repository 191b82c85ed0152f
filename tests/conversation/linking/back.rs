//! Where the link points after something failed, or was taken back.

use std::net::TcpListener;

use insta::assert_snapshot;

use super::adopting::sh;
use super::{LINKED, api_log, linked, releases, target};
use crate::rolling_back::goes_back;

#[tokio::test]
async fn a_version_that_fails_its_gate_is_pointed_back() {
    let world = linked().await;
    world.deploys().await;
    let (target_before, containers, folders) =
        (target(&world), world.containers(), releases(&world));
    world.write("workspace/config/shop.conf", "no version\n");
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert!(said.text.contains("rolled back"), "{said}");
    assert_eq!(target(&world), target_before);
    assert_eq!(world.containers(), containers);
    assert_eq!(releases(&world), folders);
    assert_eq!(world.leftovers(), [] as [String; 0]);
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), containers);
}

#[tokio::test]
async fn a_rollback_points_the_link_back_to_the_folder_of_then() {
    let world = linked().await;
    world.deploys().await;
    let first = target(&world);
    world.write("workspace/config/shop.conf", "version = 2\nmessage = b\n");
    world.deploys().await;
    let (second, folders, web) = (target(&world), releases(&world), world.container("web"));
    world.write("production/data/order", "one\n");
    assert_snapshot!(world.says("/docker-rollback").await, @"
    shop: rollback would recreate 1 service, keep 1, change 1 file

    from  release 1 (ROOT/workspace)

    service  what happens  why  downtime
    api  recreate  config file changed: config/shop.conf  down while stopping (SPAN at most) and starting: both would write to ./data

    kept  web
    files  0 added, 1 changed, 0 deleted, 1 unchanged
      ~ config/shop.conf (24 B)

    link  ROOT/production
    leads to  production.releases/ID-32629b → production.releases/ID-32629b

    Before you say yes
    - Data is not rolled back; what was written since stays written: data (api).

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_eq!(target(&world), second, "a preview changes nothing");
    assert_snapshot!(world.says("yes").await, @"
    shop: back on release 1 (ROOT/workspace), verified

    It is on record as release 3.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Roll back  /docker-rollback
    (exit 0)
    ");
    assert_eq!(target(&world), first);
    assert_eq!(releases(&world), folders);
    assert!(api_log(&world).contains("version 1"), "{}", api_log(&world));
    assert_eq!(world.container("web"), web);
    assert_eq!(world.read("production/data/order"), "one\n");
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let before = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), before);
    // A folder that is gone is written again, from what is kept of its release.
    sh(&format!(
        "chmod -R u+w {0} && rm -r {0}",
        world.path(&second).display()
    ));
    goes_back(&world, "/docker-rollback").await;
    assert_eq!(target(&world), second);
    assert_eq!(releases(&world), folders);
    assert!(api_log(&world).contains("version 2"), "{}", api_log(&world));
}

#[tokio::test]
async fn a_rollback_that_fails_points_to_the_live_release_again() {
    let world = linked().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    drop(taken);
    let alone = "command: serve 80\n    network_mode: none";
    let reached = format!("command: serve 80\n    ports: ['127.0.0.1:{port}:80']");
    world.write("workspace/compose.yaml", &LINKED.replace(alone, &reached));
    world.deploys().await;
    world.write("workspace/compose.yaml", LINKED);
    world.deploys().await;
    let (live, folders, containers) = (target(&world), releases(&world), world.containers());
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    world.says("/docker-rollback").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 6, "{said}");
    assert!(
        said.text.contains("the rollback failed and was undone"),
        "{said}"
    );
    assert_eq!(target(&world), live);
    assert_eq!(releases(&world), folders);
    assert_eq!(world.containers(), containers);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}
