//! Containers of no project.

use std::collections::BTreeMap;

use super::World;
use crate::engine::single::{Limits, Rights, Single};
use crate::engine::{RestartPolicy, Volumes};

impl World {
    /// A container by itself that runs `command`, with nothing else said of it.
    pub(crate) fn single(&self, command: &[&str]) -> Single {
        Single {
            name: format!("{}-single", self.project),
            image: self.image.clone(),
            command: Some(command.iter().map(ToString::to_string).collect()),
            environment: BTreeMap::new(),
            labels: BTreeMap::new(),
            ports: vec![],
            healthcheck: None,
            mounts: vec![],
            tmpfs: BTreeMap::new(),
            limits: Limits::default(),
            rights: Rights::default(),
            network: None,
            restart: RestartPolicy::No,
            files: BTreeMap::new(),
        }
    }

    /// Creates and starts it. Returns its id.
    pub(crate) async fn run_single(&self, single: &Single) -> String {
        let id = self.engine.create_single(&self.intent, single).await;
        let id = id.unwrap();
        self.engine.start(&self.intent, &id).await.unwrap();
        id
    }

    /// Removes a container that doesn't run.
    pub(crate) async fn take_away(&self, id: &str) {
        let removed = self.engine.remove(&self.intent, id, Volumes::Remove);
        removed.await.unwrap();
    }
}
