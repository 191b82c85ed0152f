//! What is a reason to build again, and what is none.

use super::{BUILT, deploys, running};

#[tokio::test]
async fn a_base_image_that_moved_is_a_reason_to_build_again() {
    let world = running(BUILT).await;
    let base = world.image();
    world.write(
        "workspace/Dockerfile",
        &format!("ARG BASE={base}\nFROM ${{BASE}}\nLABEL test=1\n"),
    );
    let said = deploys(&world).await;
    assert_eq!(said.code, 0, "{said}");
    let again = world.says("/docker-deploy").await;
    assert_eq!(again.code, 0, "nothing is left to do: {again}");
    // Another image under the same name.
    world.import_image();
    let preview = world.says("/docker-deploy").await;
    assert!(
        preview.text.contains(&format!("base image {base} moved: ")),
        "{preview}"
    );
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    let again = world.says("/docker-deploy").await;
    assert_eq!(again.code, 0, "nothing is left to do: {again}");
}

#[tokio::test]
async fn a_base_image_that_is_not_there_is_said_and_its_pull_is_what_fails() {
    let world = running(BUILT).await;
    let before = world.containers();
    // Nothing listens on this port of loopback.
    world.write("workspace/Dockerfile", "FROM 127.0.0.1:1/shop:1\n");
    let preview = world.says("/docker-deploy").await;
    assert!(
        preview.text.contains("build, pull 127.0.0.1:1/shop:1"),
        "{preview}"
    );
    let said = world.says("yes").await;
    assert!(
        said.text.contains("pull image 127.0.0.1:1/shop:1"),
        "{said}"
    );
    assert_eq!(world.containers(), before);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_file_that_the_build_never_sees_is_no_reason_to_build_again() {
    let world = running(BUILT).await;
    let web = world.container("web");
    world.write("workspace/README.md", "read me");
    let preview = world.says("/docker-deploy").await;
    assert!(!preview.text.contains("build"), "{preview}");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(world.container("web"), web);
    // What the build is told counts, although the compose file is none of its files.
    world.edit(
        "workspace/compose.yaml",
        "build: .",
        "build: {context: ., labels: {team: shop}}",
    );
    let preview = world.says("/docker-deploy").await;
    assert!(
        preview.text.contains("its build changed: labels  "),
        "{preview}"
    );
}

#[tokio::test]
async fn what_of_a_build_changed_is_named_and_the_values_of_its_arguments_are_not() {
    let world = running(BUILT).await;
    let reason = async || {
        let said = world.says("/docker-deploy --dry-run").await;
        assert!(!said.text.contains("hunter2"), "{said}");
        assert!(!said.data.to_string().contains("hunter2"));
        let (_, reason) = said.text.split_once("its build changed: ").unwrap();
        reason.split("  ").next().unwrap().to_owned()
    };
    world.edit(
        "workspace/compose.yaml",
        "build: .",
        "build: {context: ., args: {NAME: hunter2}}",
    );
    assert_eq!(reason().await, "argument NAME");
    let dockerfile = world.read("workspace/Dockerfile");
    world.write(
        "workspace/Dockerfile",
        &format!("{dockerfile}LABEL team=shop\n"),
    );
    world.write("workspace/.dockerignore", "*\n!shop\n!added\n");
    world.write("workspace/added", "a file of the context");
    assert_eq!(
        reason().await,
        "Dockerfile, added, .dockerignore, argument NAME"
    );
    assert_eq!(deploys(&world).await.code, 0);
    world.write("workspace/added", "another text");
    assert_eq!(reason().await, "added");
}
