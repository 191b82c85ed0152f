//! Writes a release folder: whole, or not at all.

use std::io;

use cap_fs_ext::DirExt as _;
use cap_std::fs::{Dir, DirBuilder, DirBuilderExt as _};
use rustix::fs::{Gid, Mode, OFlags, Uid};

use super::Releases;
use super::prune::remove_tree;
use crate::domain::files::{FileChange, FileDiff, Manifest, RelativePath};
use crate::domain::name::OperationId;
use crate::sync::error::SyncError;
use crate::sync::stage::discard::discard;
use crate::sync::stage::list::{folder_name, sync_folder};
use crate::sync::stage::origin::Origin;
use crate::sync::tree::folder::names;
use crate::sync::tree::look::{Facts, Kind};
use crate::sync::tree::{Reached, Tree};
use crate::sync::{apply, stage};

impl Releases {
    /// Makes the release folder `folder` with the files of a manifest, from the origin that has them, and links to what is
    /// `shared`. It is written under a name of the operation's, and renamed once the disk has all of it. One that is there
    /// already is used again, if it still holds what its name says.
    ///
    /// Its folders are read-only, so that nothing is added or replaced by mistake; files have the modes of their source.
    ///
    /// Errors: those of [`stage()`](crate::sync::stage()), [`SyncError::Altered`].
    pub fn make(
        &self,
        folder: &str,
        files: (Origin<'_>, &Manifest),
        shared: &[RelativePath],
        operation: &OperationId,
    ) -> Result<(), SyncError> {
        let releases = self.releases()?;
        match self.identify(&releases, folder)? {
            Some(found) if found == folder => return Ok(()),
            Some(_) => {
                let path = self.folder().join(folder);
                return Err(SyncError::Altered { path });
            }
            None => {}
        }
        let draft = folder_name(operation);
        remove_tree(&releases, &draft)?;
        let written = self.write(&releases, (&draft, folder), files, (shared, operation));
        if written.is_err()
            && let Err(error) = remove_tree(&releases, &draft)
        {
            tracing::warn!(%operation, %error, "can't remove a release folder that was not finished");
        }
        written
    }

    fn write(
        &self,
        releases: &Dir,
        (draft, folder): (&str, &str),
        files: (Origin<'_>, &Manifest),
        (shared, operation): (&[RelativePath], &OperationId),
    ) -> Result<(), SyncError> {
        let failed = || SyncError::io("write the release folder", folder);
        let mut private = DirBuilder::new();
        private.mode(0o700);
        let made = releases.create_dir_with(draft, &private);
        let dir = made
            .and_then(|()| releases.open_dir_nofollow(draft))
            .map_err(failed())?;
        belongs_with(&dir, releases).map_err(failed())?;
        let tree = Tree::below(&dir, &self.folder().join(draft))?;
        let (origin, manifest) = files;
        let staging = stage(origin, &tree, &all_of(manifest), operation)?;
        apply(&tree, &staging, &mut |_| {})?;
        discard(&tree, operation)?;
        for path in shared {
            self.link_shared(&tree, path)?;
        }
        let public = Mode::from_raw_mode(0o755);
        opened(&dir)
            .and_then(|dir| rustix::fs::fchmod(dir, public))
            .map_err(|errno| failed()(errno.into()))?;
        finish(&dir).map_err(failed())?;
        releases
            .rename(draft, releases, folder)
            .and_then(|()| sync_folder(releases))
            .map_err(failed())
    }

    /// Opens the folder of the releases, which is made if it isn't there.
    fn releases(&self) -> Result<Dir, SyncError> {
        let name = self.releases_name();
        if let Some(releases) = self.open(&self.beside, &name)? {
            return Ok(releases);
        }
        let make = || -> io::Result<Dir> {
            self.beside.create_dir(&name)?;
            let releases = self.beside.open_dir_nofollow(&name)?;
            belongs_with(&releases, &self.beside)?;
            sync_folder(&self.beside)?;
            Ok(releases)
        };
        make().map_err(SyncError::io("make the folder", name.as_str()))
    }

    fn link_shared(&self, tree: &Tree, path: &RelativePath) -> Result<(), SyncError> {
        let failed = || SyncError::io("link", path.as_str());
        for folder in path.folders() {
            if matches!(tree.folder(folder.as_str())?, Reached::Missing) {
                let above = tree.folder_of(&folder)?;
                above.create_dir(folder.split().1).map_err(failed())?;
                if let Reached::Folder(made) = tree.folder(folder.as_str())? {
                    belongs_with(&made, &above).map_err(failed())?;
                }
            }
        }
        tree.folder_of(path)?
            .symlink_contents(self.shared_target(path), path.split().1)
            .map_err(failed())
    }
}

/// As root, gives a folder to whom the folder around it belongs.
fn belongs_with(dir: &Dir, around: &Dir) -> io::Result<()> {
    let (user, group) = Facts::of(around)?.owner;
    if rustix::process::geteuid().is_root() && Facts::of(dir)?.owner != (user, group) {
        let owner = (Uid::from_raw(user), Gid::from_raw(group));
        rustix::fs::fchown(opened(dir)?, Some(owner.0), Some(owner.1))?;
    }
    Ok(())
}

/// Makes every folder read-only, and waits until the disk has their names.
fn finish(dir: &Dir) -> io::Result<()> {
    for name in names(dir)? {
        let name = String::from_utf8_lossy(&name);
        if Facts::at(dir, &name)?.is_some_and(|facts| facts.kind == Kind::Folder) {
            finish(&dir.open_dir_nofollow(&*name)?)?;
        }
    }
    let open = opened(dir)?;
    let read_only = Facts::of(&open)?.mode & !0o222;
    rustix::fs::fchmod(&open, Mode::from_raw_mode(read_only))?;
    Ok(rustix::fs::fsync(open)?)
}

/// cap-std's folders can't be changed or synced themselves (`O_PATH`).
pub(in crate::sync) fn opened(dir: &Dir) -> rustix::io::Result<rustix::fd::OwnedFd> {
    rustix::fs::openat(dir, ".", OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
}

/// Everything in `manifest`, as what comes into an empty folder.
fn all_of(manifest: &Manifest) -> FileDiff {
    let added = manifest.0.iter().map(|(path, entry)| FileChange {
        path: path.clone(),
        from: None,
        to: Some(entry.clone()),
    });
    FileDiff {
        added: added.collect(),
        ..FileDiff::default()
    }
}
