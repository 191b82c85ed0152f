//! What a world has on the engine.

use super::World;
use super::docker::docker;

impl World {
    /// The tag of the test's own image.
    pub(crate) fn image(&self) -> &str {
        &self.docker.image
    }

    /// The Compose project.
    pub(crate) fn project(&self) -> &str {
        &self.docker.project
    }

    /// Runs the official Compose binary in production, as a person would.
    pub(crate) fn compose(&self, words: &[&str]) -> String {
        self.compose_in("production", words)
    }

    /// The same in another folder of the root.
    pub(crate) fn compose_in(&self, folder: &str, words: &[&str]) -> String {
        self.docker.compose(&self.path(folder), words)
    }

    /// `service state id` of each container of the project, sorted.
    pub(crate) fn containers(&self) -> Vec<String> {
        self.docker.containers()
    }

    /// The id of a service's container.
    pub(crate) fn container(&self, service: &str) -> String {
        let found = self.containers();
        let line = found
            .iter()
            .find(|line| line.split(' ').next() == Some(service));
        let line = line.unwrap_or_else(|| panic!("no {service} in {found:?}"));
        line.rsplit(' ').next().unwrap().to_owned()
    }

    /// When a service's container was started last.
    pub(crate) fn started(&self, service: &str) -> String {
        let id = self.container(service);
        docker(&["inspect", "--format", "{{.State.StartedAt}}", &id])
    }

    /// The project's networks and volumes.
    pub(crate) fn networks_and_volumes(&self) -> Vec<String> {
        self.docker.networks_and_volumes()
    }

    /// Runs a container that no project has. Returns its id.
    pub(crate) fn run_foreign(&self, name: &str, label: &str) -> String {
        let run = [
            "run",
            "--detach",
            "--network",
            "none",
            "--name",
            name,
            "--label",
            label,
        ];
        let what = [self.docker.image.as_str(), "hang"];
        docker(&[&run[..], &what].concat()).trim().to_owned()
    }

    /// Makes the test's own image.
    pub(crate) fn import_image(&self) {
        self.docker.import_image();
    }
}
