//! A container made by the Engine API alone: what is seen of it says something of its image and nothing of Hailer.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bollard::exec::{CreateExecOptions, StartExecResults};
use bollard::models::{ContainerCreateBody, ContainerState};
use bollard::query_parameters::{
    CreateContainerOptions, InspectContainerOptions, LogsOptionsBuilder, RemoveContainerOptions,
    StartContainerOptions, UploadToContainerOptionsBuilder,
};
use bollard::{Docker, body_full};
use futures_util::TryStreamExt as _;
use hailer::instance::preset::Spec;

use crate::asked::body;

/// Longer than any of them takes on a busy machine.
const LIMIT: Duration = Duration::from_mins(3);
/// How often is looked for what nobody tells.
const EVERY: Duration = Duration::from_millis(50);

/// The machine's engine.
pub(crate) async fn engine() -> Docker {
    let docker = Docker::connect_with_local_defaults().unwrap();
    let agreed = docker.negotiate_version().await;
    agreed.unwrap_or_else(|error| panic!("the engine: {error}; run scripts/setup"))
}

/// A container that runs, and goes with its volumes when it is dropped.
pub(crate) struct Plain {
    pub(crate) docker: Docker,
    pub(crate) id: String,
}

impl Plain {
    pub(crate) async fn of(docker: &Docker, spec: &Spec) -> Self {
        let created = Self::created(docker, body(spec)).await;
        for (path, text) in &spec.files {
            created.put(path, text).await;
        }
        created.start().await;
        created
    }

    pub(crate) async fn run(docker: &Docker, body: ContainerCreateBody) -> Self {
        let created = Self::created(docker, body).await;
        created.start().await;
        created
    }

    async fn created(docker: &Docker, body: ContainerCreateBody) -> Self {
        let options = None::<CreateContainerOptions>;
        let created = docker.create_container(options, body).await.unwrap();
        Self {
            docker: docker.clone(),
            id: created.id,
        }
    }

    async fn put(&self, path: &str, text: &str) {
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(text.len() as u64);
        let within = path.trim_start_matches('/');
        tar.append_data(&mut header, within, text.as_bytes())
            .unwrap();
        let options = UploadToContainerOptionsBuilder::new().path("/").build();
        let body = body_full(tar.into_inner().unwrap().into());
        let putting = self
            .docker
            .upload_to_container(&self.id, Some(options), body);
        putting.await.unwrap();
    }

    pub(crate) async fn start(&self) {
        let options = None::<StartContainerOptions>;
        self.docker
            .start_container(&self.id, options)
            .await
            .unwrap();
    }

    /// Runs a command in it: the code with which it ended, and what it said.
    pub(crate) async fn exec(&self, words: &[&str]) -> (i64, String) {
        let options = CreateExecOptions {
            cmd: Some(words.to_vec()),
            attach_stdout: Some(true),
            attach_stderr: Some(true),
            ..CreateExecOptions::default()
        };
        let exec = self.docker.create_exec(&self.id, options).await.unwrap();
        let started = self.docker.start_exec(&exec.id, None).await.unwrap();
        let StartExecResults::Attached { output, .. } = started else {
            panic!("{words:?} was not attached to");
        };
        let said: Vec<_> = output.try_collect().await.unwrap();
        let said = said.iter().map(ToString::to_string).collect();
        let ended = self.docker.inspect_exec(&exec.id).await.unwrap();
        (ended.exit_code.unwrap(), said)
    }

    /// Waits until the preset's check succeeds.
    pub(crate) async fn ready(&self, spec: &Spec) {
        let test = &spec.health.as_ref().unwrap().test;
        self.ready_by(&test.iter().map(String::as_str).collect::<Vec<_>>())
            .await;
    }

    pub(crate) async fn ready_by(&self, test: &[&str]) {
        let began = Instant::now();
        loop {
            let running = self.state().await.running == Some(true);
            assert!(running, "it ended: {}", self.log().await);
            let (code, said) = self.exec(test).await;
            if code == 0 {
                return;
            }
            let log = self.log().await;
            assert!(began.elapsed() < LIMIT, "{test:?}: {code} {said}\n{log}");
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Waits until it has ended: how, and what it said.
    pub(crate) async fn ended(&self) -> (ContainerState, String) {
        let began = Instant::now();
        loop {
            let state = self.state().await;
            if state.running == Some(false) && state.pid == Some(0) {
                return (state, self.log().await);
            }
            assert!(began.elapsed() < LIMIT, "it runs: {}", self.log().await);
            tokio::time::sleep(EVERY).await;
        }
    }

    pub(crate) async fn log(&self) -> String {
        let options = LogsOptionsBuilder::new().stdout(true).stderr(true).build();
        let lines = self.docker.logs(&self.id, Some(options));
        let lines: Vec<_> = lines.try_collect().await.unwrap();
        lines.iter().map(ToString::to_string).collect()
    }

    /// The machine's port for one of its own.
    pub(crate) async fn port(&self, container: u16) -> u16 {
        let found = self.inspected().await.network_settings.unwrap();
        let mut ports: HashMap<_, _> = found.ports.unwrap();
        let bindings = ports.remove(&format!("{container}/tcp")).unwrap().unwrap();
        bindings[0].host_port.as_ref().unwrap().parse().unwrap()
    }

    async fn state(&self) -> ContainerState {
        self.inspected().await.state.unwrap()
    }

    async fn inspected(&self) -> bollard::models::ContainerInspectResponse {
        let options = None::<InspectContainerOptions>;
        self.docker
            .inspect_container(&self.id, options)
            .await
            .unwrap()
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        let id = self.id.clone();
        // A guard can't wait; a thread with a runtime of its own can.
        let removing = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let options = RemoveContainerOptions {
                force: true,
                v: true,
                ..RemoveContainerOptions::default()
            };
            runtime.block_on(async {
                let removing = engine().await;
                removing.remove_container(&id, Some(options)).await.unwrap();
            });
        });
        let removed = removing.join();
        if !std::thread::panicking() {
            removed.unwrap();
        }
    }
}
