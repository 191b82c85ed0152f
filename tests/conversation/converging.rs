//! In which order containers take over from each other, seen by the engine's events.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use insta::assert_snapshot;

use crate::world::{World, docker};

/// A healthy service that shares nothing with its old self, and one that writes to a volume.
const BOTH: &str = "
services:
  free:
    image: IMAGE
    command: serve 80
    stop_grace_period: 1s
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 200ms, retries: 15}
  bound:
    image: IMAGE
    command: serve 81
    volumes: ['data:/data']
    stop_grace_period: 1s
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:81/'], interval: 200ms, retries: 15}
volumes: {data: {}}
";

/// `healthy` in a flow mapping, for services whose health nobody waits for long.
const HEALTHY: &str = "healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 200ms, retries: 15}";

/// Deploys, and returns what began and ended in between: `start old web 1`, `die new web 1`; temporary names are new ones.
async fn events_of_a_deploy(world: &World) -> Vec<String> {
    let seen = seen_during_a_deploy(world, "{{.Action}} {{.Actor.Attributes.name}}").await;
    let told = seen.iter().filter_map(|line| {
        let (action, name) = line.split_once(' ')?;
        let age = if name.starts_with(world.project()) {
            "old"
        } else {
            "new"
        };
        let mut parts = name.rsplit('-');
        let (number, service) = (parts.next()?, parts.next()?);
        ["start", "die"]
            .contains(&action)
            .then(|| format!("{action} {age} {service} {number}"))
    });
    told.collect()
}

