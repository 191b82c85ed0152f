//! The folder on this machine that a codebase is worked on in.

use std::path::{Path, PathBuf};

use super::{Stands, checkout, live};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::plan::{Contained, SourceState};
use crate::domain::release::NamedRelease;
use crate::operation::deploy::files::blocking;
use crate::operation::{OperationError, roots};
use crate::sync;

/// The workspace to deploy from; what can't be deployed from is refused.
pub(super) fn find(
    codebase: &Codebase,
    docker: &DockerConfig,
    allowed_roots: &[PathBuf],
) -> Result<PathBuf, OperationError> {
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

/// The workspace as it stands, and how what is `live` stands to it. What isn't known of it is said, and the rest is told.
pub(super) async fn stands(folder: &Path, live: Option<&NamedRelease>) -> Stands {
    let (source, mut warnings) = state(folder.to_owned()).await;
    let contains = async |live: &str, this: &str| contains(folder, live, this).await;
    let live = live::against(&source, live, contains).await;
    warnings.extend(live.as_ref().and_then(live::warning));
    Stands {
        source,
        live,
        warnings,
    }
}

async fn state(folder: PathBuf) -> (SourceState, Vec<String>) {
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

/// Whether the workspace's commit `this` has the commit `live` in its history, by its own repository.
async fn contains(folder: &Path, live: &str, this: &str) -> Contained {
    let (folder, live, this) = (folder.to_owned(), live.to_owned(), this.to_owned());
    let asked = blocking(move || Ok(sync::contained(&folder, &live, &this))).await;
    asked.unwrap_or_else(|error| Contained::Unknown {
        why: error.to_string(),
    })
}
