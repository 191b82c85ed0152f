//! The folder on this machine that a codebase is worked on in.

use std::path::PathBuf;

use super::checkout;
use crate::domain::codebase::{Codebase, DockerConfig, Source};
use crate::domain::name::GitRef;
use crate::domain::plan::SourceState;
use crate::operation::deploy::files::blocking;
use crate::operation::{OperationError, roots};
use crate::sync;

/// The workspace to deploy from; what this version can't deploy from is refused.
pub(super) fn find(
    codebase: &Codebase,
    docker: &DockerConfig,
    reference: Option<&GitRef>,
    allowed_roots: &[PathBuf],
) -> Result<PathBuf, OperationError> {
    let not_yet = |what: &str, instead| OperationError::NotYet {
        what: what.to_owned(),
        instead,
    };
    if let Some(reference) = reference {
        let what = format!("deploy a version from GitHub ({reference})");
        return Err(not_yet(
            &what,
            "Check it out in the workspace, then deploy without naming it.",
        ));
    }
    if docker.source == Source::Github {
        return Err(not_yet(
            "deploy from GitHub",
            "Deploy from the workspace: /docker-config set source workspace",
        ));
    }
    let Some(path) = &codebase.workspace else {
        return Err(OperationError::NoWorkspace {
            codebase: codebase.name.clone(),
        });
    };
    let workspace = roots::existing_folder(path, allowed_roots)?;
    let nested = workspace.starts_with(&docker.production_path)
        || docker.production_path.starts_with(&workspace);
    if nested {
        return Err(OperationError::Folder {
            path: workspace,
            why: format!(
                "it and {} must not lie within each other",
                docker.production_path.display()
            ),
        });
    }
    Ok(workspace)
}

/// The workspace as it stands. What isn't committed may not be known: then that is said, and the rest is told.
pub(super) async fn state(folder: PathBuf) -> (SourceState, Vec<String>) {
    let (uncommitted, unknown) = match blocking({
        let folder = folder.clone();
        move || sync::uncommitted(&folder)
    })
    .await
    {
        Ok(found) => (found, vec![]),
        Err(error) => {
            let why = format!("how much of the workspace isn't committed isn't known: {error}");
            (None, vec![why])
        }
    };
    (checkout::state(&folder, uncommitted), unknown)
}
