//! Hailer without the socket, as `deploy/compose.socket-proxy.yaml` has it.

use crate::images;
use crate::run::{away, docker};
use crate::world::World;

/// Takes away what a test made from a preset, also where it ends early.
struct Instance(String);

impl Drop for Instance {
    fn drop(&mut self) {
        away(
            &["rm", "--force", "--volumes"],
            std::slice::from_ref(&self.0),
        );
    }
}

#[tokio::test]
async fn through_the_proxy_hailer_does_its_work_and_nobody_does_anything_else() {
    let world = World::up(&["compose.socket-proxy.yaml"]).await;
    images::redis(&world.docker).await;
    let mounts = docker(&[
        "inspect",
        "--format",
        "{{json .Mounts}}",
        &world.container("hailer"),
    ])
    .well();
    assert!(!mounts.contains("docker.sock"), "{mounts}");
    let doctor = world.hailer(&["doctor"]).well();
    assert!(doctor.starts_with("All is well"), "{doctor}");

    // Builds, networks, volumes, a one-shot, a gate, renaming, stopping.
    world.tells_of_the_shop();
    world.hailer(&["deploy", "--yes"]).well();
    assert!(world.page().contains("half price today"));
    world.edit("config/shop.conf", "half price", "free");
    world.hailer(&["deploy", "--yes"]).well();
    assert!(world.page().contains("free today"));
    world
        .hailer(&["--yes", "run", "/docker-restart web"])
        .well();
    let logs = world.hailer(&["logs", "api", "5"]).well();
    assert!(logs.contains("listening on :8081"), "{logs}");
    world.hailer(&["status", "--stats"]).well();

    // Programs in containers, which are heard on connections that are no longer HTTP.
    let name = format!("hailer-{}", world.unique());
    let instance = Instance(name.clone());
    world
        .hailer(&["create", "redis", "--name", world.unique()])
        .well();
    world.hailer(&["--yes", "destroy", &name]).well();
    drop(instance);

    let refused = world
        .compose(&["logs", "--no-log-prefix", "socket-proxy"])
        .well();
    assert!(!refused.contains("refused:"), "{refused}");
    others_are_refused(&world);
}

/// Whoever takes Hailer's way to the engine gets no further than Hailer does.
fn others_are_refused(world: &World) {
    let proxy = world.container("socket-proxy");
    let addresses = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    let address = docker(&["inspect", "--format", addresses, &proxy]).well();
    let engine = format!("tcp://{}:2375", address.trim());
    let asked = |words: &[&str]| docker(&[&["--host", &engine], words].concat());
    let seen = asked(&["ps", "--quiet", "--no-trunc"]).well();
    assert!(!seen.is_empty());
    let container = world.container("hailer");
    let exported = world.path("exported").display().to_string();
    for words in [
        &["swarm", "init"][..],
        &["plugin", "ls"],
        &["container", "prune", "--force"],
        &["commit", &container, "hailer-deployed/never"],
        &["export", "--output", &exported, &container],
        &["top", &container],
        &["diff", &container],
        &["pause", &container],
    ] {
        let refused = asked(words);
        assert_ne!(refused.code, Some(0), "{words:?}: {refused}");
        assert!(
            refused.text.contains("does not let this by"),
            "{words:?}: {refused}"
        );
    }
}
