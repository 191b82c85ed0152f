//! Links among a version's files that lead through what a container of the project made: the old containers run on, and nothing of
//! the machine is mounted.

use std::fs;
use std::os::unix::fs::symlink;

use hailer::domain::journal::Step;
use insta::assert_snapshot;

use crate::world::{WEB, World};

/// A project that is built and whose service may write to `data`.
async fn world_that_writes() -> World {
    let writing = WEB.replace(
        "image: IMAGE",
        "build: .\n    volumes: ['./data:/data', './data/new:/new']",
    );
    let world = World::empty().await;
    world.write("production/data/new/file", "1");
    world.start_built(&writing, "");
    world.configure().await;
    world
}

/// The next version has a link into `data`, and mounts what that leads to.
fn mount_by_a_link(world: &World) {
    symlink("data/x", world.path("workspace/a")).unwrap();
    world.edit("workspace/compose.yaml", "'./data/new:/new'", "'./a:/host'");
}

#[tokio::test]
async fn a_new_link_through_one_that_a_container_made_is_denied_when_the_plan_is_made() {
    let world = world_that_writes().await;
    symlink("/", world.path("production/data/x")).unwrap();
    mount_by_a_link(&world);
    let before = world.containers();
    assert_snapshot!(world.says("/docker-deploy").await, @r#"
    The policy of shop refuses what its compose file asks for

    - services.web.volumes[1]: ROOT/production/a, which leads to / (docker-socket)
    - services.web.volumes[1]: ROOT/production/a, which leads to / (outside-bind)

    Where that is meant, it is allowed at the terminal of the machine:

      hailer run "/docker-config set policy.docker-socket allow --in shop"
      hailer run "/docker-config set policy.outside-bind allow --in shop"
    (exit 3)
    "#);
    assert_eq!(world.containers(), before);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_link_that_a_container_makes_in_the_middle_of_a_deploy_is_noticed_before_anything_is_mounted()
 {
    let world = world_that_writes().await;
    fs::create_dir(world.path("production/data/x")).unwrap();
    mount_by_a_link(&world);
    let slow = "COPY shop /shop\nRUN [\"/shop\", \"sleep\", \"5\"]";
    world.edit("workspace/Dockerfile", "COPY shop /shop", slow);
    let (running, started) = (world.containers(), world.started("web"));
    world.says("/docker-deploy").await;
    let linking = async {
        let builds = |step: &Step| matches!(step, Step::BuildImage { .. });
        world.has_begun(builds).await;
        fs::remove_dir(world.path("production/data/x")).unwrap();
        symlink("/", world.path("production/data/x")).unwrap();
    };
    let (said, ()) = tokio::join!(world.says("yes"), linking);
    assert_snapshot!(said, @"
    shop: rolled back: with the new files in place, the project reaches further than planned: services.web.volumes[1]: ROOT/production/a, which leads to / (docker-socket), services.web.volumes[1]: ROOT/production/a, which leads to / (outside-bind). A link leads elsewhere than it did: look at it, and deploy again

    Production runs what it ran before, verified.

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
    assert_eq!(world.containers(), running);
    assert_eq!(world.started("web"), started, "it has served all the while");
    assert!(world.path("production/a").symlink_metadata().is_err());
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_link_that_a_container_put_in_place_of_its_own_folder_is_denied_like_a_new_one() {
    let world = world_that_writes().await;
    fs::remove_dir_all(world.path("production/data/new")).unwrap();
    symlink("/", world.path("production/data/new")).unwrap();
    world.edit("workspace/compose.yaml", "serve 80", "serve 8080");
    let before = world.containers();
    assert_snapshot!(world.says("/docker-deploy").await, @r#"
    The policy of shop refuses what its compose file asks for

    - services.web.volumes[1]: ROOT/production/data/new, which leads to / (docker-socket)
    - services.web.volumes[1]: ROOT/production/data/new, which leads to / (outside-bind)

    Where that is meant, it is allowed at the terminal of the machine:

      hailer run "/docker-config set policy.docker-socket allow --in shop"
      hailer run "/docker-config set policy.outside-bind allow --in shop"
    (exit 3)
    "#);
    assert_eq!(world.containers(), before);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}
