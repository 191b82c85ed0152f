//! Where the new files come from: a source tree as it stands, or the contents that the archive kept.

use std::io;
use std::path::PathBuf;

use cap_std::fs::File;

use crate::domain::files::{Entry, RelativePath};
use crate::sync::archive::Archive;
use crate::sync::error::SyncError;
use crate::sync::tree::look::{Facts, Kind, link_entry, open_file};
use crate::sync::tree::{Reached, Tree};

/// Where the new files come from.
#[derive(Debug, Clone, Copy)]
pub enum Origin<'a> {
    /// A source: a deploy.
    Source(&'a Tree),
    /// What earlier deploys replaced: a rollback.
    Kept(&'a Archive),
}

impl<'a> From<&'a Tree> for Origin<'a> {
    fn from(tree: &'a Tree) -> Self {
        Self::Source(tree)
    }
}

impl<'a> From<&'a Archive> for Origin<'a> {
    fn from(archive: &'a Archive) -> Self {
        Self::Kept(archive)
    }
}

impl Origin<'_> {
    /// Opens what should be the file `to`. `None`: it isn't, as can be seen without reading it.
    pub(in crate::sync) fn file(
        &self,
        path: &RelativePath,
        to: &Entry,
    ) -> Result<Option<File>, SyncError> {
        let failed = || SyncError::io("read", path.as_str());
        let tree = match self {
            Self::Source(tree) => tree,
            Self::Kept(archive) => {
                return match archive.open_content(&to.hash) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        Err(SyncError::NotKept { path: path.clone() })
                    }
                    opened => opened.map(Some).map_err(failed()),
                };
            }
        };
        let file = match open_file(&tree.folder_of(path)?, path.split().1) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(failed())?,
        };
        let facts = Facts::of(&file).map_err(failed())?;
        Ok((facts.kind == Kind::File && facts.mode == to.mode).then_some(file))
    }

    /// Whether the symlink `to` is at `path`.
    pub(super) fn has_link(&self, path: &RelativePath, to: &Entry) -> Result<bool, SyncError> {
        let Self::Source(tree) = self else {
            // The manifest that the entry comes from says all there is to a link.
            return Ok(true);
        };
        let is_link = tree
            .facts(path)?
            .is_some_and(|facts| facts.kind == Kind::Link);
        if !is_link {
            return Ok(false);
        }
        link_entry(&tree.folder_of(path)?, path.split().1)
            .map(|link| link == *to)
            .map_err(SyncError::io("read the symlink", path.as_str()))
    }

    /// Where the contents of the file `entry` at `path` lie.
    #[must_use]
    pub fn path_of(&self, path: &RelativePath, entry: &Entry) -> PathBuf {
        match self {
            Self::Source(tree) => tree.path().join(path.as_str()),
            Self::Kept(archive) => archive.path().join(entry.hash.to_string()),
        }
    }

    /// Permission bits for the folder at `path`, which production lacks.
    pub(super) fn folder_mode(&self, path: &RelativePath) -> Result<u32, SyncError> {
        let Self::Source(tree) = self else {
            return Ok(0o755);
        };
        match tree.folder(path.as_str())? {
            Reached::Folder(dir) => Facts::of(&dir)
                .map(|facts| facts.mode)
                .map_err(SyncError::io("look at", path.as_str())),
            _ => Err(SyncError::ChangedMeanwhile { path: path.clone() }),
        }
    }
}
