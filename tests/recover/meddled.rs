//! What people do to an engine between two deploys, with its own tools: images are pruned, services scaled, and networks used
//! up. Each on an engine of its own.

use std::fs;
use std::process::Output;

use crate::support::dockerd::Dockerd;
use crate::world::{Own, World, said};

async fn on_an_engine_of_its_own() -> World {
    World::with(Own {
        dockerd: Some(Dockerd::start()),
        ..Own::default()
    })
    .await
}

/// Both versions were deployed, and the second one runs.
async fn deployed_twice() -> World {
    let world = on_an_engine_of_its_own().await;
    world.says("/docker-deploy");
    world.assert_version_2();
    world
}

fn ends(world: &World, line: &str) -> Output {
    world.hailer(&["--yes", "run", line]).output().unwrap()
}

#[tokio::test]
async fn a_plain_prune_takes_nothing_that_going_back_needs() {
    let world = on_an_engine_of_its_own().await;
    let image = |world: &World| {
        let web = format!("{}-web-1", world.project);
        world.docker(&["inspect", "--format", "{{.Image}}", &web])
    };
    let first = image(&world);
    world.says("/docker-deploy");
    assert_ne!(image(&world), first);
    world.docker(&["image", "prune", "--force"]);
    world.says("/docker-rollback");
    assert_eq!(image(&world), first);
    let seen = world.observe();
    assert!(seen.files["conf/shop.conf"].ends_with("version = 1\n"));
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn a_release_whose_image_was_pruned_is_refused_before_anything_stops() {
    let world = deployed_twice().await;
    world.docker(&["image", "prune", "--all", "--force"]);
    let before = world.observe();
    let refused = ends(&world, "/docker-rollback");
    let told = said(&refused);
    assert_eq!(refused.status.code(), Some(5), "{told}");
    assert!(
        told.contains("Release 1 can't be put back: the image of web ("),
        "{told}"
    );
    assert!(told.contains("is gone from this engine"), "{told}");
    assert!(told.contains("Nothing was changed."), "{told}");
    assert_eq!(world.observe(), before);
}

#[tokio::test]
async fn a_service_that_the_official_tool_scaled_is_drift_and_the_next_deploy_has_its_number_again()
{
    let world = deployed_twice().await;
    let production = world.production();
    let file = production.join("compose.yaml");
    let project = ["compose", "--project-name", &world.project];
    let folder = ["--project-directory", production.to_str().unwrap()];
    let file = ["--file", file.to_str().unwrap()];
    let up = ["up", "--detach", "--no-deps", "--scale", "plain=3", "plain"];
    world.docker(&[&project[..], &folder, &file, &up].concat());
    let told = world.says("/docker-status");
    let drift = "plain has 3 containers, and the live release has 1";
    assert!(told.contains(drift), "{told}");
    let scaled = world.observe().containers;
    let planned = said(&ends(&world, "/docker-deploy --dry-run"));
    assert!(planned.contains("3 → 1 container"), "{planned}");
    assert_eq!(world.observe().containers, scaled);
    world.says("/docker-deploy");
    world.assert_version_2();
    let kept = format!("/{}-kept-1", world.project);
    assert_eq!(world.observe().containers[&kept], scaled[&kept]);
    world.assert_nothing_left().await;
    let told = world.says("/docker-status");
    assert!(!told.contains("Changed since the last deploy"), "{told}");
}

#[tokio::test]
async fn an_engine_that_has_no_room_for_another_network_says_so_and_the_old_version_runs_on() {
    let world = on_an_engine_of_its_own().await;
    let create = |number: &usize| {
        let name = format!("other-{number}");
        world.ask(&["network", "create", &name]).status.success()
    };
    let room = (0..100).take_while(create).count();
    assert!(room < 100, "its pools are small");
    let compose = world.workspace().join("compose.yaml");
    let worker = format!(
        "  worker:\n    image: {}:base\n    command: [serve, \"8084\"]\n    networks: [back]\nnetworks: {{ back: {{}} }}\n",
        world.project
    );
    let grown = fs::read_to_string(&compose).unwrap() + &worker;
    fs::write(&compose, grown).unwrap();
    let before = world.observe();
    let failed = ends(&world, "/docker-deploy");
    let told = said(&failed);
    assert_eq!(failed.status.code(), Some(6), "{told}");
    let why = format!(
        "can't create network {}_back: the engine has no addresses left for another network: remove those that nobody uses \
         (docker network prune), or widen default-address-pools in /etc/docker/daemon.json",
        world.project
    );
    // A terminal's width breaks the lines.
    let told: Vec<_> = told.split_whitespace().collect();
    assert!(told.join(" ").contains(&why), "{told:?}");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
}
