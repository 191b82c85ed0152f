//! Puts back what `apply` replaced, from wherever it ended. It can itself be killed and called again.

use std::io;

use crate::domain::files::{FileChange, RelativePath};
use crate::domain::name::OperationId;
use crate::sync::apply::FileStep;
use crate::sync::apply::rename::{move_in, sync_all};
use crate::sync::error::SyncError;
use crate::sync::stage::list::{Staging, kept_before};
use crate::sync::tree::look::{Facts, entry_at};
use crate::sync::tree::{Reached, Tree};

/// What an undo could not put back.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// Paths that somebody else changed since the apply, and that therefore are neither as before nor as applied: an
    /// added file that was edited, something new where a deleted file was, a folder that is gone. Theirs stays in
    /// place, the old version in the staging folder (its `undone.json` says which is which), so don't discard it
    /// before a person has looked.
    pub kept: Vec<RelativePath>,
}

/// Puts production's files back as they were before [`apply()`](crate::sync::apply()) of `operation`; `on_step` hears of each step after it
/// was done. Nothing staged, nothing applied, or all undone already is a success that does nothing, and says again what it
/// couldn't put back.
///
/// A replaced file is restored whatever it holds now. Folders that apply made are removed if they are empty.
pub fn undo(
    production: &Tree,
    operation: &OperationId,
    on_step: &mut dyn FnMut(FileStep<'_>),
) -> Result<Undone, SyncError> {
    let Some(staging) = Staging::open(production, operation)? else {
        let kept = kept_before(production, operation)?;
        return Ok(Undone { kept });
    };
    let mut work = Work {
        production,
        staging: &staging,
        on_step,
        kept: Vec::new(),
    };
    let list = &staging.list;
    let numbered = || list.changes.iter().enumerate().rev();
    for (number, change) in numbered().filter(|(_, change)| change.to.is_some()) {
        if change.from.is_some() {
            work.restore(&number.to_string(), &change.path)?;
        } else {
            work.take_back(&number.to_string(), change)?;
        }
    }
    for folder in list.folders.iter().rev() {
        work.remove_folder(&folder.path)?;
    }
    for (number, path) in list.replaced.iter().enumerate().rev() {
        work.bring_back(&format!("f{number}"), path)?;
    }
    for (number, change) in numbered().filter(|(_, change)| change.to.is_none()) {
        work.bring_back(&number.to_string(), &change.path)?;
    }
    let kept = work.kept;
    sync_all(production, &staging)?;
    staging.close_list(&kept)?;
    Ok(Undone { kept })
}

struct Work<'a> {
    production: &'a Tree,
    staging: &'a Staging,
    on_step: &'a mut dyn FnMut(FileStep<'_>),
    kept: Vec<RelativePath>,
}

impl Work<'_> {
    /// A replaced file: its old version goes back over the new one, in one rename.
    fn restore(&mut self, number: &str, path: &RelativePath) -> Result<(), SyncError> {
        let failed = || SyncError::io("restore", path.as_str());
        let old = &self.staging.old;
        let Some(saved) = self.staging.part(old, number)? else {
            return Ok(());
        };
        let Reached::Folder(dir) = self.production.folder(path.split().0)? else {
            self.kept.push(path.clone());
            return Ok(());
        };
        let name = path.split().1;
        let there = Facts::at(&dir, name).map_err(failed())?;
        if there.is_some_and(|there| there.same_file(&saved)) {
            // It was saved and not yet replaced. A rename between two names of one file does nothing, so: one less.
            old.remove_file(number).map_err(failed())?;
        } else {
            match old.rename(number, &dir, name) {
                Err(error) if error.kind() == io::ErrorKind::IsADirectory => {
                    self.kept.push(path.clone());
                    return Ok(());
                }
                renamed => renamed.map_err(failed())?,
            }
        }
        (self.on_step)(FileStep::Restored(path));
        Ok(())
    }

    /// An added file: it goes back into staging, if it still is what was put there.
    fn take_back(&mut self, number: &str, change: &FileChange) -> Result<(), SyncError> {
        let path = &change.path;
        let failed = || SyncError::io("take back", path.as_str());
        let new = &self.staging.new;
        if self.staging.part(new, number)?.is_some() {
            return Ok(());
        }
        let Reached::Folder(dir) = self.production.folder(path.split().0)? else {
            return Ok(());
        };
        let name = path.split().1;
        if Facts::at(&dir, name).map_err(failed())?.is_none() {
            return Ok(());
        }
        if entry_at(&dir, name, path)? != change.to {
            self.kept.push(path.clone());
            return Ok(());
        }
        dir.rename(name, new, number).map_err(failed())?;
        (self.on_step)(FileStep::MovedOut(path));
        Ok(())
    }

    fn remove_folder(&mut self, path: &RelativePath) -> Result<(), SyncError> {
        let Reached::Folder(dir) = self.production.folder(path.split().0)? else {
            return Ok(());
        };
        match dir.remove_dir(path.split().1) {
            Ok(()) => {
                (self.on_step)(FileStep::FolderRemoved(path));
                Ok(())
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound
                        | io::ErrorKind::NotADirectory
                        | io::ErrorKind::DirectoryNotEmpty
                ) =>
            {
                Ok(())
            }
            Err(error) => Err(SyncError::io("remove the folder", path.as_str())(error)),
        }
    }

    /// A deleted file, or a folder that stood in the way: back to where it was, if nothing is there now.
    fn bring_back(&mut self, number: &str, path: &RelativePath) -> Result<(), SyncError> {
        let old = &self.staging.old;
        if self.staging.part(old, number)?.is_none() {
            return Ok(());
        }
        let moved = match self.production.folder(path.split().0)? {
            Reached::Folder(dir) => move_in(old, number, &dir, path.split().1)
                .map_err(SyncError::io("restore", path.as_str()))?,
            Reached::Missing | Reached::Blocked { .. } => false,
        };
        if moved {
            (self.on_step)(FileStep::Restored(path));
        } else {
            self.kept.push(path.clone());
        }
        Ok(())
    }
}
