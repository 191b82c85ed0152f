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
    /// Since when production_path has led to the new release; `None` where it doesn't, or leads back by now.
    pub(super) async fn led_astray(&self) -> Option<SystemTime> {
        let link = self.link.as_ref()?;
        let (_, after) = link.pointed.as_ref()?;
        let path = link.path.clone();
        let looked = blocking(move || {
            let releases = Releases::beside(&path)?;
            Ok((releases.pointed()?, releases.pointed_at()?))
        });
        // What is wrong with the link is told by the step that points it back.
        let (now, pointed_at) = looked.await.ok()?;
        pointed_at.filter(|_| now == *after)
    }

    /// Those that run and were started between `since` and `until`, by default now.
    async fn strayed(
        &self,
        under_way: &UnderWay<'_>,
        engine: &Engine,
        (since, until): (Option<SystemTime>, Option<SystemTime>),
    ) -> Result<Vec<Container>, OperationError> {
        let (Some(link), Some(since)) = (&self.link, since) else {
            return Ok(vec![]);
        };
        let shared = shared_paths(under_way).await?;
        let within =
            |started: SystemTime| started >= since && until.is_none_or(|until| started <= until);
        let strayed = |(container, sources): &(Container, Vec<PathBuf>)| {
            let started = container.started.map(SystemTime::from);
            let project = container.labels.get("com.docker.compose.project");
            // Without a config hash it only inherits its image's labels.
            project.is_some_and(|project| project == under_way.project().as_str())
                && container.config_hash().is_some()
                && !container.is_oneoff()
                && started.is_none_or(within)
                && mounts_from_release(&link.path, &shared, sources)
        };
        let mut running = engine.running_with_binds().await?;
        running.retain(strayed);
        Ok(running
            .into_iter()
            .map(|(container, _)| container)
            .collect())
    }

    /// Stops them, with what it takes to start them again on record; an engine that is restarted meanwhile leaves them down.
    /// Returns the first error of those that could not be put there, which run on; one that can't be stopped is stopped once
    /// more before it is started.
    pub(super) async fn stop_strayed(
        &self,
        under_way: &UnderWay<'_>,
        engine: &Engine,
        when: (Option<SystemTime>, Option<SystemTime>),
    ) -> Result<(), OperationError> {
        let mut noted = Ok(());
        for container in self.strayed(under_way, engine, when).await? {
            match self.note_strayed(under_way, &container).await {
                Ok(()) => stop(under_way, &container.id).await,
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

/// From the step's row on it is known that it may be in the middle of stopping.
async fn stop(under_way: &UnderWay<'_>, id: &str) {
    let Err(first) = step::stop_for_good(under_way, id).await else {
        return;
    };
    tracing::warn!(container = id, error = %first, "not stopped yet");
    if let Err(error) = step::stop(under_way, id).await {
        tracing::warn!(container = id, %error, "not stopped yet, asked again");
    }
}
