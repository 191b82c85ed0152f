//! Copies files and symlinks into the staging folder, and makes sure that they are what the plan said.

use std::io::{self, Read as _, Write as _};

use cap_std::fs::{Dir, File, OpenOptions, OpenOptionsExt as _};
use rayon::prelude::*;
use rustix::fs::{AtFlags, Gid, Mode, Uid};

use super::facts_of;
use super::origin::Origin;
use crate::domain::files::{ContentHash, Entry, FileChange, RelativePath};
use crate::sync::error::SyncError;
use crate::sync::tree::Tree;
use crate::sync::tree::look::Facts;

/// Copies into one staging folder.
pub(super) struct Copier<'a> {
    pub(super) origin: Origin<'a>,
    pub(super) production: &'a Tree,
    pub(super) new: &'a Dir,
    pub(super) as_root: bool,
    pub(super) singly: bool,
}

impl Copier<'_> {
    pub(super) fn copy_all(&self, changes: &[FileChange]) -> Result<(), SyncError> {
        changes
            .par_iter()
            .enumerate()
            .try_for_each(|(number, change)| match &change.to {
                Some(to) => self.copy(&number.to_string(), &change.path, to),
                None => Ok(()),
            })?;
        if !self.singly {
            rustix::fs::syncfs(self.production.dir())
                .map_err(|errno| SyncError::io("sync", ".")(errno.into()))?;
        }
        Ok(())
    }

    fn copy(&self, number: &str, path: &RelativePath, to: &Entry) -> Result<(), SyncError> {
        let failed = || SyncError::io("copy", path.as_str());
        let same = if let Some(target) = &to.link {
            let same = self.origin.has_link(path, to)?;
            if same {
                let made = self.new.symlink_contents(target, number);
                made.map_err(failed())?;
            }
            same
        } else if let Some(mut file) = self.origin.file(path, to)? {
            self.copy_file(&mut file, number, to).map_err(failed())?
        } else {
            false
        };
        if !same {
            return Err(SyncError::ChangedMeanwhile { path: path.clone() });
        }
        if self.as_root {
            self.give(number, path)?;
        }
        Ok(())
    }

    /// Copies a file. `false`: it doesn't hold what the diff says.
    fn copy_file(&self, file: &mut File, number: &str, to: &Entry) -> io::Result<bool> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let mut copy = self.new.open_with(number, &options)?;
        if pour(file, &mut copy)? != (to.hash, to.size) {
            return Ok(false);
        }
        rustix::fs::fchmod(&copy, Mode::from_raw_mode(to.mode))?;
        if self.singly {
            copy.sync_all()?;
        }
        Ok(true)
    }

    /// Gives a staged file to whom it should belong in production.
    fn give(&self, number: &str, path: &RelativePath) -> Result<(), SyncError> {
        let failed = || SyncError::io("change the owner of", path.as_str());
        let mut owner = facts_of(self.production.dir(), ".")?.owner;
        for above in path.folders().chain([path.clone()]) {
            match self.production.facts(&above)? {
                Some(facts) => owner = facts.owner,
                None => break,
            }
        }
        let staged = Facts::at(self.new, number).map_err(failed())?;
        if staged.is_none_or(|staged| staged.owner == owner) {
            return Ok(());
        }
        let (user, group) = (Uid::from_raw(owner.0), Gid::from_raw(owner.1));
        rustix::fs::chownat(
            self.new,
            number,
            Some(user),
            Some(group),
            AtFlags::SYMLINK_NOFOLLOW,
        )
        .map_err(|errno| failed()(errno.into()))
    }
}

/// Copies everything, and says what it was: hash and bytes.
pub(in crate::sync) fn pour(from: &mut File, to: &mut File) -> io::Result<(ContentHash, u64)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok((hasher.finalize().into(), size));
        }
        let piece = &buffer[..read];
        hasher.update(piece);
        to.write_all(piece)?;
        size += read as u64;
    }
}
