//! Folders and files of the machine that are mounted into an instance. They lie under an allowed root, wherever links lead.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::InstanceError;
use crate::operation::{Folders, OperationError, roots};

/// A folder or file of the machine that is mounted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostVolume {
    /// What; absolute.
    pub source: PathBuf,
    /// Where in the container; absolute.
    pub target: String,
    /// Whether the container may not write there.
    pub read_only: bool,
}

impl HostVolume {
    /// The same by its real path, which lies under an allowed root. Sockets and devices aren't mounted: they are ways out.
    pub(super) fn checked(&self, folders: &Folders) -> Result<Self, OperationError> {
        let wrong = |why: String| InstanceError::Mount {
            path: self.source.clone(),
            why,
        };
        let real = self
            .source
            .canonicalize()
            .map_err(|error| wrong(error.to_string()))?;
        let about = std::fs::metadata(&real).map_err(|error| wrong(error.to_string()))?;
        if !about.is_dir() && !about.is_file() {
            return Err(wrong("it is neither a folder nor a file".to_owned()).into());
        }
        roots::inside(&real, &folders.allowed_roots)?;
        // There lies the key to all passwords.
        if let Ok(data) = folders.data.canonicalize()
            && (real.starts_with(&data) || data.starts_with(&real))
        {
            return Err(wrong("it holds Hailer's own data".to_owned()).into());
        }
        let target = Path::new(&self.target);
        let climbs = target
            .components()
            .any(|part| matches!(part, std::path::Component::ParentDir));
        if !target.is_absolute() || climbs || target == Path::new("/") {
            return Err(wrong(format!("{:?} is no place in a container", self.target)).into());
        }
        Ok(Self {
            source: real,
            ..self.clone()
        })
    }
}
