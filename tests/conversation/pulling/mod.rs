//! Images from a registry: by digest, shown before they are pulled, and told clearly where they can't be had.

mod in_vain;
mod strategy;

use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{Registry, World, docker, image_id};

/// The image of the running service's container.
fn runs(world: &World) -> String {
    let container = world.container("web");
    let said = docker(&["inspect", "--format", "{{.Image}}", &container]);
    said.trim().to_owned()
}

/// Whatever pulling could leave behind.
#[derive(Debug, PartialEq)]
struct Before {
    containers: Vec<String>,
    files: Vec<(std::path::PathBuf, Vec<u8>)>,
    tag: Option<String>,
    leftovers: Vec<String>,
}

impl Before {
    fn of(world: &World, host: &str) -> Self {
        let tag = image_id(&world.reference(host));
        Self {
            containers: world.containers(),
            files: world.files(),
            tag,
            leftovers: world.leftovers(),
        }
    }
}

#[tokio::test]
async fn a_tag_that_moved_is_shown_by_digest_pulled_and_run_and_compose_has_nothing_to_do() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let digest = world.publish(&registry, "2", "/shop");
    let preview = world.says("/docker-deploy").await;
    assert_snapshot!(preview, @"
    shop: deploy would recreate 1 service

    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate, pull  image 127.0.0.1:PORT/IMAGE@ID → 127.0.0.1:PORT/IMAGE@ID  brief errors possible: it can be reached before it is healthy

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert!(preview.data.to_string().contains(&digest), "{preview}");
    assert_snapshot!(world.says("yes").await, @"
    shop: deployed release 1 and verified it

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)
    ");
    let pulled = image_id(&world.at(&registry, &digest));
    assert_eq!(Some(runs(&world)), pulled);
    assert_eq!(image_id(&world.reference(&registry.host)), pulled);
    let deployed = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), deployed);
    assert_eq!(world.leftovers(), [] as [String; 0]);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy: nothing to change

    from  ROOT/workspace
    kept  web
    plan  DIGEST
    (exit 0)
    ");
}

#[tokio::test]
async fn a_tag_that_moves_after_the_preview_is_shown_again_before_anything_is_pulled() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let shown = world.publish(&registry, "2", "/shop");
    world.says("/docker-deploy").await;
    let before = Before::of(&world, &registry.host);
    let moved = world.publish(&registry, "3", "/shop");
    let again = world.says("yes").await;
    assert_snapshot!(again, @"
    shop: what would happen to shop has changed since the preview was shown, so nothing was done. Now: deploy would recreate 1 service

    Changed since the preview
    - image of web: 127.0.0.1:PORT/IMAGE@ID, to be pulled → 127.0.0.1:PORT/IMAGE@ID, to be pulled

    What would happen now
    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate, pull  image 127.0.0.1:PORT/IMAGE@ID → 127.0.0.1:PORT/IMAGE@ID  brief errors possible: it can be reached before it is healthy

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert!(again.data.to_string().contains(&moved), "{again}");
    assert_eq!(Before::of(&world, &registry.host), before);
    assert_eq!(image_id(&world.at(&registry, &shown)), None);
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(Some(runs(&world)), image_id(&world.at(&registry, &moved)));
}

#[tokio::test]
async fn a_version_that_fails_gives_the_tag_back_and_takes_its_image_along() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let digest = world.publish(&registry, "2", "/shop crash 3 0.3");
    let before = Before::of(&world, &registry.host);
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_eq!(said.status, Status::RolledBack, "{said}");
    assert_eq!(Before::of(&world, &registry.host), before);
    assert_eq!(image_id(&world.at(&registry, &digest)), None);
}

#[tokio::test]
async fn a_rollback_needs_no_registry_and_gives_the_tag_back_to_the_image_of_then() {
    let mut registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let first = world.publish(&registry, "2", "/shop");
    world.deploys().await;
    let second = world.publish(&registry, "3", "/shop");
    world.deploys().await;
    let (first, second) = (world.at(&registry, &first), world.at(&registry, &second));
    let (first, second) = (image_id(&first), image_id(&second));
    assert_eq!(Some(runs(&world)), second);
    registry.stop();
    assert_snapshot!(world.says("/docker-rollback").await, @"
    shop: rollback would recreate 1 service

    from  release 1 (ROOT/workspace)

    service  what happens  why  downtime
    web  recreate  image ID → ID  brief errors possible: it can be reached before it is healthy

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(Some(runs(&world)), first);
    assert_eq!(image_id(&world.reference(&registry.host)), first);
    let put_back = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), put_back);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn with_strategy_copy_a_pull_policy_of_always_asks_the_registry_too() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    world
        .says("/docker-config set deployment_strategy copy")
        .await;
    let digest = world.publish(&registry, "2", "/shop");
    let said = world.says("/docker-deploy").await;
    assert_eq!(said.status, Status::Done, "what is there is enough: {said}");
    world.edit(
        "workspace/compose.yaml",
        "network_mode: none",
        "network_mode: none\n    pull_policy: always",
    );
    world.deploys().await;
    assert_eq!(Some(runs(&world)), image_id(&world.at(&registry, &digest)));
    world.edit("workspace/compose.yaml", "always", "never");
    world.edit("workspace/compose.yaml", ":1\n", ":2\n");
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Web may not pull its image (pull_policy: never), and 127.0.0.1:PORT/PROJECT:2 is not on this engine

    Nothing was changed. Put the image there, or choose another pull_policy: missing or always.
    (exit 5)
    ");
}
