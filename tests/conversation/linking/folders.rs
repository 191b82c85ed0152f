//! The folders of releases, and what stands beside them.

use std::fs;
use std::os::unix::fs::symlink;

use hailer::reply::Status;

use super::{LINKED, linked, releases, target};
use crate::rolling_back::goes_back;
use crate::world::docker;

#[tokio::test]
async fn folders_beyond_the_last_five_go_unless_a_container_may_have_one_mounted() {
    let world = linked().await;
    world.edit("workspace/compose.yaml", "'./config:/config:ro', ", "");
    world.edit(
        "workspace/compose.yaml",
        "command: api",
        "command: serve 8081",
    );
    world.deploys().await;
    let first = target(&world);
    let name = format!("{}-holder", world.project());
    let source = format!("{}:/config:ro", world.path("production/config").display());
    let label = format!("com.docker.compose.project={}-other", world.project());
    docker(&[
        "run",
        "--detach",
        "--name",
        &name,
        "--label",
        &label,
        "--network",
        "none",
        "-v",
        &source,
        world.image(),
        "hang",
    ]);
    let mut edited = String::new();
    for version in 2..=6 {
        world.write("workspace/version", &version.to_string());
        world.deploys().await;
        if version == 2 {
            edited = target(&world);
        }
    }
    let held = releases(&world);
    docker(&["rm", "--force", &name]);
    assert_eq!(held.len(), 6, "{held:?}");
    // What somebody has written there is nobody else's to remove.
    world.write(&format!("{edited}/version"), "by hand");
    world.write("workspace/version", "7");
    world.deploys().await;
    assert!(!world.path(&first).exists());
    assert_eq!(releases(&world).len(), 6, "{:?}", releases(&world));
    assert_eq!(world.read(&format!("{edited}/version")), "by hand");
}

#[tokio::test]
async fn a_link_is_not_copied_into_when_the_strategy_changes() {
    let world = linked().await;
    world.deploys().await;
    let before = target(&world);
    world
        .says("/docker-config set deployment_strategy copy")
        .await;
    world.write("workspace/config/shop.conf", "version = 2\nmessage = b\n");
    let refused = world.says("/docker-deploy").await;
    assert_eq!(refused.status, Status::Denied, "{refused}");
    assert!(refused.text.contains("is a link to"), "{refused}");
    assert_eq!(target(&world), before);
    assert_eq!(
        world.read("production/config/shop.conf"),
        "version = 1\nmessage = a\n"
    );
}

#[tokio::test]
async fn links_that_were_planted_beside_production_lead_nowhere() {
    let world = linked().await;
    let outside = tempfile::tempdir().unwrap();
    symlink(outside.path(), world.path("production.releases")).unwrap();
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_ne!(said.code, 0, "{said}");
    assert!(
        said.text.contains("production.releases is a symlink"),
        "{said}"
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    fs::remove_file(world.path("production.releases")).unwrap();
    // What is shared must be there itself.
    fs::remove_dir_all(world.path("production.shared/data")).unwrap();
    symlink(outside.path(), world.path("production.shared/data")).unwrap();
    let refused = world.says("/docker-deploy").await;
    assert_eq!(refused.status, Status::Denied, "{refused}");
    assert!(
        refused.text.contains("neither a file nor a folder"),
        "{refused}"
    );
    fs::remove_file(world.path("production.shared/data")).unwrap();
    fs::create_dir(world.path("production.shared/data")).unwrap();
    // Production itself may not lead out of the allowed roots.
    fs::remove_dir(world.path("production")).unwrap();
    symlink(outside.path(), world.path("production")).unwrap();
    let refused = world.says("/docker-deploy").await;
    assert_eq!(refused.status, Status::Denied, "{refused}");
    assert!(
        refused.text.contains("outside the allowed roots"),
        "{refused}"
    );
}

#[tokio::test]
async fn what_compose_reads_from_a_folder_in_which_nothing_changes_is_the_releases_own() {
    let world = linked().await;
    let command = "command: api\n    env_file: [{path: ./env/api.env, required: false}]";
    let compose = LINKED.replace("command: api", command);
    world.write("workspace/compose.yaml", &compose);
    world.write("workspace/env/api.env", "SHADE=dark\n");
    world.deploys().await;
    let is_dark = || {
        let environment = ["inspect", "--format", "{{.Config.Env}}"];
        let api = world.container("api");
        docker(&[&environment[..], &[&api]].concat()).contains("SHADE=dark")
    };
    assert!(is_dark());
    world.write(
        "workspace/compose.yaml",
        &compose.replace("serve 80", "serve 81"),
    );
    world.deploys().await;
    assert!(is_dark());
    goes_back(&world, "/docker-rollback").await;
    assert!(is_dark());
}
