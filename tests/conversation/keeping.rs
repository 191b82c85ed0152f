//! What is kept of releases, for as long as they are, and what `/docker-history` tells of them.

use std::collections::BTreeSet;
use std::fs;

use hailer::domain::journal::OperationState;
use hailer::domain::name::CodebaseName;
use insta::assert_snapshot;

use crate::rolling_back::{ALONE, goes_back, lay_out, shop, states, version};
use crate::world::{WEB, World, docker};

/// The images that are kept for the project, by their private tags.
pub(crate) fn kept_images(world: &World) -> BTreeSet<String> {
    let all = docker(&["images", "--format", "{{.Repository}}:{{.Tag}}"]);
    let own = format!("hailer.kept/image:{}.", world.project());
    all.lines()
        .filter(|tag| tag.starts_with(&own))
        .map(str::to_owned)
        .collect()
}

/// The contents that are kept for the codebase.
pub(crate) fn kept_files(world: &World) -> BTreeSet<String> {
    let folder = fs::read_dir(world.path("data/kept/shop")).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name());
    names.map(|name| name.into_string().unwrap()).collect()
}

#[tokio::test]
async fn what_is_not_there_any_more_is_refused_by_name_with_nothing_stopped() {
    let world = shop(2).await;
    let running = world.containers();
    assert_snapshot!(world.says("/docker-rollback 9").await, @"
    No release 9 of shop is kept; these are: 2, 1

    Releases  /docker-history
    (exit 2)
    ");
    let hash = blake3::hash(b"version = 1\n").to_hex().to_string();
    let kept = world.path(format!("data/kept/shop/{hash}"));
    let aside = world.path("aside");
    fs::rename(&kept, &aside).unwrap();
    assert_snapshot!(world.says("/docker-rollback").await, @"
    Release 1 can't be put back: what it had in config/shop.conf is gone from Hailer's data folder

    Nothing was changed.

    Releases  /docker-history
    (exit 5)
    ");
    fs::rename(&aside, &kept).unwrap();
    let live = docker(&["inspect", "--format", "{{.Image}}", &world.container("web")]);
    let live = live.trim().trim_start_matches("sha256:");
    for tag in kept_images(&world) {
        if !tag.ends_with(live) {
            docker(&["rmi", &tag]);
        }
    }
    assert_snapshot!(world.says("/docker-rollback").await, @"
    Release 1 can't be put back: the image of web (ID) is gone from this engine

    Nothing was changed.

    Releases  /docker-history
    (exit 5)
    ");
    assert_eq!(world.containers(), running);
    assert_eq!(version(&world), 2);
}

#[tokio::test]
async fn the_history_tells_how_each_operation_ended() {
    let world = shop(1).await;
    lay_out(&world, 2, ALONE);
    world.edit("workspace/compose.yaml", "serve 80", "crash 1");
    world.says("/docker-deploy").await;
    assert_eq!(world.says("yes").await.code, 6);
    lay_out(&world, 3, ALONE);
    world.edit("workspace/Dockerfile", "COPY shop", "COPY nothing");
    world.says("/docker-deploy").await;
    assert_eq!(world.says("yes").await.code, 5);
    lay_out(&world, 4, ALONE);
    world.deploys().await;
    goes_back(&world, "/docker-rollback").await;
    let told = world.says("/docker-history").await;
    assert_snapshot!(told, @"
    shop: release 4 is live

    release  state  when  who  from  operation  images
          4  live  SPAN (TIME)  ada  release 1 (ROOT/workspace)  OPERATION  ID
          3  superseded  SPAN (TIME)  ada  ROOT/workspace  OPERATION  ID
          2  rolled back  SPAN (TIME)  ada  ROOT/workspace  OPERATION  ID
          1  superseded  SPAN (TIME)  ada  ROOT/workspace  OPERATION  ID

    Last operations
    operation  what  became  when  who
    OPERATION  roll back  done  SPAN (TIME)  ada
    OPERATION  deploy  done  SPAN (TIME)  ada
    OPERATION  deploy  failed before anything changed  SPAN (TIME)  ada
    OPERATION  deploy  rolled back  SPAN (TIME)  ada
    OPERATION  deploy  done  SPAN (TIME)  ada

    Roll back  /docker-rollback
    (exit 0)
    ");
    let ends = told.data["operations"].as_array().unwrap();
    let ends: Vec<_> = ends.iter().map(|one| &one["state"]).collect();
    assert_eq!(ends, ["done", "done", "untouched", "rolled_back", "done"]);
    assert_eq!(told.data["releases"][0]["source"]["number"], 1);
    assert_eq!(told.data["releases"][2]["state"], "rolled_back");
}

#[tokio::test]
async fn beyond_the_last_five_neither_tag_nor_file_is_left() {
    let world = shop(7).await;
    assert_eq!(kept_images(&world).len(), 5);
    let kept = kept_files(&world);
    for number in 1..=7 {
        let config = format!("version = {number}\n");
        let hash = blake3::hash(config.as_bytes()).to_hex().to_string();
        assert_eq!(kept.contains(&hash), number > 2, "version {number}");
    }
    let numbers: Vec<_> = states(&world).await.iter().map(|one| one.0).collect();
    assert_eq!(numbers, [7, 6, 5, 4, 3]);
    assert_eq!(world.says("/docker-rollback 2").await.code, 2);
    // What a deploy that fails has kept goes with it.
    let images = kept_images(&world);
    lay_out(&world, 8, ALONE);
    world.edit("workspace/compose.yaml", "serve 80", "crash 1");
    world.says("/docker-deploy").await;
    assert_eq!(world.says("yes").await.code, 6);
    assert_eq!(kept_images(&world), images);
    assert_eq!(kept_files(&world), kept);
    world.edit("workspace/Dockerfile", "COPY shop", "COPY nothing");
    world.says("/docker-deploy").await;
    assert_eq!(world.says("yes").await.code, 5);
    assert_eq!(kept_images(&world), images);
    assert_eq!(kept_files(&world), kept);
    goes_back(&world, "/docker-rollback 3").await;
    assert_eq!(version(&world), 3);
}

#[tokio::test]
async fn a_codebase_that_is_removed_leaves_nothing_that_was_kept_of_it() {
    let world = shop(1).await;
    let running = world.containers();
    assert_eq!(kept_images(&world).len(), 1);
    world.says("/codebase remove shop").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(kept_images(&world), BTreeSet::new());
    assert!(!world.path("data/kept/shop").exists());
    assert_eq!(world.containers(), running);
}

#[tokio::test]
async fn a_removal_that_would_be_another_by_now_is_shown_again_and_queues_nothing() {
    let world = World::running(WEB).await;
    world.says("/codebase remove shop").await;
    let (production, project) = (world.path("production"), world.project());
    let elsewhere = format!(
        "/docker-config set {} {project}-other",
        production.display()
    );
    world.says(&elsewhere).await;
    let again = world.says("yes").await;
    assert_eq!(again.code, 4, "{again}");
    let shop = CodebaseName::new("shop").unwrap();
    let store = world.store().await;
    let last = store.recent_operations(&shop, 1).await.unwrap();
    assert_eq!(last[0].state, OperationState::Untouched, "{again}");
}
