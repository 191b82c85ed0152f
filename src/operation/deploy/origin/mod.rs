//! Where a deploy's model, files and images come from. Whatever the origin is, the executor is the same.

mod checkout;
mod workspace;

use std::path::PathBuf;

use super::files::Files;
use super::images::{self, Images, Versions};
use super::{Version, Wanted};
use crate::compose::{Document, Model};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::files::{FileDiff, Manifest};
use crate::domain::plan::SourceState;
use crate::engine::Engine;
use crate::operation::deploy::planning::evaluate;
use crate::operation::{Context, OperationError};

/// Where a deploy comes from.
pub(super) enum Origin {
    /// A folder on this machine, as it stands.
    Workspace(PathBuf),
}

impl Origin {
    /// Finds what was asked for; what can't be deployed from is refused.
    pub(super) fn find(
        context: &Context,
        (codebase, docker): (&Codebase, &DockerConfig),
        wanted: &Wanted<'_>,
    ) -> Result<Self, OperationError> {
        let reference = match wanted.version {
            Version::Current => None,
            Version::Reference(reference) => Some(reference),
        };
        let roots = &context.folders.allowed_roots;
        workspace::find(codebase, docker, reference, roots).map(Self::Workspace)
    }

    /// What is said of it in the plan, and kept with the release; and what could not be found out, a sentence each.
    pub(super) async fn state(&self) -> (SourceState, Vec<String>) {
        match self {
            Self::Workspace(folder) => workspace::state(folder.clone()).await,
        }
    }

    /// The files that it puts into `production`, where `owned` is what Hailer put there before.
    pub(super) async fn files(
        &self,
        context: &Context,
        production: PathBuf,
        owned: Option<Manifest>,
    ) -> Result<Files, OperationError> {
        match self {
            Self::Workspace(folder) => {
                Files::of_folder(context, folder.clone(), production, owned).await
            }
        }
    }

    /// The project's model on the tree as it will be.
    pub(super) async fn document(
        &self,
        context: &Context,
        docker: &DockerConfig,
        files: &Files,
    ) -> Result<Document, OperationError> {
        match self {
            Self::Workspace(_) => evaluate::future(context, docker, files).await,
        }
    }

    /// The image that each service will run. `before` is the model of what stands in production, as far as it is known.
    pub(super) async fn images(
        &self,
        engine: &Engine,
        (model, before): (&Model, Option<&Model>),
        diff: &FileDiff,
    ) -> Result<Images, OperationError> {
        let folder = match self {
            Self::Workspace(folder) => folder,
        };
        let versions = Versions {
            model,
            before,
            folder,
            diff,
        };
        images::plan(engine, &versions).await
    }
}
