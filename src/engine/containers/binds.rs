//! Which running containers, of whatever project, mount what from this machine.

use std::path::PathBuf;

use bollard::query_parameters::ListContainersOptions;

use super::gone_is_none;
use crate::domain::container::Container;
use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

impl Engine {
    /// Every running container that mounts a file or folder of this machine, with the sources as they were named.
    pub async fn running_with_binds(&self) -> Result<Vec<(Container, Vec<PathBuf>)>, EngineError> {
        let call = Call::new("list the containers of", "this engine");
        let options = ListContainersOptions::default();
        let summaries = self
            .read(call, || {
                self.docker().list_containers(Some(options.clone()))
            })
            .await?;
        let mut found = Vec::new();
        for summary in summaries {
            let mounts = summary.mounts.unwrap_or_default();
            let sources: Vec<_> = mounts
                .into_iter()
                .filter(|mount| mount.typ.as_deref() == Some("bind"))
                .filter_map(|mount| mount.source.map(PathBuf::from))
                .collect();
            let (Some(id), false) = (summary.id, sources.is_empty()) else {
                continue;
            };
            if let Some(container) = gone_is_none(self.inspect(&id).await)? {
                found.push((container, sources));
            }
        }
        Ok(found)
    }
}
