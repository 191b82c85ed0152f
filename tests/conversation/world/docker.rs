//! What a world has on the engine, seen and made through the official tools, never through Hailer.

#[path = "../../support/official.rs"]
mod official;
#[path = "../../support/shop_image.rs"]
mod shop_image;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub(crate) use official::compose_binary;
use shop_image::import_shop;

/// A project and an image with names that nobody else has.
pub(crate) struct Docker {
    pub(crate) project: String,
    pub(crate) image: String,
}

impl Docker {
    pub(crate) fn new() -> Self {
        let unique = unique();
        Self {
            project: format!("hailer-talk-{unique}"),
            image: format!("hailer-talk-{unique}:1"),
        }
    }

    /// Makes the world's image: the static binary and nothing else.
    pub(crate) fn import_image(&self) {
        self.import_as(&self.image, "1", "/shop");
    }

    /// An image of the static binary that begins with the words of `entrypoint`; each time another one.
    pub(crate) fn import_as(&self, reference: &str, version: &str, entrypoint: &str) {
        let label = format!("world={} version={version}", self.project);
        let imported = import_shop(Command::new("docker"), reference, &label, entrypoint);
        said("docker import", &imported);
    }

    /// Runs the official Compose binary in `folder`.
    pub(crate) fn compose(&self, folder: &Path, words: &[&str]) -> String {
        let ran = Command::new(compose_binary())
            .args(["--progress", "quiet", "-p", &self.project])
            .args(words)
            .current_dir(folder)
            .env("PWD", folder)
            .output()
            .unwrap();
        said(&format!("compose {words:?}"), &ran)
    }

    /// `service state id` of each container of the project, sorted.
    pub(crate) fn containers(&self) -> Vec<String> {
        let format = "{{.Label \"com.docker.compose.service\"}} {{.State}} {{.ID}}";
        let mut found = self.list(&["ps", "--all", "--no-trunc", "--format", format]);
        found.sort();
        found
    }

    /// Containers with temporary names and images with private tags.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let project = self.project.as_str();
        let names = self.list(&["ps", "--all", "--format", "{{.Names}}"]);
        let temporary = names.into_iter().filter(|name| !name.starts_with(project));
        let tags = docker(&["images", "--format", "{{.Repository}}:{{.Tag}}"]);
        let private = format!("hailer.build/{project}:");
        let private = tags.lines().filter(|tag| tag.starts_with(&private));
        temporary.chain(private.map(str::to_owned)).collect()
    }

    pub(crate) fn networks_and_volumes(&self) -> Vec<String> {
        let networks = self.list(&["network", "ls", "--format", "{{.Name}}"]);
        let volumes = self.list(&["volume", "ls", "--format", "{{.Name}}"]);
        [networks, volumes].concat()
    }

    /// Lists what carries the project's label.
    fn list(&self, words: &[&str]) -> Vec<String> {
        let filter = format!("label=com.docker.compose.project={}", self.project);
        let words = [words, &["--filter", &filter]].concat();
        docker(&words).lines().map(str::to_owned).collect()
    }

    fn remove(&self) {
        let containers = self.list(&["ps", "--all", "--quiet"]);
        all_of(&["rm", "--force", "--volumes"], &containers);
        all_of(
            &["network", "rm"],
            &self.list(&["network", "ls", "--quiet"]),
        );
        all_of(&["volume", "rm"], &self.list(&["volume", "ls", "--quiet"]));
        // By digest, too: what was pulled may have no tag any more.
        let format = "{{.Repository}}:{{.Tag}} {{.ID}}";
        let images = docker(&["images", "--digests", "--no-trunc", "--format", format]);
        let own = |name: &str| name == self.image || name.contains(&self.project);
        let images = images.lines().filter_map(|line| line.split_once(' '));
        let mut ids: Vec<_> = images
            .filter(|(name, _)| own(name))
            .map(|(_, id)| id.to_owned())
            .collect();
        ids.sort();
        ids.dedup();
        all_of(&["rmi", "--force"], &ids);
    }
}

impl Drop for Docker {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // A second panic would end the process before the others' worlds are cleaned.
            let cleaned = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.remove()));
            drop(cleaned);
        } else {
            self.remove();
        }
    }
}

/// Ten letters and digits that nobody has had.
pub(crate) fn unique() -> String {
    let mut random = [0; 5];
    getrandom::fill(&mut random).unwrap();
    hex::encode(random)
}

/// Runs the Docker command line.
pub(crate) fn docker(words: &[&str]) -> String {
    let ran = Command::new("docker").args(words).output().unwrap();
    said(&format!("docker {words:?}"), &ran)
}

/// What a reference stands for on the engine; `None`: nothing.
pub(crate) fn image_id(reference: &str) -> Option<String> {
    let inspect = ["image", "inspect", "--format", "{{.Id}}", reference];
    let ran = Command::new("docker").args(inspect).output().unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    ran.status.success().then(|| said.trim().to_owned())
}

/// The static binary that every service of the tests is.
pub(crate) fn shop() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/shop/shop")
}

fn all_of(words: &[&str], names: &[String]) {
    if !names.is_empty() {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        docker(&[words, &names].concat());
    }
}

fn said(what: &str, ran: &Output) -> String {
    let error = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{what}: {error}");
    String::from_utf8(ran.stdout.clone()).unwrap()
}
