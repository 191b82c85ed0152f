//! What can't be done as it was asked: the answer names the thing and the way out, and nothing is changed.

mod places;

use insta::assert_snapshot;

use crate::world::{Before, Said, WEB, World, docker};

/// What deploying the workspace says when it holds `compose`, and that nothing came of it.
async fn deploying(compose: &str) -> Said {
    let world = World::running(WEB).await;
    let before = Before::of(&world);
    world.write("workspace/compose.yaml", compose);
    let said = world.says("/docker-deploy").await;
    before.assert_is_now(&world);
    said
}

#[tokio::test]
async fn an_unknown_key_is_named() {
    let made_up = WEB.replace("command:", "frobnicate: yes\n    command:");
    assert_snapshot!(deploying(&made_up).await, @"
    Docker Compose refuses the compose files. validating ROOT/production/compose.yaml: services.web Additional property frobnicate is not allowed. Correct them and send the command again.
    (exit 5)
    ");
}

#[tokio::test]
async fn a_key_that_is_not_carried_out_is_named() {
    let linked = WEB.replace("command:", "external_links: [other-db-1:db]\n    command:");
    assert_snapshot!(deploying(&linked).await, @"
    services.web.external_links is not supported. Join the other project's network as an external one instead. Remove the key, or run this service outside of Hailer.
    (exit 5)
    ");
}

#[tokio::test]
async fn a_compose_file_that_is_not_yaml_is_named() {
    assert_snapshot!(deploying("services: [").await, @"
    Docker Compose refuses the compose files. yaml: line 1: did not find expected node content. Correct them and send the command again.
    (exit 5)
    ");
}

#[tokio::test]
async fn a_missing_compose_file_is_named() {
    let world = World::running(WEB).await;
    std::fs::remove_file(world.path("workspace/compose.yaml")).unwrap();
    std::fs::remove_file(world.path("production/compose.yaml")).unwrap();
    assert_snapshot!(world.says("/docker-deploy").await, @"
    There is no compose file in ROOT/production. Looked for compose.yaml, compose.yml, docker-compose.yml and docker-compose.yaml. Add one, or name yours: /docker-config set compose_files NAME.
    (exit 5)
    ");
    assert_snapshot!(world.says("/docker-config validate").await, @"
    There is no compose file in ROOT/production. Looked for compose.yaml, compose.yml, docker-compose.yml and docker-compose.yaml. Add one, or name yours: /docker-config set compose_files NAME.
    (exit 5)
    ");
}

#[tokio::test]
async fn a_missing_file_of_compose_files_is_named() {
    let world = World::running(WEB).await;
    world
        .says("/docker-config set compose_files compose.yaml,prod.yaml")
        .await;
    assert_snapshot!(world.says("/docker-deploy").await, @"
    ROOT/production/prod.yaml is missing. The docker config names it as a compose file. Add the file, or change the config.
    (exit 5)
    ");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_named_with_those_that_are() {
    let world = World::running(WEB).await;
    let started = world.started("web");
    assert_snapshot!(world.says("/docker-restart wbe").await, @"
    There is no service wbe in shop; it has web
    (exit 2)
    ");
    assert_snapshot!(world.says("/docker-status wbe").await, @"
    There is no service wbe in shop; it has web
    (exit 2)
    ");
    assert_snapshot!(world.says("/docker-logs wbe").await, @"
    There is no service wbe in shop; it has web
    (exit 2)
    ");
    assert_snapshot!(world.says("/docker-deploy --services wbe").await, @"
    There is no service wbe in shop; it has web
    (exit 2)
    ");
    assert_snapshot!(world.says("/docker-config set containers web,wbe").await, @"
    There is no service wbe in shop; it has web
    (exit 2)
    ");
    assert_eq!(world.started("web"), started);
}

#[tokio::test]
async fn a_number_of_log_lines_out_of_range_is_refused() {
    let world = World::running(WEB).await;
    assert_snapshot!(world.says("/docker-logs web 0").await, @r#"
    "0" is not a number of lines

        /docker-logs web 0
                         ^

    Expected a number of lines from 1 to 10000.

    Did you mean  /docker-logs web 1
    (exit 2)
    "#);
    assert_snapshot!(world.says("/docker-logs web 99999").await, @r#"
    "99999" is not a number of lines

        /docker-logs web 99999
                         ^^^^^

    Expected a number of lines from 1 to 10000.

    Did you mean  /docker-logs web 10000
    (exit 2)
    "#);
}

#[tokio::test]
async fn a_foreign_container_with_a_name_that_is_needed_is_named_and_left_alone() {
    let world = World::running(WEB).await;
    let name = format!("{}-worker-1", world.project());
    let label = format!("test={}", world.project());
    let foreign = world.run_foreign(&name, &label);
    let grown =
        format!("{WEB}  worker:\n    image: IMAGE\n    command: hang\n    network_mode: none\n");
    world.write("workspace/compose.yaml", &grown);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    The name PROJECT-worker-1 belongs to container ID, which is not part of project PROJECT

    Hailer only touches containers of the project. Rename or remove the other one (docker rename PROJECT-worker-1 NEW), then try again.
    (exit 5)
    ");
    let still = docker(&[
        "ps",
        "--quiet",
        "--no-trunc",
        "--filter",
        &format!("label={label}"),
    ]);
    docker(&["rm", "--force", &foreign]);
    assert_eq!(still.trim(), foreign);
}

#[tokio::test]
async fn an_engine_that_is_not_there_is_named() {
    let world = World::with_engine_at("unix:///nowhere/docker.sock").await;
    world.configure().await;
    for line in ["/docker-status", "/docker-logs", "/docker-restart"] {
        let said = world.says(line).await;
        assert_eq!(said.code, 5, "{said}");
        assert!(said.text.contains("/nowhere/docker.sock"), "{said}");
    }
    assert_snapshot!(world.says("/docker-status").await, @"
    Can't ask the engine's version: there is no unix:///nowhere/docker.sock; start Docker with `sudo systemctl start docker`, or set DOCKER_HOST to where it listens
    (exit 5)
    ");
}

#[tokio::test]
async fn a_socket_that_nobody_serves_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("docker.sock");
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    let world = World::with_engine_at(&format!("unix://{}", socket.display())).await;
    world.configure().await;
    let said = world.says("/docker-status").await;
    assert_eq!(said.code, 5, "{said}");
    assert!(said.text.contains(&socket.display().to_string()), "{said}");
    assert!(said.text.contains("systemctl start docker"), "{said}");
}
