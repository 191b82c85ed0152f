//! In which order containers take over from each other, seen by the engine's events.

mod chain;
mod overlap;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::world::{World, docker};

/// A healthy service that shares nothing with its old self, and one that writes to a volume.
const BOTH: &str = "
services:
  free:
    image: IMAGE
    command: serve 80
    stop_grace_period: 1s
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
  bound:
    image: IMAGE
    command: serve 81
    volumes: ['data:/data']
    stop_grace_period: 1s
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:81/'], interval: 800ms, retries: 5}
volumes: {data: {}}
";

/// `healthy` in a flow mapping, for services whose health nobody waits for long.
const HEALTHY: &str = "healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}";

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
