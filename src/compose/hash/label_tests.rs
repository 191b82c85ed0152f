//! The labels that `docker compose` really writes on a real engine, beside the hashes that we take. It is asked to create
//! containers and never to start them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use super::*;
use crate::compose::binary::tests::real_binary;
use crate::compose::load::load;
use crate::compose::load::tests::Project;
use crate::compose::{ComposeBinary, LoadRequest};
use crate::domain::name::ProjectName;

/// A project that the official tool has created; it is taken down again whatever becomes of the test.
struct Created {
    binary: PathBuf,
    request: LoadRequest,
}

impl Created {
    fn new(binary: &ComposeBinary, request: LoadRequest) -> Self {
        let created = Self {
            binary: binary.path().to_owned(),
            request,
        };
        created.compose(&["create", "--build"]);
        created
    }

    /// Runs it as a person would: in the project's folder.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(&self.binary);
        command
            .env_clear()
            .current_dir(&self.request.production_path)
            .env("PWD", &self.request.production_path);
        for key in ["HOME", "PATH", "DOCKER_HOST"] {
            command.envs(std::env::var_os(key).map(|value| (key, value)));
        }
        command
            .args(["-p", self.request.project.as_str()])
            .args(arguments)
            .output()
            .unwrap()
    }

    fn compose(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "docker compose {arguments:?}: {}\nThis test needs a Docker engine: run scripts/setup first.",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Its containers: service, full id, config hash.
    fn containers(&self) -> Vec<(String, String, String)> {
        let text = |container: &Value, key: &str| container[key].as_str().unwrap().to_owned();
        self.compose(&["ps", "--all", "--no-trunc", "--format", "json"])
            .lines()
            .map(|line| {
                let container: Value = serde_json::from_str(line).unwrap();
                let labels = text(&container, "Labels");
                let mut labels = labels.split(',').filter_map(|label| label.split_once('='));
                let hash = labels
                    .find(|(key, _)| *key == "com.docker.compose.config-hash")
                    .unwrap()
                    .1;
                (
                    text(&container, "Service"),
                    text(&container, "ID"),
                    hash.to_owned(),
                )
            })
            .collect()
    }
}

impl Drop for Created {
    fn drop(&mut self) {
        let down = self.run(&["down", "--volumes", "--rmi", "local"]);
        if !down.status.success() {
            eprintln!(
                "docker compose down: {}",
                String::from_utf8_lossy(&down.stderr)
            );
        }
    }
}

#[tokio::test]
async fn our_hash_is_the_one_that_compose_writes_into_labels() {
    let project = Project::example("labels");
    let binary = real_binary().await;
    let mut request = project.request();
    request.project = ProjectName::new(format!("hailer-labels-{}", std::process::id())).unwrap();
    let created = Created::new(&binary, request.clone());
    let containers = created.containers();
    let ids: BTreeMap<&str, &str> = containers
        .iter()
        .map(|(service, id, _)| (service.as_str(), id.as_str()))
        .collect();

    let model = load(&binary, &request).await.unwrap();
    let ours: BTreeMap<&str, String> = model
        .services
        .iter()
        .map(|(name, service)| {
            let hash = config_hash(service, binary.version(), |name| {
                ids.get(name).map(|id| (*id).to_owned())
            });
            (name.as_str(), hash.unwrap())
        })
        .collect();
    assert_eq!(containers.len(), 4, "{containers:?}");
    for (service, _, hash) in &containers {
        assert_eq!(hash, &ours[service.as_str()], "{service}");
    }
}
