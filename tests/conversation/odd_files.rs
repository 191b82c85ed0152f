//! What is no plain file, in the workspace and in production: it is named before anything changes, or left alone.

use insta::assert_snapshot;
use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};

use crate::world::{Before, Said, WEB, World};

/// Deploys a workspace that Hailer refuses, and sees that production stays as it is.
async fn deploy_in_vain(world: &World) -> Said {
    let before = Before::of(world);
    let said = world.says("/docker-deploy").await;
    before.assert_is_now(world);
    said
}

/// A device (the null device's numbers); making one takes root.
fn make_device(world: &World, path: &str) {
    let null = makedev(1, 3);
    let device = FileType::CharacterDevice;
    mknodat(CWD, world.path(path), device, Mode::RUSR, null).unwrap();
}

#[tokio::test]
async fn a_device_in_the_workspace_is_named() {
    let world = World::running(WEB).await;
    world.write("workspace/dev/readme", "1");
    make_device(&world, "workspace/dev/null");
    assert_snapshot!(deploy_in_vain(&world).await, @r#"
    "dev/null" is a device; only files, folders and symlinks are deployed: remove it or name it in .hailerignore
    (exit 5)
    "#);
    // Named as not meant, it is no hindrance.
    world.write("workspace/.hailerignore", "/dev/null\n");
    world.deploys().await;
    assert!(!world.path("production/dev/null").exists());
}

#[tokio::test]
async fn a_file_of_the_workspace_with_a_second_name_is_named() {
    let world = World::running(WEB).await;
    world.write("outside", "secret");
    std::fs::hard_link(world.path("outside"), world.path("workspace/inside")).unwrap();
    assert_snapshot!(deploy_in_vain(&world).await, @r#"
    "inside" has 2 names (hard links): copy it to a file of its own or name it in .hailerignore
    (exit 5)
    "#);
}

#[tokio::test]
async fn a_device_in_production_is_in_the_way_of_a_file_and_elsewhere_is_left_alone() {
    let world = World::running(WEB).await;
    make_device(&world, "production/own");
    world.write("workspace/site", "1");
    world.deploys().await;
    std::fs::remove_file(world.path("production/site")).unwrap();
    make_device(&world, "production/site");
    let before = world.containers();
    assert_snapshot!(world.says("/docker-deploy").await, @r#"
    "site" in production is a device, which Hailer did not put there: move it away, or name it in .hailerignore
    (exit 5)
    "#);
    assert_eq!(world.containers(), before);
    for path in ["production/own", "production/site"] {
        let there = world.path(path).symlink_metadata().unwrap().file_type();
        assert!(!there.is_file() && !there.is_dir() && !there.is_symlink());
    }
}

#[tokio::test]
async fn a_file_of_production_with_a_second_name_is_replaced_and_the_other_name_keeps_the_old_one()
{
    let world = World::running(WEB).await;
    world.write("theirs", "old");
    std::fs::hard_link(world.path("theirs"), world.path("production/page")).unwrap();
    world.write("workspace/page", "new");
    world.deploys().await;
    assert_eq!(world.read("production/page"), "new");
    assert_eq!(world.read("theirs"), "old");
}
