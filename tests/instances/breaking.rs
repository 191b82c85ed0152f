//! The image that goes wrong does so as it is told.

use bollard::models::{ContainerCreateBody, HostConfig};
use bollard::query_parameters::StopContainerOptionsBuilder;

use crate::images;
use crate::plain::{Plain, engine};

async fn told(words: &[&str]) -> Plain {
    let docker = engine().await;
    let body = ContainerCreateBody {
        image: Some(images::breaker(&docker).await),
        cmd: Some(words.iter().map(|&word| word.to_owned()).collect()),
        host_config: Some(HostConfig {
            memory: Some(64 << 20),
            memory_swap: Some(64 << 20),
            ..HostConfig::default()
        }),
        ..ContainerCreateBody::default()
    };
    Plain::run(&docker, body).await
}

#[tokio::test]
async fn it_dies_with_three_lines() {
    let (state, log) = told(&["die"]).await.ended().await;
    assert_eq!(state.exit_code, Some(3));
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(
        lines,
        [
            "reading the configuration",
            "opening the database",
            "cannot open the database: no such file"
        ]
    );
}

#[tokio::test]
async fn it_eats_until_it_is_killed() {
    let (state, log) = told(&["eat"]).await.ended().await;
    assert_eq!(state.oom_killed, Some(true), "{log}");
    assert_eq!(state.exit_code, Some(137));
}

#[tokio::test]
async fn it_is_never_ready_or_late() {
    let never = told(&["never"]).await;
    let (code, said) = never.exec(&["is-ready"]).await;
    assert_eq!((code, said.trim()), (1, "not ready yet"));
    let slow = told(&["slow", "0.3"]).await;
    slow.ready_by(&["is-ready"]).await;
}

#[tokio::test]
async fn it_ends_when_it_is_killed_and_not_before() {
    let stubborn = told(&["stubborn"]).await;
    stubborn.ready_by(&["is-ready"]).await;
    let options = StopContainerOptionsBuilder::new().t(1).build();
    let stopping = stubborn.docker.stop_container(&stubborn.id, Some(options));
    stopping.await.unwrap();
    let (state, _) = stubborn.ended().await;
    assert_eq!(state.exit_code, Some(137));
}
