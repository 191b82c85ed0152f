//! What a scan finds at one path, from the index where that is safe.

use std::time::SystemTime;

use cap_std::fs::Dir;

use crate::domain::files::{Entry, RelativePath};
use crate::sync::error::SyncError;
use crate::sync::index::{Known, Table};
use crate::sync::tree::look::{Facts, Stamp, file_entry, link_entry};

/// A file or symlink that a scan came upon.
#[derive(Debug)]
pub(in crate::sync) struct Found {
    pub(in crate::sync) path: RelativePath,
    pub(in crate::sync) entry: Entry,
    /// For the index; `None` where the next scan must read it again.
    pub(in crate::sync) stamp: Option<Stamp>,
    /// Whether its contents were read now instead of known.
    pub(in crate::sync) was_read: bool,
}

/// What a scan knows before it begins.
#[derive(Debug, Clone, Copy)]
pub(in crate::sync) struct Reader<'a> {
    table: &'a Table,
    began: SystemTime,
}

impl<'a> Reader<'a> {
    pub(in crate::sync) fn new(table: &'a Table) -> Self {
        Self {
            table,
            began: SystemTime::now(),
        }
    }

    /// What the index has of the folder at `path` (`""`: the root).
    pub(in crate::sync) fn folder(&self, path: &str) -> Known<'a> {
        self.table.folder(path)
    }

    /// The regular file at `path`, whose facts have just been asked for.
    pub(in crate::sync) fn file(
        &self,
        dir: &Dir,
        known: &Known<'_>,
        path: RelativePath,
        facts: &Facts,
    ) -> Result<Found, SyncError> {
        let name = path.split().1;
        let stamp = facts.stamp();
        if let Some(hash) = known.hash(name, &stamp) {
            let entry = Entry {
                hash,
                size: facts.size,
                mode: facts.mode,
                link: None,
            };
            return Ok(Found {
                path,
                entry,
                stamp: Some(stamp),
                was_read: false,
            });
        }
        let (entry, facts) = file_entry(dir, name, &path)?;
        let stamp = facts.settled_before(self.began).then(|| facts.stamp());
        Ok(Found {
            path,
            entry,
            stamp,
            was_read: true,
        })
    }
}

/// The symlink at `path`. Links are read each time: that is one call, as cheap as knowing.
pub(in crate::sync) fn found_link(dir: &Dir, path: RelativePath) -> Result<Found, SyncError> {
    let entry = link_entry(dir, path.split().1)
        .map_err(SyncError::io("read the symlink", path.as_str()))?;
    Ok(Found {
        path,
        entry,
        stamp: None,
        was_read: true,
    })
}
