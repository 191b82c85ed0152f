//! Images that are missing are pulled, once for all that wait for them, and pruned when nothing has them any more.

use std::path::PathBuf;

use crate::database::Database;
use crate::house::{House, docker};
use crate::images;
use crate::presets::breaking;
use crate::registry::Registry;

/// A house that may pull from a registry, in which the breaker lies under a name of its own.
async fn house() -> (House, Registry, Tag) {
    let registry = Registry::start_in(&[]);
    let config = registry.folder().display().to_string();
    let own = ("DOCKER_CONFIG", config.clone());
    let house = House::told(Database::Sqlite, &[own]).await;
    let breaker = images::breaker(&house.docker).await;
    let tag = Tag(format!("{}/breaker-{}:1", registry.host, house.id));
    // Another image than the other tests run at the same time.
    let own = format!("LABEL house={}", house.id);
    let container = docker(&["create", &breaker]);
    docker(&["commit", "--change", &own, &container, &tag.0]);
    docker(&["rm", &container]);
    docker(&["--config", &config, "push", "--quiet", &tag.0]);
    docker(&["rmi", &tag.0]);
    let ready = "[health]\ntest = [\"is-ready\"]";
    let preset =
        breaking("pulled", r#""slow", "0""#, ready).replace("hailer-test-breaker:1", &tag.0);
    house.has("pulled", &preset).await;
    (house, registry, tag)
}

/// A name of an image that goes with the test.
struct Tag(String);

impl Tag {
    fn is_there(&self) -> bool {
        !docker(&["images", "--quiet", &self.0]).is_empty()
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        let mut remove = std::process::Command::new("docker");
        // It may be gone.
        drop(remove.args(["rmi", &self.0]).output());
    }
}

#[tokio::test]
async fn a_missing_image_is_pulled_once_for_all_and_pruned_when_nothing_has_it() {
    let (house, registry, tag) = house().await;
    house.does("/docker-create pulled pulled pulled").await;
    assert_eq!(house.on_the_engine().len(), 3);
    let store = house.router.store();
    let operations = store
        .recent_operations(&"hailer-instances".parse().unwrap(), 10)
        .await
        .unwrap();
    let mut pulls = 0;
    for operation in &operations {
        let steps = store.steps(&operation.id).await.unwrap();
        let is_pull = |step: &hailer::domain::journal::Step| {
            matches!(step, hailer::domain::journal::Step::PullImage { .. })
        };
        pulls += steps.iter().filter(|record| is_pull(&record.step)).count();
    }
    assert_eq!(pulls, 1);
    // What is in use stays.
    house.does("/docker-images prune").await;
    assert!(tag.is_there());
    house.does("/docker-destroy --mine").await;
    house.confirms("/docker-images prune").await;
    assert!(!tag.is_there());
    assert!(
        docker(&["images", "--quiet", "hailer-test-breaker:1"]).len() > 8,
        "another name has it"
    );
    assert!(store.pulled_images().await.unwrap().is_empty());
    let there: PathBuf = registry.folder().join("store");
    assert!(there.exists());
    house.has_nothing().await;
}

#[tokio::test]
async fn a_registry_that_is_gone_is_said_and_nothing_is_left() {
    let (house, registry, tag) = house().await;
    let host = registry.host.clone();
    drop(registry);
    let said = house.says("/docker-create pulled pulled").await;
    assert_ne!(said.code, 0, "{}", said.text);
    assert!(said.text.contains(&host), "{}", said.text);
    assert!(!tag.is_there());
    house.has_nothing().await;
}
