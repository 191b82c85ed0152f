//! Renames staged files into place, after what they replace has been saved. It can be taken up again where it ended.

mod rename;
pub(in crate::sync) mod undo;

use std::io;

use cap_std::fs::{DirBuilder, DirBuilderExt as _};
use rayon::prelude::*;
use rustix::fs::{Gid, Mode, Uid};

use rename::{move_in, save, sync_all};

use crate::domain::files::{FileChange, RelativePath};
use crate::sync::error::SyncError;
use crate::sync::stage::list::{NewFolder, Staging};
use crate::sync::tree::look::{Facts, Kind, entry_at};
use crate::sync::tree::{Reached, Tree};

/// One thing that has just been done to production's files, for whoever shows progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileStep<'a> {
    /// What will be replaced has a second name in the staging folder.
    Saved(&'a RelativePath),
    /// A file was moved out of production into the staging folder.
    MovedOut(&'a RelativePath),
    /// A folder was made.
    FolderMade(&'a RelativePath),
    /// A new file is in its place.
    Placed(&'a RelativePath),
    /// An old file is back in its place.
    Restored(&'a RelativePath),
    /// A folder that had been made is gone again.
    FolderRemoved(&'a RelativePath),
}

/// Puts everything that `staging` holds into place; `on_step` hears of each step after it was done.
///
/// Before the first rename every file that will be replaced or deleted is read: it must be what the plan was made
/// from. A replaced file is never missing in between, where the file system has hard links. After a kill at any point,
/// or an error, [`undo()`](crate::sync::undo()) puts everything back, and calling this again (with [`Staging::open`]) goes on.
///
/// Errors: [`SyncError::ChangedMeanwhile`] if production no longer is what the diff says.
pub fn apply(
    production: &Tree,
    staging: &Staging,
    on_step: &mut dyn FnMut(FileStep<'_>),
) -> Result<(), SyncError> {
    let work = Work {
        production,
        staging,
    };
    let list = &staging.list;
    let numbered = || list.changes.iter().enumerate();
    list.changes
        .par_iter()
        .enumerate()
        .try_for_each(|(number, change)| work.verify(&number.to_string(), change))?;
    for (number, change) in numbered().filter(|(_, change)| change.to.is_none()) {
        work.move_out(&number.to_string(), &change.path, on_step)?;
    }
    for (number, path) in list.replaced.iter().enumerate() {
        work.move_out(&format!("f{number}"), path, on_step)?;
        work.was_empty(&format!("f{number}"), path)?;
    }
    for folder in &list.folders {
        work.make(folder, on_step)?;
    }
    for (number, change) in numbered().filter(|(_, change)| change.to.is_some()) {
        work.place(&number.to_string(), change, on_step)?;
    }
    sync_all(production, staging)
}

struct Work<'a> {
    production: &'a Tree,
    staging: &'a Staging,
}

impl Work<'_> {
    /// Production must have at `change`'s path what the plan was made from, unless that has been moved already.
    fn verify(&self, number: &str, change: &FileChange) -> Result<(), SyncError> {
        let Staging { new, old, .. } = self.staging;
        let saved = self.staging.part(old, number)?.is_some();
        let placed = change.to.is_some() && self.staging.part(new, number)?.is_none();
        if saved || (placed && change.from.is_none()) {
            return Ok(());
        }
        let path = &change.path;
        let same = match (self.production.folder(path.split().0)?, &change.from) {
            (Reached::Folder(dir), Some(from)) => {
                entry_at(&dir, path.split().1, path)?.as_ref() == Some(from)
            }
            (Reached::Folder(dir), None) => {
                let facts = Facts::at(&dir, path.split().1)
                    .map_err(SyncError::io("look at", path.as_str()))?;
                facts.is_none_or(|facts| {
                    facts.kind == Kind::Folder && self.staging.list.replaced.contains(path)
                })
            }
            (Reached::Missing | Reached::Blocked { .. }, from) => from.is_none(),
        };
        if same && !placed {
            Ok(())
        } else {
            Err(SyncError::ChangedMeanwhile { path: path.clone() })
        }
    }

    fn move_out(
        &self,
        number: &str,
        path: &RelativePath,
        on_step: &mut dyn FnMut(FileStep<'_>),
    ) -> Result<(), SyncError> {
        let old = &self.staging.old;
        if self.staging.part(old, number)?.is_some() {
            return Ok(());
        }
        self.production
            .folder_of(path)?
            .rename(path.split().1, old, number)
            .map_err(SyncError::io("move away", path.as_str()))?;
        on_step(FileStep::MovedOut(path));
        Ok(())
    }

    /// A folder that was moved out must not have received a file since it was looked at.
    fn was_empty(&self, number: &str, path: &RelativePath) -> Result<(), SyncError> {
        let failed = |_| SyncError::ChangedMeanwhile { path: path.clone() };
        let moved = Tree::below(&self.staging.old, self.staging.path());
        let moved_path = RelativePath::new(number).map_err(failed)?;
        if moved?.leaves(&moved_path)?.is_empty() {
            Ok(())
        } else {
            Err(SyncError::ChangedMeanwhile { path: path.clone() })
        }
    }

    fn make(
        &self,
        NewFolder { path, mode }: &NewFolder,
        on_step: &mut dyn FnMut(FileStep<'_>),
    ) -> Result<(), SyncError> {
        let failed = || SyncError::io("make the folder", path.as_str());
        let dir = self.production.folder_of(path)?;
        let name = path.split().1;
        match dir.create_dir_with(name, DirBuilder::new().mode(0o700)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made.map_err(failed())?,
        }
        on_step(FileStep::FolderMade(path));
        let Reached::Folder(made) = self.production.folder(path.as_str())? else {
            return Err(SyncError::ChangedMeanwhile { path: path.clone() });
        };
        let finish = || -> io::Result<()> {
            let made = rustix::fs::openat(
                &made,
                ".",
                rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::CLOEXEC,
                Mode::empty(),
            )?;
            let (user, group) = Facts::of(&dir)?.owner;
            if rustix::process::geteuid().is_root() && Facts::of(&made)?.owner != (user, group) {
                let (user, group) = (Uid::from_raw(user), Gid::from_raw(group));
                rustix::fs::fchown(&made, Some(user), Some(group))?;
            }
            rustix::fs::fchmod(&made, Mode::from_raw_mode(mode | 0o700))?;
            Ok(())
        };
        finish().map_err(failed())
    }

    fn place(
        &self,
        number: &str,
        change: &FileChange,
        on_step: &mut dyn FnMut(FileStep<'_>),
    ) -> Result<(), SyncError> {
        let Staging { new, old, .. } = self.staging;
        if self.staging.part(new, number)?.is_none() {
            return Ok(());
        }
        let path = &change.path;
        let (dir, name) = (self.production.folder_of(path)?, path.split().1);
        if change.from.is_none() {
            if !move_in(new, number, &dir, name)
                .map_err(SyncError::io("move into place", path.as_str()))?
            {
                return Err(SyncError::ChangedMeanwhile { path: path.clone() });
            }
        } else {
            if self.staging.part(old, number)?.is_none() {
                save(&dir, name, old, number).map_err(SyncError::io("save", path.as_str()))?;
                on_step(FileStep::Saved(path));
            }
            new.rename(number, &dir, name)
                .map_err(SyncError::io("move into place", path.as_str()))?;
        }
        on_step(FileStep::Placed(path));
        Ok(())
    }
}
