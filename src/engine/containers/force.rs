//! What is thrown away with all that it has: ended and removed by one call.

use std::collections::{BTreeSet, HashMap};

use bollard::query_parameters::{ListContainersOptions, RemoveContainerOptions};

use crate::domain::journal::Intent;
use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

impl Engine {
    /// Kills a container, if it runs, and removes it with its anonymous volumes. One that is gone already is fine.
    pub async fn remove_by_force(&self, intent: &Intent, id: &str) -> Result<(), EngineError> {
        let options = RemoveContainerOptions {
            v: true,
            force: true,
            link: false,
        };
        self.take_away(intent, id, options).await
    }

    /// The ids (`sha256:…`) of the images that containers have, running or not.
    pub async fn used_images(&self) -> Result<BTreeSet<String>, EngineError> {
        let options = ListContainersOptions {
            all: true,
            filters: Some(HashMap::new()),
            ..ListContainersOptions::default()
        };
        let call = Call::new("list the containers", "");
        let all = self
            .read(call, || {
                self.docker().list_containers(Some(options.clone()))
            })
            .await?;
        Ok(all.into_iter().filter_map(|one| one.image_id).collect())
    }
}
