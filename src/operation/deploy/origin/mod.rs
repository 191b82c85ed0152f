//! Where a deploy's model, files and images come from. Whatever the origin is, the executor is the same.

mod checkout;
mod choice;
mod release;
mod workspace;

use std::path::PathBuf;
use std::sync::Arc;

use super::files::Files;
use super::images::{self, Images, Versions};
use super::place::Place;
use super::{Version, Wanted};
use crate::compose::{Document, Model};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::files::{FileDiff, Manifest};
use crate::domain::plan::SourceState;
use crate::engine::Engine;
use crate::operation::deploy::planning::evaluate;
use crate::operation::{Context, OperationError};
pub use choice::NoRelease;
use release::Kept;

/// Where a deploy comes from.
pub(super) enum Origin {
    /// A folder on this machine, as it stands.
    Workspace(PathBuf),
    /// A release on record.
    Release(Box<Kept>),
}

/// The project's model, and what is known of how production will read.
pub(super) struct Modelled {
    pub(super) document: Document,
    /// The JSON that the Compose binary must print once the files are in place; `None` where it can't be foreseen.
    pub(super) foreseen: Option<serde_json::Value>,
    /// What a person should know of it before saying yes.
    pub(super) warning: Option<String>,
}

impl Origin {
    /// Finds what was asked for; what can't be deployed from is refused.
    pub(super) async fn find(
        context: &Context,
        (codebase, docker): (&Codebase, &DockerConfig),
        wanted: &Wanted<'_>,
    ) -> Result<Self, OperationError> {
        let reference = match wanted.version {
            Version::Current => None,
            Version::Reference(reference) => Some(reference),
            Version::Release(named) => {
                let kept = Kept::find(context, (codebase, docker), named).await?;
                return Ok(Self::Release(Box::new(kept)));
            }
        };
        let roots = &context.folders.allowed_roots;
        workspace::find(codebase, docker, reference, roots).map(Self::Workspace)
    }

    /// What is said of it in the plan, and kept with the release; and what could not be found out, a sentence each.
    pub(super) async fn state(&self) -> (SourceState, Vec<String>) {
        match self {
            Self::Workspace(folder) => workspace::state(folder.clone()).await,
            Self::Release(kept) => (kept.state(), vec![]),
        }
    }

    /// The files that it puts into `place`, where `owned` is what Hailer put there before.
    pub(super) async fn files(
        &self,
        context: &Context,
        place: Place,
        owned: Option<Manifest>,
    ) -> Result<Files, OperationError> {
        match self {
            Self::Workspace(folder) => {
                Files::of_folder(context, folder.clone(), place, owned).await
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
            Self::Workspace(_) => read.map(|document| Modelled {
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
        (model, before): (&Model, Option<&Model>),
        diff: &FileDiff,
    ) -> Result<Images, OperationError> {
        match self {
            Self::Workspace(folder) => {
                let versions = Versions {
                    model,
                    before,
                    folder,
                    diff,
                };
                images::plan(engine, &versions).await
            }
            Self::Release(kept) => kept.images(engine, model).await,
        }
    }
}
