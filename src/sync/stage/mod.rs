//! Copies what will change into a staging folder inside production, where nothing sees it yet.

pub(in crate::sync) mod copy;
pub(in crate::sync) mod discard;
pub(in crate::sync) mod list;
pub(in crate::sync) mod origin;

use std::collections::BTreeSet;

use cap_std::fs::Dir;

use copy::Copier;
use discard::discard;
use origin::Origin;

use crate::domain::files::{FileChange, FileDiff, RelativePath};
use crate::domain::name::OperationId;
use crate::sync::error::SyncError;
use crate::sync::stage::list::{List, NewFolder, Staging};
use crate::sync::tree::look::{Facts, Kind};
use crate::sync::tree::{Reached, Tree};

/// Up to this many files are synced one by one; beyond, the whole file system once, which is then the cheaper one.
pub(in crate::sync) const SYNCED_SINGLY: usize = 64;

/// Stages `diff`: copies every added and changed file from `origin` (a `&Tree` or an `&Archive`), hashing as it copies, and has the disk's word for
/// all of it. Nothing of production is touched; a staging that fails leaves nothing behind.
///
/// Modes are the source's. When Hailer is root, a file gets the owner and group of the one that it replaces, or of the
/// folder that it comes into; otherwise it belongs to the account that Hailer runs as. Extended attributes and access
/// lists are not carried over.
///
/// Errors: [`SyncError::ChangedMeanwhile`] if the source no longer is what the diff says, [`SyncError::NotKept`], [`SyncError::DiskFull`],
/// [`SyncError::FilledUp`], [`SyncError::OtherFileSystem`], [`SyncError::InTheWay`], [`SyncError::Leftover`].
pub fn stage<'a>(
    origin: impl Into<Origin<'a>>,
    production: &Tree,
    diff: &FileDiff,
    operation: &OperationId,
) -> Result<Staging, SyncError> {
    let origin = origin.into();
    let list = list(origin, production, diff)?;
    let needed = list.changes.iter().map(on_disk).sum();
    let free = free(production)?;
    if free < needed {
        return Err(SyncError::DiskFull {
            path: production.path().to_owned(),
            needed,
            free,
        });
    }
    let given_up = |error| give_up(production, operation, needed, error);
    let mut staging = Staging::create(production, operation).map_err(given_up)?;
    staging.list = list;
    let copier = Copier {
        origin,
        production,
        new: &staging.new,
        as_root: rustix::process::geteuid().is_root(),
        singly: staging.changes() <= SYNCED_SINGLY,
    };
    copier
        .copy_all(&staging.list.changes)
        .and_then(|()| staging.write_list(production))
        .map_err(given_up)?;
    Ok(staging)
}

/// Removes a staging folder that was not finished, and says why it wasn't.
fn give_up(production: &Tree, operation: &OperationId, needed: u64, error: SyncError) -> SyncError {
    // What stood there before is not ours to remove.
    if !matches!(error, SyncError::Leftover { .. })
        && let Err(again) = discard(production, operation)
    {
        tracing::warn!(%operation, error = %again, "can't remove a staging folder that was not finished");
    }
    if error.is_full() {
        let path = production.path().to_owned();
        SyncError::FilledUp { path, needed }
    } else {
        error
    }
}

/// What a change takes up while it is staged, in blocks of 4 KiB, which is what nearly every file system has.
fn on_disk(change: &FileChange) -> u64 {
    change
        .to
        .as_ref()
        .map_or(0, |to| to.size.next_multiple_of(4096))
}

fn free(production: &Tree) -> Result<u64, SyncError> {
    let room = rustix::fs::fstatvfs(production.dir())
        .map_err(|errno| SyncError::io("ask for the free space of", ".")(errno.into()))?;
    Ok(room.f_bavail.saturating_mul(room.f_frsize))
}

/// What must be made and set aside for `diff` to fit, given what production looks like.
fn list(origin: Origin<'_>, production: &Tree, diff: &FileDiff) -> Result<List, SyncError> {
    let changes = [&diff.deleted, &diff.added, &diff.changed];
    Ok(List {
        folders: folders_to_make(origin, production, diff)?,
        replaced: folders_in_the_way(production, diff)?,
        changes: changes.into_iter().flatten().cloned().collect(),
    })
}

/// Every folder that production lacks, outermost first. Where all are there, they must be on the root's file system.
fn folders_to_make(
    origin: Origin<'_>,
    production: &Tree,
    diff: &FileDiff,
) -> Result<Vec<NewFolder>, SyncError> {
    let arriving = diff.added.iter().chain(&diff.changed);
    let above: BTreeSet<RelativePath> = arriving.flat_map(|change| change.path.folders()).collect();
    let root = facts_of(production.dir(), ".")?;
    let mut folders = Vec::new();
    for path in above {
        match production.folder(path.as_str())? {
            Reached::Folder(dir) if facts_of(&dir, path.as_str())?.device != root.device => {
                return Err(SyncError::OtherFileSystem { path });
            }
            Reached::Folder(_) => {}
            Reached::Blocked { by } if !is_deleted(diff, &by) => {
                let what = "a file or symlink where the source has a folder";
                return Err(SyncError::InTheWay { path, what });
            }
            Reached::Missing | Reached::Blocked { .. } => {
                let mode = origin.folder_mode(&path)?;
                folders.push(NewFolder { path, mode });
            }
        }
    }
    Ok(folders)
}

/// The folders that stand where a file belongs; they may hold nothing but what is deleted.
fn folders_in_the_way(production: &Tree, diff: &FileDiff) -> Result<Vec<RelativePath>, SyncError> {
    let mut replaced = Vec::new();
    for FileChange { path, .. } in &diff.added {
        let there = production.facts(path)?;
        if there.is_some_and(|there| there.kind == Kind::Folder) {
            let leaves = production.leaves(path)?;
            let path = path.clone();
            if !leaves.iter().all(|leaf| is_deleted(diff, leaf.as_str())) {
                let what = "a folder with files of its own";
                return Err(SyncError::InTheWay { path, what });
            }
            replaced.push(path);
        }
    }
    Ok(replaced)
}

fn is_deleted(diff: &FileDiff, path: &str) -> bool {
    diff.deleted
        .binary_search_by(|gone| gone.path.as_str().cmp(path))
        .is_ok()
}

fn facts_of(dir: &Dir, path: &str) -> Result<Facts, SyncError> {
    Facts::of(dir).map_err(SyncError::io("look at", path))
}
