//! Where a deploy's model, files and images come from. Whatever the origin is, the executor is the same.

mod checkout;
mod choice;
mod github;
mod live;
mod registry;
mod release;
mod workspace;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::Files;
use super::images::{self, Asked, Builds, Images, Means, Versions};
use super::place::Place;
use super::{Version, Wanted};
use crate::compose::{Document, Model};
use crate::domain::codebase::{self, Codebase, DockerConfig, Strategy};
use crate::domain::files::{FileDiff, Manifest};
use crate::domain::plan::{LiveSource, SourceState};
use crate::domain::release::NamedRelease;
use crate::engine::Engine;
use crate::operation::deploy::planning::evaluate;
use crate::operation::deploy::planning::facts::may_touch;
use crate::operation::{Context, OperationError};
pub use choice::NoRelease;
pub use github::NoVersion;
use release::Kept;

/// Where a deploy comes from.
pub(super) enum Origin {
    /// A folder with its files, all of them.
    Folder(Source),
    /// The compose files of such a folder; the images come from registries.
    Registry(Source),
    /// A release on record.
    Release(Box<Kept>),
}

/// What a folder is that has a version's files.
pub(super) enum Source {
    /// A workspace, as it stands.
    Workspace(PathBuf),
    /// A commit that was fetched.
    Github(Box<github::Version>),
}

impl Source {
    fn folder(&self) -> &Path {
        match self {
            Self::Workspace(folder) => folder,
            Self::Github(version) => version.folder(),
        }
    }

    async fn stands(&self, live: Option<&NamedRelease>) -> Stands {
        match self {
            Self::Workspace(folder) => workspace::stands(folder, live).await,
            Self::Github(version) => version.stands(live).await,
        }
    }
}

/// The project's model, and what is known of how production will read.
pub(super) struct Modelled {
    pub(super) document: Document,
    /// The JSON that the Compose binary must print once the files are in place; `None` where it can't be foreseen.
    pub(super) foreseen: Option<serde_json::Value>,
    /// What a person should know of it before saying yes.
    pub(super) warning: Option<String>,
}

/// What is said of a source in the plan.
pub(super) struct Stands {
    /// Where the new version comes from; it is kept with the release, too.
    pub(super) source: SourceState,
    /// What is live, held against it.
    pub(super) live: Option<LiveSource>,
    /// What a person should know of it before saying yes, or could not be found out, a sentence each.
    pub(super) warnings: Vec<String>,
}

impl Origin {
    /// Finds what was asked for; what can't be deployed from is refused.
    pub(super) async fn find(
        context: &Context,
        (codebase, docker): (&Codebase, &DockerConfig),
        wanted: &Wanted<'_>,
    ) -> Result<Self, OperationError> {
        let reference = match (wanted.version, docker.source) {
            (Version::Current, codebase::Source::Workspace) => {
                let roots = &context.folders.allowed_roots;
                let folder = workspace::find(codebase, docker, roots)?;
                return Ok(Self::of(Source::Workspace(folder), docker));
            }
            (Version::Current, codebase::Source::Github) => None,
            (Version::Reference(reference), _) => Some(reference),
            (Version::Release(named), _) => {
                let kept = Kept::find(context, (codebase, docker), named).await?;
                return Ok(Self::Release(Box::new(kept)));
            }
        };
        let version = github::Version::find(context, (codebase, docker), reference);
        let version = Box::pin(version).await?;
        Ok(Self::of(Source::Github(Box::new(version)), docker))
    }

    const fn of(source: Source, docker: &DockerConfig) -> Self {
        match docker.deployment_strategy {
            Strategy::Registry => Self::Registry(source),
            Strategy::Copy | Strategy::Symlink => Self::Folder(source),
        }
    }

    /// How it stands, and how what is `live` stands to it. Of a release that is put back only what it is.
    pub(super) async fn stands(&self, live: Option<&NamedRelease>) -> Stands {
        match self {
            Self::Folder(source) | Self::Registry(source) => source.stands(live).await,
            Self::Release(kept) => Stands {
                source: kept.state(),
                live: None,
                warnings: vec![],
            },
        }
    }

    /// The files that it puts into `place`, where `owned` is what Hailer put there before.
    pub(super) async fn files(
        &self,
        context: &Context,
        (codebase, docker): (&Codebase, &DockerConfig),
        place: Place,
        owned: Option<Manifest>,
    ) -> Result<Files, OperationError> {
        match self {
            Self::Registry(source) => {
                let from = (source.folder().to_owned(), place);
                registry::files(context, (codebase, docker), from, owned).await
            }
            Self::Folder(source) => {
                Files::of_folder(context, source.folder().to_owned(), place, owned).await
            }
            Self::Release(kept) => {
                let files = (Arc::clone(&kept.archive), kept.manifest.clone());
                Files::of_release(context, files, place, owned).await
            }
        }
    }

    /// The project's model once the files are in place. A release's is the one that is on record, environment and all.
    pub(super) async fn model(
        &self,
        context: &Context,
        docker: &DockerConfig,
        files: &Files,
    ) -> Result<Modelled, OperationError> {
        let read = evaluate::future(context, docker, files).await;
        match self {
            Self::Folder(_) | Self::Registry(_) => read.map(|document| Modelled {
                foreseen: Some(document.json.clone()),
                document,
                warning: None,
            }),
            Self::Release(kept) => Ok(kept.modelled(read)),
        }
    }

    /// The image that each service will run. `before` is the model of what stands in production, as far as it is known.
    pub(super) async fn images(
        &self,
        engine: &Engine,
        (model, before, diff): (&Model, Option<&Model>, &FileDiff),
        (docker, wanted): (&DockerConfig, &Wanted<'_>),
    ) -> Result<Images, OperationError> {
        let (folder, fresh) = match self {
            Self::Folder(source) => (source.folder(), false),
            Self::Registry(source) => (source.folder(), true),
            Self::Release(kept) => {
                let fresh = docker.deployment_strategy == Strategy::Registry;
                return kept.images(engine, model, fresh).await;
            }
        };
        let builds = match (wanted.build_push, fresh) {
            (true, _) => Builds::Push,
            (false, true) => Builds::Pull,
            (false, false) => Builds::Build,
        };
        let versions = Versions {
            model,
            before,
            folder,
            diff,
        };
        let asked = Asked {
            means: Means { builds, fresh },
            touches: &|service| may_touch(&docker.containers, service, wanted.services),
        };
        let planned = images::plan(engine, &versions, asked).await;
        planned.map_err(|error| match self {
            Self::Folder(Source::Github(version)) | Self::Registry(Source::Github(version)) => {
                version.told(error)
            }
            _ => error,
        })
    }
}
