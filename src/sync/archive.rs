//! Content-addressed copies of what releases put into production and of what they replaced there, so that an earlier
//! release can be staged again.
//!
//! One file for each content, named by its blake3, in a folder of Hailer's own, readable by its owner only. A release whose
//! files were taken ([`Archive::take`]) can be staged for as long as nobody prunes them, whatever became of production.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, OpenOptions, OpenOptionsExt as _};
use rayon::prelude::*;

use super::error::SyncError;
use super::stage::SYNCED_SINGLY;
use super::stage::copy::pour;
use super::stage::list::sync_folder;
use super::stage::origin::Origin;
use super::tree::Tree;
use super::tree::folder::names;
use super::tree::look::{Facts, open_file};
use crate::domain::files::{ContentHash, Entry, FileDiff, Manifest, RelativePath};

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

    /// Copies every file of `manifest`, which is what `origin` (a `&Tree`) holds; what is kept already is not copied again.
    /// Returns when the disk has it all. Symlinks need no copy: their manifest entry says everything.
    ///
    /// Errors: [`SyncError::ChangedMeanwhile`] if the origin no longer is what the manifest says.
    pub fn take<'a>(
        &self,
        origin: impl Into<Origin<'a>>,
        manifest: &Manifest,
    ) -> Result<(), SyncError> {
        let files = manifest.0.iter().map(|(path, entry)| (path, entry));
        self.copy_all(origin.into(), files)
    }

    /// Copies every file that `diff` replaces or deletes, before it is applied, as [`Archive::take`] does.
    pub fn keep(&self, production: &Tree, diff: &FileDiff) -> Result<(), SyncError> {
        let changes = diff.changed.iter().chain(&diff.deleted);
        let files = changes.filter_map(|change| Some((&change.path, change.from.as_ref()?)));
        self.copy_all(production.into(), files)
    }

    /// The files of `manifest` whose contents are not kept.
    pub fn missing(&self, manifest: &Manifest) -> Result<Vec<RelativePath>, SyncError> {
        let mut missing = Vec::new();
        for (path, entry) in &manifest.0 {
            if !self.has(entry)? {
                missing.push(path.clone());
            }
        }
        Ok(missing)
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

    fn copy_all<'a>(
        &self,
        origin: Origin<'_>,
        files: impl Iterator<Item = (&'a RelativePath, &'a Entry)>,
    ) -> Result<(), SyncError> {
        // By content, so that no two threads write the same one.
        let mut lacking = BTreeMap::new();
        for (path, entry) in files {
            if !self.has(entry)? {
                lacking.insert(entry.hash, (path, entry));
            }
        }
        let singly = lacking.len() <= SYNCED_SINGLY;
        lacking
            .into_par_iter()
            .try_for_each(|(_, (path, entry))| self.copy(origin, (path, entry), singly))?;
        if !singly {
            rustix::fs::syncfs(&self.dir).map_err(|errno| self.failed("sync")(errno.into()))?;
        }
        sync_folder(&self.dir).map_err(self.failed("sync"))
    }

    fn copy(
        &self,
        origin: Origin<'_>,
        (path, entry): (&RelativePath, &Entry),
        synced: bool,
    ) -> Result<(), SyncError> {
        let changed = || SyncError::ChangedMeanwhile { path: path.clone() };
        let mut source = origin.file(path, entry)?.ok_or_else(changed)?;
        let draft = format!("{}.draft-{}", entry.hash, std::process::id());
        let mut copy = || -> io::Result<bool> {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            let mut kept = self.dir.open_with(&draft, &options)?;
            let (hash, _) = pour(&mut source, &mut kept)?;
            if synced {
                kept.sync_all()?;
            }
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
            Ok(false) => Err(changed()),
            Err(error) => Err(SyncError::io("keep a copy of", path.as_str())(error)),
        }
    }

    fn failed(&self, doing: &'static str) -> impl FnOnce(io::Error) -> SyncError {
        SyncError::io(doing, self.path.to_string_lossy())
    }
}
