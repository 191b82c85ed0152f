//! A container that the engine can't remove or stop keeps nobody else down: whichever version it is to be runs all the same, the
//! rest is tidied up, and what is left is said.

use std::path::{Path, PathBuf};
use std::process::Command;

use hailer::domain::journal::Step;
use insta::assert_snapshot;

use crate::world::{STUCK, Stubborn, WEB, World, docker};

/// A file that nobody can remove, not even the engine, for as long as this lives.
struct Immutable(PathBuf);

impl Immutable {
    fn within(container: &str) -> Self {
        let root = docker(&["info", "--format", "{{.DockerRootDir}}"]);
        let containers = Path::new(root.trim()).join("containers");
        let path = containers.join(container).join("stuck");
        std::fs::write(&path, "").unwrap();
        let file = Self(path);
        file.set("+i");
        file
    }

    fn set(&self, attribute: &str) {
        let changed = Command::new("chattr").arg(attribute).arg(&self.0).status();
        assert!(changed.unwrap().success(), "chattr {attribute}");
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        self.set("-i");
    }
}

#[tokio::test]
async fn a_new_container_that_cannot_be_removed_does_not_keep_the_old_one_down() {
    let world = World::running(WEB).await;
    // Without its healthcheck it stops first, so that only the new one runs, and has to run through its window.
    world.says("/docker-config set stability_window 1m").await;
    let unchecked = WEB.split("    healthcheck").next().unwrap();
    world.write("workspace/compose.yaml", unchecked);
    let before = world.containers();
    world.says("/docker-deploy").await;
    let meddling = async {
        world
            .has_begun(|step| matches!(step, Step::Gate { .. }))
            .await;
        let now = world.containers();
        let new = now
            .iter()
            .find_map(|line| line.strip_prefix("web running "))
            .unwrap();
        let stuck = Immutable::within(new);
        world.says("/docker-cancel").await;
        (new.to_owned(), stuck)
    };
    let (said, (new, stuck)) = tokio::join!(world.says("yes"), meddling);
    assert_eq!(said.code, 5, "{said}");
    let told = "the old version runs again and is verified, but what is left of the new version can't be taken away";
    assert!(said.text.contains(told), "{said}");
    let now = world.containers();
    assert!(before.iter().all(|old| now.contains(old)), "{now:?} {said}");
    assert!(now.iter().any(|line| line.ends_with(&new)), "{now:?}");
    drop(stuck);
    docker(&["rm", "--force", &new]);
}

#[tokio::test]
async fn an_old_container_that_cannot_be_removed_leaves_the_others_tidy() {
    let two = "
services:
  api: {image: IMAGE, command: sleep 600, network_mode: none, stop_grace_period: 1s}
  web: {image: IMAGE, command: sleep 600, network_mode: none, stop_grace_period: 1s, depends_on: [api]}
";
    let world = World::running(two).await;
    world.write("workspace/compose.yaml", &two.replace("600", "601"));
    let project = world.project();
    let id = |service: &str| {
        docker(&[
            "inspect",
            "--format",
            "{{.Id}}",
            &format!("{project}-{service}-1"),
        ])
    };
    let (old, web) = (id("api"), id("web"));
    let stuck = Immutable::within(old.trim());
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    drop(stuck);
    docker(&["rm", "--force", old.trim()]);
    assert_eq!(said.code, 5, "{said}");
    let told = "the new version runs and is verified, but tidying up failed";
    assert!(said.text.contains(told), "{said}");
    assert_ne!(id("web"), web, "the new one has the name");
}

#[tokio::test]
async fn a_new_container_that_cannot_be_stopped_keeps_no_other_service_down() {
    let stubborn = Stubborn::start();
    let world = World::with_engine_at(&stubborn.host()).await;
    world.start(WEB);
    world.configure().await;
    let old = world.container("web");
    let stuck = format!(
        "{WEB}    labels: {{version: '2'}}
  {STUCK}:
    image: IMAGE
    command: hang
    network_mode: none
    depends_on: [web]
    healthcheck: {{test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 1}}
"
    );
    world.write("workspace/compose.yaml", &stuck);
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_snapshot!(said, @"
    shop: failed: stuck is unhealthy; the last check said: Connection refused (os error 111); putting the old version back failed too: can't stop container ID: the engine failed: tried to kill container, but did not receive an exit event

    Production isn't proven to be the old version or the new one. Look at it now.

    Last lines of stuck
      hanging

    container  state
    hailer-OPERATION-stuck-1  ▲ unhealthy
    PROJECT-web-1  ● healthy

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Logs  /docker-logs --operation OPERATION
    (exit 5)
    ");
    assert_eq!(world.container("web"), old);
    let running = docker(&["inspect", "--format", "{{.State.Running}}", &old]);
    assert_eq!(running.trim(), "true");
}
