//! A world's engine, as people use it: what it says is what is there, whatever Hailer believes.

use std::process::{Command, Output};

use crate::world::{World, said};

impl World {
    /// Runs the Docker command line.
    pub(crate) fn docker(&self, words: &[&str]) -> String {
        let output = self.ask(words);
        let said = said(&output);
        assert!(output.status.success(), "docker {words:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The same, whatever it answers.
    pub(crate) fn ask(&self, words: &[&str]) -> Output {
        self.client().args(words).output().unwrap()
    }

    /// The official client, for the engine that this world is on.
    pub(crate) fn client(&self) -> Command {
        let mut docker = Command::new("docker");
        if let Some(dockerd) = &self.own.dockerd {
            docker.env("DOCKER_HOST", dockerd.host());
        }
        docker
    }

    /// Takes away what the first words list, each line of which `own` wants.
    fn remove(&self, list: &[&str], own: impl Fn(&&str) -> bool, remove: &[&str]) {
        let listed = self.ask(list);
        let listed = String::from_utf8_lossy(&listed.stdout);
        let names: Vec<_> = listed.split_whitespace().filter(own).collect();
        if !names.is_empty() {
            self.ask(&[remove, &names].concat());
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let label = format!("label=com.docker.compose.project={}", self.project);
        let filtered = |list: &[&str], remove: &[&str]| {
            let list = [list, &["--filter", &label]].concat();
            self.remove(&list, |_| true, remove);
        };
        filtered(&["ps", "-aq"], &["rm", "-f", "-v"]);
        filtered(&["network", "ls", "-q"], &["network", "rm"]);
        let tags = ["images", "--format", "{{.Repository}}:{{.Tag}}"];
        self.remove(&tags, |tag| tag.contains(&self.project), &["rmi", "-f"]);
        filtered(&["images", "-aq"], &["rmi", "-f"]);
    }
}
