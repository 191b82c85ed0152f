//! Each way in which a new version fails its gate has words of its own, and the old version is back. How it fails by
//! itself, by ending or by its healthcheck, is told in `failing` and `bad_world`.

use std::net::TcpListener;
use std::sync::Arc;

use hailer::domain::journal::Step;
use insta::assert_snapshot;

use crate::building::Heard;
use crate::world::{Before, Said, WEB, World, docker};

/// The first line of the answer to a deploy that production survives as it was.
async fn deploy_in_vain(world: &World) -> String {
    let before = Before::of(world);
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 6, "{said}");
    before.assert_is_now(world);
    headline(&said)
}

fn headline(said: &Said) -> String {
    said.to_string().lines().next().unwrap().to_owned()
}

/// The web without its healthcheck: it has to run through the stability window.
fn unchecked() -> &'static str {
    WEB.split("    healthcheck").next().unwrap()
}

/// Deploys the web without its healthcheck, and has the Docker command line do `what` to the new container while the gate
/// waits for it.
async fn meddled_with(what: &[&str]) -> String {
    let world = World::running(WEB).await;
    world.says("/docker-config set stability_window 1m").await;
    world.write("workspace/compose.yaml", unchecked());
    let before = Before::of(&world);
    world.says("/docker-deploy").await;
    let meddling = async {
        world
            .has_begun(|step| matches!(step, Step::Gate { .. }))
            .await;
        let there = world.containers();
        let new = there
            .iter()
            .find_map(|line| line.strip_prefix("web running "));
        docker(&[what, &[new.unwrap()]].concat());
    };
    let (said, ()) = tokio::join!(world.says("yes"), meddling);
    before.assert_is_now(&world);
    headline(&said)
}

/// More events than an engine keeps: each volume is made and removed.
fn keep_the_engine_busy(world: &World) {
    let volumes: Vec<_> = (0..150)
        .map(|number| format!("--volume=/{number}"))
        .collect();
    let volumes = volumes.iter().map(String::as_str);
    let create: Vec<_> = ["create"]
        .into_iter()
        .chain(volumes)
        .chain([world.image()])
        .collect();
    docker(&["rm", "--volumes", docker(&create).trim()]);
}

#[tokio::test]
async fn what_ends_by_itself_on_a_busy_engine_is_not_taken_for_stopped_by_the_engine() {
    let world = World::running(WEB).await;
    world.says("/docker-config set stability_window 1m").await;
    world.write(
        "workspace/compose.yaml",
        &unchecked().replace("serve 80", "crash 7 5"),
    );
    let before = Before::of(&world);
    world.says("/docker-deploy").await;
    let busy = async {
        world
            .has_begun(|step| matches!(step, Step::Gate { .. }))
            .await;
        keep_the_engine_busy(&world);
    };
    let (said, ()) = tokio::join!(world.says("yes"), busy);
    before.assert_is_now(&world);
    assert_eq!(headline(&said), "shop: rolled back: web exited with code 7");
    assert_eq!(said.text.matches("crashing with 7").count(), 1, "{said}");
}

#[tokio::test]
async fn a_container_that_somebody_pauses_is_said_to_be_paused() {
    assert_snapshot!(meddled_with(&["pause"]).await, @"shop: rolled back: web is not running: somebody has paused it (docker pause)");
}

#[tokio::test]
async fn a_container_that_somebody_removes_is_said_to_be_gone() {
    assert_snapshot!(meddled_with(&["rm", "--force"]).await, @"shop: rolled back: web was removed by somebody else while it was waited for");
}

#[tokio::test]
async fn one_that_has_not_run_long_enough_by_the_deadline_is_told_how_long_it_must() {
    let world = World::running(WEB).await;
    world.says("/docker-config set stability_window 30s").await;
    world.says("/docker-config set gate_timeout 5s").await;
    world.write("workspace/compose.yaml", unchecked());
    assert_snapshot!(deploy_in_vain(&world).await, @"shop: rolled back: web had not run long enough at the deadline: it must for SPAN more, as it has no healthcheck");
}

#[tokio::test]
async fn a_one_shot_that_does_not_come_to_its_end_by_the_deadline_is_named() {
    let migrated = format!(
        "{WEB}    depends_on: {{migrate: {{condition: service_completed_successfully}}}}
  migrate:
    image: IMAGE
    command: exit 0
    network_mode: none
    stop_grace_period: 1s
"
    );
    let world = World::running(&migrated).await;
    world.says("/docker-config set gate_timeout 5s").await;
    world.edit("workspace/compose.yaml", "exit 0", "hang");
    assert_snapshot!(deploy_in_vain(&world).await, @"shop: rolled back: migrate had not run to its end at the deadline");
}

#[tokio::test]
async fn a_probe_that_is_answered_with_an_error_or_not_at_all_says_which() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let published = "
services:
  web:
    image: IMAGE
    command: serve 80
    ports: ['ADDRESS:80']
    stop_grace_period: 1s
"
    .replace("ADDRESS", &address);
    let world = World::running(&published).await;
    let probe = format!("/docker-config set probe http://{address}/health");
    assert_eq!(world.says(&probe).await.code, 0);
    world.says("/docker-config set gate_timeout 8s").await;
    let becomes = async |command: &str, published: bool| {
        world.edit("workspace/compose.yaml", "serve 80", command);
        let ports = format!("    ports: ['{address}:80']\n");
        if !published {
            world.edit("workspace/compose.yaml", &ports, "");
        }
        let told = deploy_in_vain(&world).await;
        world.edit("workspace/compose.yaml", command, "serve 80");
        told
    };
    assert_snapshot!(becomes("serve 80 500", true).await, @"shop: rolled back: http://127.0.0.1:PORT/health did not answer with success by the deadline: it answers 500 Internal Server Error");
    assert_snapshot!(becomes("mute 80", true).await, @"shop: rolled back: http://127.0.0.1:PORT/health did not answer with success by the deadline: no answer within SPAN");
    assert_snapshot!(becomes("serve 8080", false).await, @"shop: rolled back: http://127.0.0.1:PORT/health did not answer with success by the deadline: Connection refused (os error 111)");
}

#[tokio::test]
async fn all_that_is_waited_for_is_named_on_the_way() {
    let two = format!(
        "{}  api: {{image: IMAGE, command: hang, network_mode: none, stop_grace_period: 1s}}\n",
        unchecked()
    );
    let world = World::running(&two).await;
    world.says("/docker-config set stability_window 2s").await;
    let label = "network_mode: none\n    labels: {version: '2'}";
    world.edit(
        "workspace/compose.yaml",
        "network_mode: none\n",
        &format!("{label}\n"),
    );
    world.edit(
        "workspace/compose.yaml",
        "hang,",
        "hang, labels: {version: '2'},",
    );
    world.says("/docker-deploy").await;
    let heard = Arc::new(Heard::default());
    let said = world
        .at_the_terminal()
        .says_heard_by("yes", heard.clone())
        .await;
    assert_eq!(said.code, 0, "{said}");
    let heard = heard.0.lock().unwrap();
    let both = "waiting for api, web to run 2 s more";
    assert!(heard.iter().any(|line| line.contains(both)), "{heard:#?}");
}
