//! The allowed roots: production and workspaces lie under one of them, wherever their links lead.

use std::path::{Path, PathBuf};

use super::OperationError;
use crate::domain::codebase::{DockerConfig, Strategy};
use crate::sync::RootLink;

/// The real path of an existing folder that lies under an allowed root.
pub fn existing_folder(path: &Path, allowed_roots: &[PathBuf]) -> Result<PathBuf, OperationError> {
    let real = path
        .canonicalize()
        .map_err(|error| OperationError::Folder {
            path: path.to_owned(),
            why: error.to_string(),
        })?;
    if !real.is_dir() {
        return Err(OperationError::Folder {
            path: path.to_owned(),
            why: "it is not a folder".to_owned(),
        });
    }
    inside(&real, allowed_roots)?;
    Ok(real)
}

/// Where a link at `path` is to stand: the real path of the folder around it, which lies under an allowed root, and its own
/// name. Whether anything is there is not looked at.
pub fn place_of_link(path: &Path, allowed_roots: &[PathBuf]) -> Result<PathBuf, OperationError> {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(OperationError::Folder {
            path: path.to_owned(),
            why: "it can't be a link".to_owned(),
        });
    };
    Ok(existing_folder(parent, allowed_roots)?.join(name))
}

/// How production_path is opened to look at what it holds: under the strategy symlink it is a link.
pub(super) const fn root_link(docker: &DockerConfig) -> RootLink {
    match docker.deployment_strategy {
        Strategy::Symlink => RootLink::Follow,
        Strategy::Copy | Strategy::Registry => RootLink::Refuse,
    }
}

/// Checks that `real`, which holds no link, lies under an allowed root that itself is resolved.
pub(super) fn inside(real: &Path, allowed_roots: &[PathBuf]) -> Result<(), OperationError> {
    if allowed_roots.is_empty() {
        return Err(OperationError::NoRoots {
            path: real.to_owned(),
        });
    }
    // A root that doesn't exist can't hold anything.
    let within = allowed_roots
        .iter()
        .filter_map(|root| root.canonicalize().ok())
        .any(|root| real.starts_with(root));
    if within {
        Ok(())
    } else {
        Err(OperationError::OutsideRoots {
            path: real.to_owned(),
            roots: allowed_roots.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_leads_outside_is_outside() {
        let root = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let link = root.path().join("link");
        std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
        let roots = [root.path().to_owned()];
        assert!(matches!(
            existing_folder(&link, &roots),
            Err(OperationError::OutsideRoots { .. })
        ));
        assert!(matches!(
            existing_folder(elsewhere.path(), &[]),
            Err(OperationError::NoRoots { .. })
        ));
        let inner = root.path().join("shop");
        std::fs::create_dir(&inner).unwrap();
        assert_eq!(
            existing_folder(&inner, &roots).unwrap(),
            inner.canonicalize().unwrap()
        );
    }

    #[test]
    fn a_root_is_not_a_prefix_of_its_neighbours_name() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["srv", "srv-other"] {
            std::fs::create_dir(parent.path().join(name)).unwrap();
        }
        let roots = [parent.path().join("srv")];
        let neighbour = parent.path().join("srv-other");
        assert!(matches!(
            existing_folder(&neighbour, &roots),
            Err(OperationError::OutsideRoots { .. })
        ));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let error =
            existing_folder(Path::new("/nowhere/at/all"), &[PathBuf::from("/")]).unwrap_err();
        assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
    }
}
