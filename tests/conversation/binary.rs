//! The program itself: exit codes, JSON, and what it says when it can't start.

use std::process::{Command, Output};

use insta::assert_snapshot;
use serde_json::Value;

use crate::world::{WEB, World};

/// Runs `hailer` in the world with nothing else in its environment, and `more` over it.
fn hailer_with(world: &World, more: &[(&str, &str)], words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hailer"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("USER", "ada")
        .envs(world.variables())
        .envs(more.iter().copied())
        .args(words)
        .output()
        .unwrap()
}

fn hailer(world: &World, words: &[&str]) -> (Option<i32>, String) {
    let ran = hailer_with(world, &[], words);
    let told = String::from_utf8(ran.stdout).unwrap();
    assert!(
        !told.contains('\u{1b}'),
        "escape sequences in a pipe: {told:?}"
    );
    (ran.status.code(), told)
}

#[tokio::test]
async fn the_exit_code_says_how_a_command_ended() {
    let world = World::running(WEB).await;
    let started = world.started("web");
    for (code, words) in [
        (0, &["run", "/docker-status"] as &[&str]),
        (0, &["status"]),
        (0, &["logs", "web", "5"]),
        (2, &["run", "/docker-restrat"]),
        (2, &["logs", "web", "0"]),
        (2, &["frobnicate"]),
        (3, &["run", "/codebase add other --workspace /etc"]),
        (4, &["restart"]),
        (5, &["run", "/confirm 234567"]),
    ] {
        let (ended, told) = hailer(&world, words);
        assert_eq!(ended, Some(code), "{words:?}: {told}");
    }
    assert_eq!(world.started("web"), started);
    let (ended, told) = hailer(&world, &["restart", "--yes"]);
    assert_eq!(ended, Some(0), "{told}");
    assert!(told.contains("would restart 1 service"), "{told}");
    assert!(
        !told.contains("Say yes") && !told.contains("/confirm"),
        "{told}"
    );
    assert_ne!(world.started("web"), started);
}

#[tokio::test]
async fn a_deploy_that_is_put_back_ends_with_six() {
    let world = World::running(WEB).await;
    let before = world.containers();
    world.edit("workspace/compose.yaml", "serve 80", "crash 1");
    let (ended, told) = hailer(&world, &["--yes", "run", "/docker-deploy"]);
    assert_eq!(ended, Some(6), "{told}");
    assert_eq!(world.containers(), before);
}

#[tokio::test]
async fn json_is_one_document_with_the_facts() {
    let world = World::running(WEB).await;
    let (ended, told) = hailer(&world, &["--json", "status"]);
    let answer: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(ended, Some(0));
    assert_eq!(answer["status"], "done");
    assert_eq!(answer["codebase"], "shop");
    let containers = answer["data"]["containers"].as_array().unwrap();
    assert_eq!(containers.len(), 1, "{told}");

    let (ended, told) = hailer(&world, &["restart", "--json"]);
    let answer: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(ended, Some(4));
    assert_eq!(answer["exit_code"], 4);
    assert_eq!(answer["data"]["plan"]["services"][0]["service"], "web");

    let (_, told) = hailer(&world, &["run", "--json", "/docker-logs web 0"]);
    let answer: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(answer["status"], "usage", "{told}");
}

#[tokio::test]
async fn yes_and_json_give_one_document_for_each_answer() {
    let world = World::running(WEB).await;
    let (ended, told) = hailer(&world, &["restart", "--yes", "--json"]);
    assert_eq!(ended, Some(0), "{told}");
    let answers = told.lines().map(serde_json::from_str::<Value>);
    let ends: Vec<_> = answers
        .map(|answer| answer.unwrap()["status"].clone())
        .collect();
    assert_eq!(ends, ["needs_confirmation", "done"]);
}

#[tokio::test]
async fn yes_does_not_count_where_another_must_confirm() {
    let world = World::running(WEB).await;
    world.says("/docker-config set confirm_by another").await;
    let started = world.started("web");
    let (ended, told) = hailer(&world, &["restart", "--yes"]);
    assert_eq!(ended, Some(3), "{told}");
    assert!(told.contains("Another person must say yes"), "{told}");
    assert!(told.contains("a second person must confirm this"), "{told}");
    assert_eq!(world.started("web"), started);
}

#[tokio::test]
async fn doctor_names_the_fix_for_a_missing_engine() {
    let world = World::empty().await;
    let host = [("DOCKER_HOST", "unix:///nowhere/docker.sock")];
    let ran = hailer_with(&world, &host, &["doctor"]);
    let told = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(ran.status.code(), Some(5), "{told}");
    assert!(told.starts_with("1 thing is broken\n"), "{told}");
    assert!(told.contains("systemctl start docker"), "{told}");
}

#[tokio::test]
async fn without_the_compose_binary_all_but_planning_works_and_says_how_to_get_it() {
    let world = World::running(WEB).await;
    let nowhere = [("HAILER_COMPOSE_BIN", "/nowhere/docker-compose")];
    let says = |words: &[&str]| {
        let ran = hailer_with(&world, &nowhere, words);
        let told = String::from_utf8(ran.stdout).unwrap();
        (ran.status.code(), told)
    };
    let started = world.started("web");
    let (ended, told) = says(&["status"]);
    assert_eq!(ended, Some(0), "{told}");
    assert!(told.contains("web"), "{told}");
    let (ended, told) = says(&["logs", "web", "5"]);
    assert_eq!(ended, Some(0), "{told}");
    assert!(told.contains("listening on :80"), "{told}");
    let (ended, told) = says(&["restart", "--yes"]);
    assert_eq!(ended, Some(0), "{told}");
    assert_ne!(world.started("web"), started);
    let running = world.containers();
    let (ended, told) = says(&["deploy"]);
    assert_eq!(ended, Some(5), "{told}");
    assert_snapshot!(told, @"Docker Compose was not found. Looked for /nowhere/docker-compose. Install it (Debian: apt-get install docker-compose; elsewhere: put the docker-compose 2 binary into ~/.docker/cli-plugins/) or name it in HAILER_COMPOSE_BIN.");
    assert_eq!(world.containers(), running);
    let (ended, told) = says(&["doctor"]);
    assert_eq!(ended, Some(0), "{told}");
    // The lines are as wide as the terminal, or as eighty letters.
    let told: Vec<_> = told.split_whitespace().collect();
    for said in [
        "Docker Compose was not found",
        "status, logs and restart work without it",
        "set HAILER_COMPOSE_BIN",
    ] {
        assert!(told.join(" ").contains(said), "{told:?}");
    }
}

#[tokio::test]
async fn a_wrong_variable_stops_the_start_with_its_name_and_an_example() {
    let world = World::empty().await;
    for (name, value) in [
        ("DOCKER_HOST", "ftp://docker"),
        ("HAILER_ALLOWED_ROOTS", "srv"),
        ("HAILER_LOG_FORMAT", "xml"),
    ] {
        let ran = hailer_with(&world, &[(name, value)], &["status"]);
        let told = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(2), "{told}");
        assert!(told.starts_with(&format!("hailer: {name} ")), "{told}");
        assert!(told.contains(&format!("{name}=")), "{told}");
        assert!(ran.stdout.is_empty());
    }
    let ran = hailer_with(&world, &[("DOCKER_HOST", "ftp://docker")], &["status"]);
    assert_snapshot!(String::from_utf8(ran.stderr).unwrap(), @r#"hailer: DOCKER_HOST is "ftp://docker"; only unix:// and tcp:// are spoken. Set it like this: DOCKER_HOST=unix:///var/run/docker.sock"#);
}
