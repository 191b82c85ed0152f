//! A real registry on loopback, with a password, for one test alone; and a shop whose image comes from it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::docker::{docker, image_id};
use super::{WEB, World};

pub(crate) const USER: &str = "tester";
/// Its base64 has letters that mean something else in URLs.
pub(crate) const PASSWORD: &str = "pass?~>word";
/// `htpasswd -nbB tester 'pass?~>word'`
const HTPASSWD: &str = "tester:$2y$05$jpjXvsL4rwD227uWnr.fbeKny3K8Rs9K8K.y/vTCML0MiC7q7/fZu\n";

/// A `docker-registry` (Debian) with a folder of its own. It ends with the test.
pub(crate) struct Registry {
    process: Child,
    /// Its address: `127.0.0.1:PORT`, which every engine speaks to without TLS.
    pub(crate) host: String,
    folder: tempfile::TempDir,
}

impl Registry {
    /// Starts one, and waits until it listens.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        fs::write(path("htpasswd"), HTPASSWD).unwrap();
        let config = format!(
            "version: 0.1\nlog: {{level: info}}\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n\
             http: {{addr: '127.0.0.1:0'}}\nauth: {{htpasswd: {{realm: test, path: {}}}}}\n",
            path("store"),
            path("htpasswd")
        );
        fs::write(path("config.yml"), config).unwrap();
        let mut process = Command::new("docker-registry")
            .args(["serve", &path("config.yml")])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("docker-registry: {error}; run scripts/setup"));
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let listening = log.find_map(|line| {
            let line = line.unwrap();
            let (_, at) = line.split_once("listening on ")?;
            let end = at.find(|c: char| !(c.is_ascii_digit() || ".:".contains(c)));
            Some(at[..end.unwrap_or(at.len())].to_owned())
        });
        // It stops at a full pipe.
        std::thread::spawn(move || log.for_each(drop));
        let host = listening.unwrap_or_else(|| panic!("docker-registry ended at once"));
        write_login(folder.path(), &host, PASSWORD);
        Self {
            process,
            host,
            folder,
        }
    }

    /// Ends it: nobody listens at its address any more.
    pub(crate) fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Pushes what the engine has as `reference`, as a person who is logged in would. Returns the digest.
    fn push(&self, reference: &str) -> String {
        let folder = self.folder.path().display().to_string();
        let said = docker(&["--config", &folder, "push", reference]);
        let (_, digest) = said.rsplit_once("digest: ").unwrap();
        digest.split(' ').next().unwrap().to_owned()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Writes `folder/config.json` as `docker login` does.
fn write_login(folder: &Path, host: &str, password: &str) {
    use base64::Engine as _;
    let auth = base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{password}"));
    let config = format!(r#"{{"auths": {{"{host}": {{"auth": "{auth}"}}}}}}"#);
    fs::write(folder.join("config.json"), config).unwrap();
}

impl World {
    /// The shop runs version 1 of an image that the registry has; the strategy is registry, and Hailer is logged in.
    pub(crate) async fn from_registry(registry: &Registry) -> Self {
        let world = Self::empty().await;
        world.log_in(registry, PASSWORD);
        let reference = world.reference(&registry.host);
        world.docker.import_as(&reference, "1", "/shop");
        registry.push(&reference);
        let compose = WEB.replace("IMAGE", &reference);
        world.write("production/compose.yaml", &compose);
        world.write("workspace/compose.yaml", &compose);
        world.compose(&["up", "--detach", "--wait"]);
        world.configure().await;
        let strategy = "/docker-config set deployment_strategy registry";
        assert_eq!(world.says(strategy).await.code, 0);
        world
    }

    /// Gives Hailer credentials, as `docker login` would.
    pub(crate) fn log_in(&self, registry: &Registry, password: &str) {
        let folder = self.path("data/.docker");
        fs::create_dir_all(&folder).unwrap();
        write_login(&folder, &registry.host, password);
    }

    /// The image of the world's shop in the registry at `host`.
    pub(crate) fn reference(&self, host: &str) -> String {
        format!("{host}/{}:1", self.project())
    }

    /// Another image gets the shop's tag in the registry, from elsewhere: this engine doesn't have it. Returns its digest.
    pub(crate) fn publish(&self, registry: &Registry, version: &str, entrypoint: &str) -> String {
        let reference = self.reference(&registry.host);
        let own = image_id(&reference).unwrap();
        self.docker.import_as(&reference, version, entrypoint);
        let digest = registry.push(&reference);
        docker(&["tag", &own, &reference]);
        docker(&["rmi", &self.at(registry, &digest)]);
        digest
    }

    /// The world's shop by its digest.
    pub(crate) fn at(&self, registry: &Registry, digest: &str) -> String {
        format!("{}/{}@{digest}", registry.host, self.project())
    }
}
