//! Which of the old and the new starts or stops first.

use insta::assert_snapshot;

use super::{BOTH, HEALTHY, events_of_a_deploy, place, seen_during_a_deploy};
use crate::world::World;

#[tokio::test]
async fn a_service_that_shares_nothing_starts_first_and_one_that_writes_stops_first() {
    let world = World::running(BOTH).await;
    world.edit(
        "workspace/compose.yaml",
        "stop_grace",
        "labels: {version: '2'}\n    stop_grace",
    );
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy would recreate 2 services, change 1 file

    from  ROOT/workspace

    service  what happens  why  downtime
    bound  recreate  labels changed  down while stopping (SPAN at most) and starting: both would write to volume data
    free  recreate  labels changed  brief errors possible: it can be reached before it is healthy

    files  0 added, 1 changed, 0 deleted, 0 unchanged
      ~ compose.yaml (506 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let events = events_of_a_deploy(&world).await;
    assert!(
        place(&events, "start new free 1") < place(&events, "die old free 1"),
        "{events:#?}"
    );
    assert!(
        place(&events, "die old bound 1") < place(&events, "start new bound 1"),
        "{events:#?}"
    );
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let deployed = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), deployed);
}

#[tokio::test]
async fn a_new_version_that_never_becomes_healthy_never_stops_the_old_one() {
    let world = World::running(BOTH).await;
    let (containers, free) = (world.containers(), world.started("free"));
    world.edit("workspace/compose.yaml", "serve 80", "hang");
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 6, "{said}");
    assert!(
        said.text.contains("rolled back: free is unhealthy"),
        "{said}"
    );
    assert_eq!(world.containers(), containers);
    assert_eq!(world.started("free"), free, "it has served all the while");
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn both_serve_for_the_overlap_before_the_old_one_is_asked_to_stop() {
    let world = World::running(BOTH).await;
    world.says("/docker-config set overlap 3s").await;
    world.edit(
        "workspace/compose.yaml",
        "serve 80\n",
        "serve 80\n    labels: {version: '2'}\n",
    );
    let seen = seen_during_a_deploy(&world, "{{.Action}} {{.TimeNano}}").await;
    let at = |action: &str| -> u64 {
        let line = seen.iter().find_map(|line| line.strip_prefix(action));
        line.unwrap_or_else(|| panic!("no{action}in {seen:#?}"))
            .parse()
            .unwrap()
    };
    assert!(at("kill ") - at("start ") >= 3_000_000_000, "{seen:#?}");
}

#[tokio::test]
async fn a_new_version_that_ends_while_both_serve_never_stops_the_old_one() {
    let endless = "
services:
  web:
    image: IMAGE
    command: hang
    network_mode: none
";
    let world = World::running(endless).await;
    world.says("/docker-config set start_first web").await;
    world.says("/docker-config set overlap 5s").await;
    let (containers, web) = (world.containers(), world.started("web"));
    world.edit("workspace/compose.yaml", "hang", "crash 3 2");
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 6, "{said}");
    assert_eq!(world.containers(), containers);
    assert_eq!(world.started("web"), web, "it has served all the while");
}

#[tokio::test]
async fn replicas_take_over_one_after_the_other() {
    let three = format!(
        "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
    scale: 3
    {HEALTHY}
"
    );
    let world = World::running(&three).await;
    world.edit(
        "workspace/compose.yaml",
        "scale: 3",
        "scale: 2\n    labels: {version: '2'}",
    );
    let events = events_of_a_deploy(&world).await;
    assert_eq!(
        events,
        [
            "start new web 1",
            "die old web 1",
            "start new web 2",
            "die old web 2",
            "die old web 3",
        ]
    );
    assert_eq!(world.containers().len(), 2);
}

#[tokio::test]
async fn the_codebase_and_the_file_choose_where_both_orders_are_safe() {
    let world = World::running(BOTH).await;
    world.edit(
        "workspace/compose.yaml",
        "serve 80\n",
        "serve 80\n    labels: {version: '2'}\n",
    );
    let order = async || {
        let said = world.says("/docker-deploy --dry-run").await.to_string();
        said.lines()
            .find(|line| line.starts_with("free"))
            .unwrap()
            .to_owned()
    };
    assert_snapshot!(order().await, @"free  recreate  labels changed  brief errors possible: it can be reached before it is healthy");
    world.says("/docker-config set stop_first free").await;
    assert_snapshot!(order().await, @"free  recreate  labels changed  down while stopping (SPAN at most) and starting: the setting stop_first names it");
    world.says("/docker-config unset stop_first").await;
    world.edit(
        "workspace/compose.yaml",
        "version: '2'}",
        "version: '2'}\n    deploy: {update_config: {order: stop-first}}",
    );
    assert_snapshot!(order().await, @"free  recreate  deploy, labels changed  down while stopping (SPAN at most) and starting: its update_config says stop-first");
    world.says("/docker-config set start_first free").await;
    assert_snapshot!(order().await, @"free  recreate  deploy, labels changed  brief errors possible: it can be reached before it is healthy");
    let unknown = world.says("/docker-config set start_first nobody").await;
    assert!(unknown.text.contains("no service nobody"), "{unknown}");
}
