//! The same by the Docker CLI, a process for each call, and by the bare Engine API.

use std::collections::HashMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use bollard::Docker;
use bollard::exec::{CreateExecOptions, StartExecResults};
use bollard::models::{ContainerCreateBody, HostConfig, PortBinding};
use bollard::query_parameters::{
    CreateContainerOptions, InspectContainerOptions, ListContainersOptions, LogsOptionsBuilder,
    RemoveContainerOptions, StartContainerOptions, StopContainerOptionsBuilder,
};
use futures_util::TryStreamExt;

use super::house::House;
use crate::official::said;

const IMAGE: &str = "hailer-test-breaker:1";
const DATA: &str = "/var/lib/postgresql/data:size=134217728";

/// How long a container may take until its check passes.
const READY_WITHIN: Duration = Duration::from_mins(1);

pub(super) struct Bare<'a> {
    house: &'a House,
    docker: Docker,
}

impl<'a> Bare<'a> {
    pub(super) fn new(house: &'a House) -> Self {
        Self {
            house,
            docker: house.docker.clone(),
        }
    }

    pub(super) fn list(&self, label: &str) -> usize {
        let label = label.trim_start_matches("label=");
        self.house.runtime.block_on(self.listed(label))
    }

    async fn listed(&self, label: &str) -> usize {
        let options = ListContainersOptions {
            all: true,
            filters: Some(HashMap::from([(
                "label".to_owned(),
                vec![label.to_owned()],
            )])),
            ..ListContainersOptions::default()
        };
        self.docker
            .list_containers(Some(options))
            .await
            .unwrap()
            .len()
    }

    pub(super) fn inspect(&self, name: &str) {
        self.house.runtime.block_on(self.look_at(name));
    }

    async fn look_at(&self, name: &str) {
        let inspected = self
            .docker
            .inspect_container(name, None::<InspectContainerOptions>);
        assert!(inspected.await.unwrap().id.is_some());
    }

    pub(super) fn logs(&self, name: &str) {
        self.house.runtime.block_on(self.read_log(name));
    }

    async fn read_log(&self, name: &str) {
        let options = LogsOptionsBuilder::new()
            .stdout(true)
            .stderr(true)
            .tail("100")
            .build();
        let lines = self
            .docker
            .logs(name, Some(options))
            .try_collect::<Vec<_>>();
        lines.await.unwrap();
    }

    /// Creates and starts one, and runs its check until that passes.
    pub(super) async fn creates(&self) -> String {
        let binding = PortBinding {
            host_ip: Some("127.0.0.1".to_owned()),
            host_port: None,
        };
        let body = ContainerCreateBody {
            image: Some(IMAGE.to_owned()),
            cmd: Some(vec!["slow".to_owned(), "0".to_owned()]),
            host_config: Some(HostConfig {
                port_bindings: Some(HashMap::from([("80/tcp".to_owned(), Some(vec![binding]))])),
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        };
        let created = self
            .docker
            .create_container(None::<CreateContainerOptions>, body);
        let id = created.await.unwrap().id;
        let started = self
            .docker
            .start_container(&id, None::<StartContainerOptions>);
        started.await.unwrap();
        while !self.is_ready(&id).await {}
        id
    }

    /// What Hailer's round is: made until ready, looked at, its log read, listed, stopped, started until ready, removed.
    pub(super) async fn goes_round(&self) -> (u64, u64) {
        let id = self.creates().await;
        self.look_at(&id).await;
        self.read_log(&id).await;
        self.listed(&format!("hailer.house={}", self.house.id))
            .await;
        let stop = StopContainerOptionsBuilder::new().t(1).build();
        self.docker.stop_container(&id, Some(stop)).await.unwrap();
        let start = self
            .docker
            .start_container(&id, None::<StartContainerOptions>);
        start.await.unwrap();
        while !self.is_ready(&id).await {}
        self.removes(&id).await;
        (7, 0)
    }

    async fn is_ready(&self, id: &str) -> bool {
        let options = CreateExecOptions {
            cmd: Some(vec!["is-ready"]),
            attach_stdout: Some(true),
            ..CreateExecOptions::default()
        };
        let exec = self.docker.create_exec(id, options).await.unwrap().id;
        if let StartExecResults::Attached { output, .. } =
            self.docker.start_exec(&exec, None).await.unwrap()
        {
            output.try_collect::<Vec<_>>().await.unwrap();
        }
        self.docker.inspect_exec(&exec).await.unwrap().exit_code == Some(0)
    }

    pub(super) async fn removes(&self, id: &str) {
        let options = RemoveContainerOptions {
            v: true,
            force: true,
            link: false,
        };
        self.docker
            .remove_container(id, Some(options))
            .await
            .unwrap();
    }

    pub(super) fn creates_by_cli() -> String {
        let run = [
            "run",
            "--detach",
            "--publish",
            "127.0.0.1::80",
            IMAGE,
            "slow",
            "0",
        ];
        let id = said(&run).trim().to_owned();
        until_ready(&["exec", &id, "is-ready"]);
        id
    }

    pub(super) fn postgres_by_cli() -> String {
        let run = [
            "run",
            "--detach",
            "--publish",
            "127.0.0.1::5432",
            "--memory",
            "256m",
            "--tmpfs",
            DATA,
            "--env",
            "POSTGRES_USER=postgres",
            "--env",
            "POSTGRES_PASSWORD=bench",
            "--env",
            "POSTGRES_DB=testdb",
            "postgres:16-alpine",
            "postgres",
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "shared_buffers=128MB",
        ];
        let id = said(&run).trim().to_owned();
        let check = [
            "exec",
            &id,
            "pg_isready",
            "--quiet",
            "--host",
            "127.0.0.1",
            "--username",
            "postgres",
            "--dbname",
            "testdb",
        ];
        until_ready(&check);
        id
    }
}

/// Runs a check by the Docker CLI until it passes: at the first time the program may only just have begun.
fn until_ready(check: &[&str]) {
    let begun = Instant::now();
    let mut docker = Command::new("docker");
    docker.args(check).stderr(Stdio::null());
    while !docker.status().unwrap().success() {
        assert!(begun.elapsed() < READY_WITHIN, "{docker:?} never passed");
    }
}
