//! Containers that a person runs from the project's own image inherit its labels, and are nobody's but theirs.

use hailer::reply::Status;

use crate::world::{WEB, World, docker};

#[tokio::test]
async fn what_a_person_runs_from_the_projects_image_lives_through_a_deploy() {
    let world = World::running_built(&WEB.replace("image: IMAGE", "build: .")).await;
    let image = format!("{}-web", world.project());
    let labels = docker(&[
        "image",
        "inspect",
        "--format",
        "{{json .Config.Labels}}",
        &image,
    ]);
    assert!(labels.contains("com.docker.compose.service"), "{labels}");
    let name = format!("{}-by-hand", world.project());
    let run = ["run", "--detach", "--network", "none", "--name", &name];
    let id = docker(&[&run[..], &[&image, "hang"]].concat());
    let status = world.says("/docker-status").await;
    assert!(!status.text.contains("by-hand"), "{status}");

    world.edit("workspace/compose.yaml", "period: 1s", "period: 2s");
    let preview = world.says("/docker-deploy").await;
    assert_eq!(preview.status, Status::NeedsConfirmation, "{preview}");
    assert_eq!(world.says("yes").await.code, 0);
    let now = ["inspect", "--format", "{{.Id}} {{.State.Status}}", &name];
    assert_eq!(docker(&now).trim(), format!("{} running", id.trim()));

    world.says("/docker-stop").await;
    assert_eq!(world.says("yes").await.code, 0);
    assert_eq!(docker(&now).trim(), format!("{} running", id.trim()));
}
