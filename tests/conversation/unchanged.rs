//! A project that is as it was: looking at it again reads none of its files.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::Duration;

use hailer::reply::Status;
use insta::assert_snapshot;

use crate::opened::Opened;
use crate::world::{WEB, World, compose_binary, docker};

/// Which files of workspace and production a preview reads.
async fn read_by_a_preview(world: &World) -> (Vec<String>, Vec<String>) {
    let workspace = Opened::below(&world.path("workspace"));
    let production = Opened::below(&world.path("production"));
    let said = world.says("/docker-deploy").await;
    assert!(
        matches!(said.status, Status::Done | Status::NeedsConfirmation),
        "{said}"
    );
    (workspace.names(), production.names())
}

#[tokio::test]
async fn a_preview_reads_no_file_that_is_as_it_was_and_of_an_edit_only_that_file() {
    let world = World::running(WEB).await;
    for number in 0..60 {
        world.write(&format!("workspace/site/{number}.html"), "one");
    }
    world.deploys().await;
    // Until the files' times can prove something, they are read each time; no event tells when.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (workspace, production) = read_by_a_preview(&world).await;
    assert!(workspace.len() >= 60, "{workspace:?}");
    assert!(production.len() >= 60, "{production:?}");
    let nothing = (vec![], vec![]);
    assert_eq!(read_by_a_preview(&world).await, nothing);
    world.write("workspace/site/7.html", "two");
    let (workspace, production) = read_by_a_preview(&world).await;
    // The tree is another one, so the Compose binary looks at its own file again.
    assert_eq!(workspace, ["7.html", "compose.yaml"]);
    assert_eq!(production, [] as [&str; 0]);
}

#[tokio::test]
async fn a_compose_file_that_is_saved_just_before_compose_reads_it_makes_no_plan_and_is_not_remembered()
 {
    let world = World::running(WEB).await;
    world.edit("workspace/compose.yaml", "period: 1s", "period: 2s");
    let meant = world.read("workspace/compose.yaml");
    world.write("saved.yaml", &meant.replace("period: 2s", "period: 3s"));
    let saving = format!(
        "#!/bin/sh\ncase \"$*\" in *config*) cp {} {};; esac\nexec {} \"$@\"\n",
        world.path("saved.yaml").display(),
        world.path("workspace/compose.yaml").display(),
        compose_binary().display(),
    );
    world.write("saving", &saving);
    fs::set_permissions(world.path("saving"), Permissions::from_mode(0o755)).unwrap();
    let preview = Command::new(env!("CARGO_BIN_EXE_hailer"))
        .envs(world.variables())
        .env("HAILER_COMPOSE_BIN", world.path("saving"))
        .arg("deploy")
        .output()
        .unwrap();
    let told = String::from_utf8(preview.stdout).unwrap();
    assert_snapshot!(told, @r#""compose.yaml" has changed since the plan was made: ask for a new preview"#);
    assert_eq!(preview.status.code(), Some(5), "{told}");

    world.write("workspace/compose.yaml", &meant);
    world.deploys().await;
    let period = ["inspect", "--format", "{{.Config.StopTimeout}}"];
    let period = docker(&[&period[..], &[&world.container("web")]].concat());
    assert_eq!(period.trim(), "2");
}
