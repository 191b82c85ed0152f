//! Copies files and symlinks into the staging folder, and makes sure that they are what the plan said.

use std::io::{self, Read as _, Write as _};

use cap_std::fs::{Dir, File, OpenOptions, OpenOptionsExt as _};
use rayon::prelude::*;
use rustix::fs::{AtFlags, Gid, Mode, Uid};

use super::facts_of;
use crate::domain::files::{Entry, FileChange, RelativePath};
use crate::sync::error::SyncError;
use crate::sync::tree::Tree;
use crate::sync::tree::look::{Facts, Kind, link_entry, open_file};

pub(super) struct Copier<'a> {
    pub(super) source: &'a Tree,
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
        let from = self.source.folder_of(path)?;
        let name = path.split().1;
        let same = if to.link.is_some() {
            self.copy_link(&from, name, number, to)
        } else {
            self.copy_file(&from, name, number, to)
        };
        match same {
            Ok(true) => {}
            Ok(false) => return Err(SyncError::ChangedMeanwhile { path: path.clone() }),
            Err(error) => return Err(SyncError::io("copy", path.as_str())(error)),
        }
        if self.as_root {
            self.give(number, path)?;
        }
        Ok(())
    }

    /// Copies a symlink. `false`: it isn't what the diff says.
    fn copy_link(&self, from: &Dir, name: &str, number: &str, to: &Entry) -> io::Result<bool> {
        let is_link = Facts::at(from, name)?.is_some_and(|facts| facts.kind == Kind::Link);
        if !is_link || link_entry(from, name)? != *to {
            return Ok(false);
        }
        if let Some(target) = &to.link {
            self.new.symlink_contents(target, number)?;
        }
        Ok(true)
    }

    /// Copies a file. `false`: it isn't what the diff says.
    fn copy_file(&self, from: &Dir, name: &str, number: &str, to: &Entry) -> io::Result<bool> {
        let mut source = match open_file(from, name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            opened => opened?,
        };
        let facts = Facts::of(&source)?;
        if facts.kind != Kind::File || facts.mode != to.mode {
            return Ok(false);
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        let mut copy = self.new.open_with(number, &options)?;
        let (hash, size) = pour(&mut source, &mut copy)?;
        if hash != *to.hash.as_bytes() || size != to.size {
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

/// Copies everything, and says what it was.
fn pour(from: &mut File, to: &mut File) -> io::Result<([u8; 32], u64)> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok((*hasher.finalize().as_bytes(), size));
        }
        let piece = &buffer[..read];
        hasher.update(piece);
        to.write_all(piece)?;
        size += read as u64;
    }
}
