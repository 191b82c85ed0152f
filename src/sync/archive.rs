//! Content-addressed copies of what deploys replaced or deleted, so that an earlier release can be staged again.
//!
//! One file for each content, named by its blake3, in a folder of Hailer's own, readable by its owner only. A release's
//! files are all either still in production or in here, as long as every deploy since has called [`Archive::keep`].

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, OpenOptions, OpenOptionsExt as _};

use super::error::SyncError;
use super::stage::copy::pour;
use super::stage::list::sync_folder;
use super::tree::Tree;
use super::tree::folder::names;
use super::tree::look::{Facts, open_file};
use crate::domain::files::{ContentHash, Entry, FileDiff, RelativePath};

/// The folder of kept contents.
#[derive(Debug)]
pub struct Archive {
    dir: Dir,
    path: PathBuf,
}

impl Archive {
    /// Opens `folder`, which is made if it isn't there.
    pub fn open(folder: &Path) -> Result<Self, SyncError> {
        let open = || {
            std::fs::create_dir_all(folder)?;
            Dir::open_ambient_dir(folder, ambient_authority())
        };
        Ok(Self {
            dir: open().map_err(SyncError::io("open the folder", folder.to_string_lossy()))?,
            path: folder.to_owned(),
        })
    }

    /// Copies every file that `diff` replaces or deletes, before it is applied; what is kept already is not copied
    /// again. Returns when the disk has it all. Symlinks need no copy: their manifest entry says everything.
    ///
    /// Errors: [`SyncError::ChangedMeanwhile`] if production no longer is what the diff says.
    pub fn keep(&self, production: &Tree, diff: &FileDiff) -> Result<(), SyncError> {
        for change in diff.changed.iter().chain(&diff.deleted) {
            if let Some(entry) = change.from.as_ref().filter(|from| from.link.is_none()) {
                self.keep_one(production, &change.path, entry)?;
            }
        }
        sync_folder(&self.dir).map_err(self.failed("sync"))
    }

    /// Forgets every content that `needed` doesn't name, and drafts that a kill left.
    pub fn prune(&self, needed: &HashSet<ContentHash>) -> Result<(), SyncError> {
        for name in names(&self.dir).map_err(self.failed("list the folder"))? {
            let name = String::from_utf8_lossy(&name);
            let hash: Option<ContentHash> = name.parse().ok();
            if hash.is_none_or(|hash| !needed.contains(&hash)) {
                self.dir
                    .remove_file(&*name)
                    .map_err(self.failed("remove a file of"))?;
            }
        }
        Ok(())
    }

    /// Whether the contents of `entry` can be had from here.
    pub fn has(&self, entry: &Entry) -> Result<bool, SyncError> {
        if entry.link.is_some() {
            return Ok(true);
        }
        let kept = Facts::at(&self.dir, &entry.hash.to_string());
        let kept = kept.map_err(self.failed("look into"))?;
        Ok(kept.is_some_and(|kept| kept.size == entry.size))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the contents with this hash.
    pub(super) fn open_content(&self, hash: &ContentHash) -> io::Result<File> {
        open_file(&self.dir, &hash.to_string())
    }

    fn keep_one(
        &self,
        production: &Tree,
        path: &RelativePath,
        entry: &Entry,
    ) -> Result<(), SyncError> {
        if self.has(entry)? {
            return Ok(());
        }
        let folder = production.folder_of(path)?;
        let draft = format!("{}.draft-{}", entry.hash, std::process::id());
        let copy = || -> io::Result<bool> {
            let mut source = open_file(&folder, path.split().1)?;
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            let mut kept = self.dir.open_with(&draft, &options)?;
            let (hash, _) = pour(&mut source, &mut kept)?;
            kept.sync_all()?;
            if hash != entry.hash {
                self.dir.remove_file(&draft)?;
                return Ok(false);
            }
            self.dir
                .rename(&draft, &self.dir, entry.hash.to_string())
                .map(|()| true)
        };
        match copy() {
            Ok(true) => Ok(()),
            Ok(false) => Err(SyncError::ChangedMeanwhile { path: path.clone() }),
            Err(error) => Err(SyncError::io("keep a copy of", path.as_str())(error)),
        }
    }

    fn failed(&self, doing: &'static str) -> impl FnOnce(io::Error) -> SyncError {
        SyncError::io(doing, self.path.to_string_lossy())
    }
}
