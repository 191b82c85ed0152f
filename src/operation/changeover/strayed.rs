//! Containers of the old version that the engine started again while production_path led to the new release: they mount from
//! that one. When it leads back, they have to be started once more.

use std::path::PathBuf;
use std::time::SystemTime;

use super::Changeover;
use super::link::{mounts_from_release, shared_paths};
use crate::domain::container::Container;
use crate::domain::journal::{OldContainer, Step};
use crate::domain::name::ServiceName;
use crate::engine::Engine;
use crate::operation::deploy::blocking;
use crate::operation::under_way::UnderWay;
use crate::operation::{OperationError, step};
use crate::sync::Releases;

impl Changeover {
    /// Those that run. Once the link leads back there are none: they were stopped before that.
    pub(super) async fn strayed(
        &self,
        under_way: &UnderWay<'_>,
        engine: &Engine,
    ) -> Result<Vec<Container>, OperationError> {
        let Some(link) = &self.link else {
            return Ok(vec![]);
        };
        let Some((_, after)) = &link.pointed else {
            return Ok(vec![]);
        };
        let path = link.path.clone();
        let looked = blocking(move || {
            let releases = Releases::beside(&path)?;
            Ok((releases.pointed()?, releases.pointed_at()?))
        });
        // What is wrong with the link is told by the step that points it back.
        let Ok((now, Some(pointed_at))) = looked.await else {
            return Ok(vec![]);
        };
        if now != *after {
            return Ok(vec![]);
        }
        let shared = shared_paths(under_way).await?;
        let strayed = |(container, sources): &(Container, Vec<PathBuf>)| {
            let started = container.started.map(SystemTime::from);
            let project = container.labels.get("com.docker.compose.project");
            project.is_some_and(|project| project == under_way.project().as_str())
                && !container.is_oneoff()
                && started.is_none_or(|started| started >= pointed_at)
                && mounts_from_release(&link.path, &shared, sources)
        };
        let mut running = engine.running_with_binds().await?;
        running.retain(strayed);
        Ok(running
            .into_iter()
            .map(|(container, _)| container)
            .collect())
    }

    /// Stops them, with what it takes to start them again on record. Returns the first error of those that could not be put
    /// there, which run on; one that can't be stopped is stopped once more before it is started.
    pub(super) async fn stop_strayed(
        &self,
        under_way: &UnderWay<'_>,
        strayed: &[Container],
    ) -> Result<(), OperationError> {
        let mut noted = Ok(());
        for container in strayed {
            match self.note_strayed(under_way, container).await {
                Ok(()) => {
                    if let Err(error) = step::stop(under_way, &container.id).await {
                        tracing::warn!(container = container.id, %error, "not stopped yet");
                    }
                }
                Err(error) => noted = noted.and(Err(error)),
            }
        }
        noted
    }

    /// One that was to be replaced is on record already.
    async fn note_strayed(
        &self,
        under_way: &UnderWay<'_>,
        container: &Container,
    ) -> Result<(), OperationError> {
        let mut old = self.swaps.iter().flat_map(|swap| &swap.old);
        if old.any(|old| old.id == container.id) {
            return Ok(());
        }
        let service = ServiceName::new(container.service().unwrap_or_default());
        let service = service.map_err(|error| {
            OperationError::Internal(format!("{} has no service: {error}", container.name))
        })?;
        let step = Step::SwapService {
            service,
            one_shot: false,
            old: vec![OldContainer {
                id: container.id.clone(),
                name: container.name.clone(),
                ran: true,
            }],
            new: vec![],
        };
        under_way
            .step(step, async |_: &_| Ok::<_, OperationError>(()))
            .await
    }
}
