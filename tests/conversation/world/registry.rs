//! A registry for one test alone, and a shop whose image comes from it.

#[path = "../../support/registry.rs"]
mod support;

use std::fs;

use super::docker::{docker, image_id};
use super::{WEB, World};
use support::write_login;
pub(crate) use support::{PASSWORD, Registry};

impl Registry {
    /// Starts one on this machine's loopback, and waits until it listens. It ends with the test.
    pub(crate) fn start() -> Self {
        Self::start_in(&[])
    }

    /// Ends it: nobody listens at its address any more.
    pub(crate) fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Pushes what the engine has as `reference`, as a person who is logged in would. Returns the digest.
    fn push(&self, reference: &str) -> String {
        let folder = self.folder().display().to_string();
        let said = docker(&["--config", &folder, "push", reference]);
        let (_, digest) = said.rsplit_once("digest: ").unwrap();
        digest.split(' ').next().unwrap().to_owned()
    }
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
