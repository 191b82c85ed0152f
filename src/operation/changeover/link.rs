//! The link of the strategy symlink: pointed back, and its release folders removed when nothing needs them.

use std::path::{Path, PathBuf};

use super::{Changeover, codebase};
use crate::domain::container::Container;
use crate::domain::files::RelativePath;
use crate::domain::files::link::Pointed;
use crate::domain::journal::Step;
use crate::domain::release::ReleaseState;
use crate::operation::OperationError;
use crate::operation::deploy::blocking;
use crate::operation::under_way::UnderWay;
use crate::sync::{Releases, is_shared};

/// What an operation has done to a link.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// production_path.
    pub(super) path: PathBuf,
    /// The release folder that it made.
    pub(super) made: Option<String>,
    /// What stood there first, and what it was pointed to.
    pub(super) pointed: Option<(Pointed, Pointed)>,
}

impl Link {
    /// One to which nothing has been done.
    pub(super) fn at(path: &str) -> Self {
        Self {
            path: path.into(),
            made: None,
            pointed: None,
        }
    }
}

impl Changeover {
    /// Points production_path back.
    pub(super) async fn undo_link(&self, under_way: &UnderWay<'_>) -> Result<(), OperationError> {
        let Some(link) = &self.link else {
            return Ok(());
        };
        let Some((before, after)) = link.pointed.clone() else {
            return Ok(());
        };
        let step = Step::PointLink {
            link: link.path.display().to_string(),
            from: after.clone(),
            to: before.clone(),
        };
        let (path, operation) = (link.path.clone(), under_way.operation().clone());
        let point = async |_: &_| {
            blocking(move || Releases::beside(&path)?.point((&after, &before), &operation)).await
        };
        under_way.step(step, point).await
    }

    /// Removes the release folder that was made, unless production_path leads to it.
    pub(super) async fn discard_release(
        &self,
        under_way: &UnderWay<'_>,
    ) -> Result<(), OperationError> {
        let Some(link) = &self.link else {
            return Ok(());
        };
        let (path, made) = (link.path.clone(), link.made.clone());
        let operation = under_way.operation().clone();
        blocking(move || Releases::beside(&path)?.discard(&operation, made.as_deref())).await
    }

    /// Removes the release folders that no kept release has, unless a container may still have one mounted.
    pub(super) async fn prune_releases(
        &self,
        under_way: &UnderWay<'_>,
    ) -> Result<(), OperationError> {
        let Some(link) = &self.link else {
            return Ok(());
        };
        let shared = shared_paths(under_way).await?;
        if let Some(holder) = holder(under_way, &link.path, &shared).await? {
            tracing::info!(
                container = holder.name,
                "no release folder is removed: a container was started before the last deploy and mounts from one"
            );
            return Ok(());
        }
        let store = &under_way.context.store;
        let codebase = codebase(under_way).await?;
        let mut releases = store.releases(&codebase).await?;
        releases.retain(|one| matches!(one.state, ReleaseState::Live | ReleaseState::Superseded));
        let mut kept = Vec::new();
        for release in &releases {
            let content = store.release_content(&codebase, release.number);
            kept.push(content.await?.manifest);
        }
        let step = Step::PruneReleases {
            link: link.path.display().to_string(),
        };
        let (path, operation) = (link.path.clone(), under_way.operation().clone());
        let prune =
            async |_: &_| blocking(move || Releases::beside(&path)?.prune(&kept, &operation)).await;
        let left = under_way.step(step, prune).await?;
        if !left.is_empty() {
            tracing::warn!(
                ?left,
                "release folders that were edited by hand are not removed"
            );
        }
        Ok(())
    }
}

/// What lives on from release to release, as the codebase is configured.
pub(super) async fn shared_paths(
    under_way: &UnderWay<'_>,
) -> Result<Vec<RelativePath>, OperationError> {
    let store = &under_way.context.store;
    let codebase = store.codebase(&codebase(under_way).await?).await?;
    let docker = codebase.and_then(|codebase| codebase.docker);
    Ok(docker.map(|docker| docker.shared_paths).unwrap_or_default())
}

/// Whether any of these is mounted from the release folder that the link leads to.
pub(super) fn mounts_from_release(
    link: &Path,
    shared: &[RelativePath],
    sources: &[PathBuf],
) -> bool {
    sources.iter().any(|source| {
        let below = source.strip_prefix(link).ok();
        let below = below.map(|path| RelativePath::new(path.to_string_lossy()));
        // The whole folder is no relative path, and is not shared.
        below.is_some_and(|path| path.map_or(true, |path| !is_shared(&path, shared)))
    })
}

/// A running container that may have an older release folder mounted: it names one, or was started before production_path
/// was pointed to where it leads now.
async fn holder(
    under_way: &UnderWay<'_>,
    link: &Path,
    shared: &[RelativePath],
) -> Result<Option<Container>, OperationError> {
    let path = link.to_owned();
    let (folder, pointed_at) = blocking(move || {
        let releases = Releases::beside(&path)?;
        Ok((releases.folder(), releases.pointed_at()?))
    })
    .await?;
    let engine = under_way.context.engine().await?;
    for (container, sources) in engine.running_with_binds().await? {
        let started = container.started.map(std::time::SystemTime::from);
        let older = started.is_none_or(|started| pointed_at.is_none_or(|at| started < at));
        if sources.iter().any(|source| source.starts_with(&folder))
            || (older && mounts_from_release(link, shared, &sources))
        {
            return Ok(Some(container));
        }
    }
    Ok(None)
}
