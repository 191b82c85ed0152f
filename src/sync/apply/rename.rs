//! The renames that `apply` and `undo` are made of.

use std::collections::BTreeSet;
use std::io;

use cap_std::fs::Dir;
use rustix::fs::RenameFlags;
use rustix::io::Errno;

use crate::sync::error::SyncError;
use crate::sync::stage::list::{Staging, sync_folder};
use crate::sync::tree::look::Facts;
use crate::sync::tree::{Reached, Tree};

/// Gives a file a second name in the staging folder, so that it can be replaced without ever being missing. Where hard
/// links are not to be had (the file system, or another owner's file), it is moved instead.
pub(in crate::sync) fn save(dir: &Dir, name: &str, old: &Dir, number: &str) -> io::Result<()> {
    match dir.hard_link(name, old, number) {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied
                    | io::ErrorKind::Unsupported
                    | io::ErrorKind::TooManyLinks
            ) =>
        {
            dir.rename(name, old, number)
        }
        linked => linked,
    }
}

/// Renames to where nothing may be yet. `false`: something is there.
pub(in crate::sync) fn move_in(
    from: &Dir,
    name: &str,
    to: &Dir,
    as_name: &str,
) -> io::Result<bool> {
    match rustix::fs::renameat_with(from, name, to, as_name, RenameFlags::NOREPLACE) {
        Ok(()) => Ok(true),
        Err(Errno::EXIST) => Ok(false),
        // File systems that can't do it in one call (some network and FUSE ones).
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            if Facts::at(to, as_name)?.is_some() {
                return Ok(false);
            }
            from.rename(name, to, as_name).map(|()| true)
        }
        Err(errno) => Err(errno.into()),
    }
}

/// Waits until every name that was moved is on disk.
pub(in crate::sync) fn sync_all(production: &Tree, staging: &Staging) -> Result<(), SyncError> {
    let touched: BTreeSet<&str> = staging
        .list
        .changes
        .iter()
        .map(|change| change.path.split().0)
        .chain(staging.list.folders.iter().map(|new| new.path.split().0))
        .chain(staging.list.replaced.iter().map(|path| path.split().0))
        .collect();
    for folder in touched {
        if let Reached::Folder(dir) = production.folder(folder)? {
            sync_folder(&dir).map_err(SyncError::io("sync the folder", folder))?;
        }
    }
    sync_folder(&staging.old)
        .and_then(|()| sync_folder(&staging.new))
        .map_err(SyncError::io("sync", staging.path().to_string_lossy()))
}