/// Deploys, and returns the engine's events of the project's containers meanwhile. They are heard while they happen: the
/// engine remembers only the last few hundred of all projects.
async fn seen_during_a_deploy(world: &World, format: &str) -> Vec<String> {
    let marker = format!("{}-marker", world.project());
    let label = format!("com.docker.compose.project={}", world.project());
    let since = docker(&["info", "--format", "{{.SystemTime}}"]);
    let mut listening = Command::new("docker")
        .args(["events", "--since", since.trim()])
        .args(["--filter", &format!("label={label}")])
        .args([
            "--filter",
            "event=start",
            "--filter",
            "event=die",
            "--filter",
            "event=kill",
        ])
        .args([
            "--format",
            &format!("{format}\t{{{{.Actor.Attributes.name}}}}"),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    world.deploys().await;
    // Once this one is heard, all that came before it has been.
    let last = world.run_foreign(&marker, &label);
    let lines = BufReader::new(listening.stdout.take().unwrap()).lines();
    let seen = lines
        .map(|line| line.unwrap())
        .take_while(|line| !line.ends_with(&marker))
        .filter_map(|line| Some(line.split_once('\t')?.0.to_owned()))
        .collect();
    listening.kill().unwrap();
    listening.wait().unwrap();
    docker(&["rm", "--force", &last]);
    seen
}

/// Where in `events` this one stands.
fn place(events: &[String], event: &str) -> usize {
    let found = events.iter().position(|one| one == event);
    found.unwrap_or_else(|| panic!("no {event:?} in {events:#?}"))
}

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
      ~ compose.yaml (508 B)

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

/// Services that come up one after the other, by every condition, and a tool that a profile keeps out.
const CHAIN: &str = "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    depends_on:
      api: {condition: service_healthy, restart: true}
      cache: {condition: service_started}
      ghost: {condition: service_started, required: false}
  api:
    image: IMAGE
    command: serve 80
    network_mode: none
    depends_on: {init: {condition: service_completed_successfully}}
    HEALTHY
  cache:
    image: IMAGE
    command: hang
    network_mode: none
  init:
    image: IMAGE
    command: exit 0
    network_mode: none
  ghost:
    image: IMAGE
    command: hang
    profiles: [tools]
";

#[tokio::test]
async fn every_service_waits_for_what_it_depends_on_and_a_profile_that_is_off_stays_off() {
    let chain = CHAIN.replace("HEALTHY", HEALTHY);
    let world = World::running(&chain).await;
    world.edit(
        "workspace/compose.yaml",
        "network_mode: none",
        "network_mode: none\n    labels: {version: '2'}",
    );
    let events = events_of_a_deploy(&world).await;
    let starts = |service: &str| place(&events, &format!("start new {service} 1"));
    assert!(
        place(&events, "die new init 1") < starts("api"),
        "{events:#?}"
    );
    // The old API is stopped once the new one is healthy.
    assert!(
        place(&events, "die old api 1") < starts("web"),
        "{events:#?}"
    );
    assert!(starts("cache") < starts("web"), "{events:#?}");
    assert!(
        !events.iter().any(|event| event.contains("ghost")),
        "{events:#?}"
    );
}

#[tokio::test]
async fn what_asks_to_be_restarted_with_its_dependency_is_replaced_and_the_init_container_runs_before_it()
 {
    let chain = CHAIN.replace("HEALTHY", HEALTHY);
    let world = World::running(&chain).await;
    let cache = world.container("cache");
    world.edit(
        "workspace/compose.yaml",
        "command: exit 0",
        "command: sleep 0.2",
    );
    let events = events_of_a_deploy(&world).await;
    assert_eq!(
        events[..2],
        ["start new init 1", "die new init 1"],
        "{events:#?}"
    );
    assert_eq!(world.container("cache"), cache);
}

#[tokio::test]
async fn a_dependency_that_is_not_required_may_be_down() {
    let optional = "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    depends_on: {tool: {condition: service_healthy, required: false}}
  tool:
    image: IMAGE
    command: serve 80
    network_mode: none
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 200ms, retries: 15}
";
    let world = World::running(optional).await;
    docker(&["stop", "--time", "1", &world.container("tool")]);
    world.edit(
        "workspace/compose.yaml",
        "command: serve 80\n    network_mode: none\n    depends_on",
        "command: serve 8080\n    network_mode: none\n    depends_on",
    );
    world.says("/docker-deploy --services web").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
}

/// Two services that can't start first and don't know each other, in another version than runs.
async fn two(runs: &str) -> World {
    let service = |name: &str| {
        format!(
            "
  {name}:
    image: IMAGE
    command: {runs}
    network_mode: none
    stop_grace_period: 4s
"
        )
    };
    let world = World::running(&format!("services:{}{}", service("one"), service("two"))).await;
    world.edit(
        "workspace/compose.yaml",
        "network_mode: none",
        "network_mode: none\n    labels: {version: '2'}",
    );
    world
}

#[tokio::test]
async fn of_two_services_that_stop_soon_one_is_down_at_a_time() {
    let world = two("hang").await;
    let events = events_of_a_deploy(&world).await;
    let what = |at: usize| events[at].split(' ').next();
    let order = [what(0), what(1), what(2), what(3)];
    assert_eq!(
        order,
        [Some("die"), Some("start"), Some("die"), Some("start")],
        "{events:#?}"
    );
}

#[tokio::test]
async fn a_service_that_takes_long_to_stop_holds_no_other_up() {
    let world = two("ignore-term").await;
    let seen = seen_during_a_deploy(&world, "{{.Action}} {{.Actor.Attributes.name}}").await;
    let old = seen.iter().filter(|line| line.contains(world.project()));
    let asked: Vec<_> = old.take(2).collect();
    assert!(
        asked.iter().all(|line| line.starts_with("kill ")) && asked[0] != asked[1],
        "both are asked to stop before one has: {seen:#?}"
    );
}

#[tokio::test]
async fn where_one_service_fails_the_others_go_back_too() {
    let world = World::running(BOTH).await;
    let containers = world.containers();
    world.edit("workspace/compose.yaml", "serve 80", "crash 3");
    world.edit(
        "workspace/compose.yaml",
        "serve 81",
        "serve '81'\n    labels: {version: '2'}",
    );
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 6, "{said}");
    assert!(
        said.text.contains("rolled back: free exited with code 3"),
        "{said}"
    );
    assert_eq!(world.containers(), containers);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn an_anonymous_volume_is_taken_over_and_the_stop_signal_is_the_services_own() {
    let world = World::running(
        "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    volumes: ['/data']
    stop_signal: SIGKILL
    stop_grace_period: 1s
",
    )
    .await;
    let volume = |world: &World| {
        let format = "{{range .Mounts}}{{.Name}} {{.Destination}}{{end}}";
        docker(&["inspect", "--format", format, &world.container("web")])
    };
    let before = volume(&world);
    world.edit(
        "workspace/compose.yaml",
        "network_mode: none",
        "network_mode: none\n    labels: {version: '2'}",
    );
    let said = world.says("/docker-deploy --dry-run").await;
    assert!(
        said.text
            .contains(" and starting: both would write to the volume at /data"),
        "{said}"
    );
    let seen = seen_during_a_deploy(&world, "{{.Action}} {{.Actor.Attributes.signal}}").await;
    assert_eq!(volume(&world), before);
    assert!(seen.contains(&"kill 9".to_owned()), "{seen:?}");
    assert!(!seen.contains(&"kill 15".to_owned()), "{seen:?}");
}

/// `web` gives up a port of the host, and `api`, whose turn would come first by its name, gets it as `published`.
async fn port_moves_to_the_api(published: impl Fn(u16) -> String) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let service = |name: &str| {
        format!(
            "  {name}:\n    image: IMAGE\n    command: serve 80\n    stop_grace_period: 1s\n    {HEALTHY}\n"
        )
    };
    let (api, web) = (service("api"), service("web"));
    let held = format!("    ports: ['127.0.0.1:{port}:80']\n");
    let taken = format!("    ports: ['127.0.0.1:{}:80']\n", published(port));
    let world = World::running(&format!("services:\n{api}{web}{held}")).await;
    world.write(
        "workspace/compose.yaml",
        &format!("services:\n{api}{taken}{web}"),
    );
    world.deploys().await;
    let has = docker(&["port", &world.container("api"), "80/tcp"]);
    assert_eq!(has.trim(), format!("127.0.0.1:{port}"));
}

#[tokio::test]
async fn a_port_that_goes_to_another_service_is_given_up_before_it_is_taken() {
    port_moves_to_the_api(|port| port.to_string()).await;
}

#[tokio::test]
async fn so_it_is_where_the_port_is_one_of_a_range() {
    port_moves_to_the_api(|port| format!("{port}-{}", port + 1)).await;
}
