//! Points production_path, in one rename: whoever looks finds the old release or the new one, never nothing.

use std::time::SystemTime;

use super::{Releases, unless_gone};
use crate::domain::files::link::Pointed;
use crate::domain::name::OperationId;
use crate::sync::error::SyncError;
use crate::sync::stage::list::{folder_name, sync_folder};
use crate::sync::tree::folder::names;
use crate::sync::tree::look::{Facts, Kind, link_entry};
use crate::sync::tree::{RootLink, Tree};

impl Releases {
    /// What stands at production_path.
    ///
    /// Errors: [`SyncError::PlainFolder`] for a folder that holds something, [`SyncError::NotPlain`] for anything else.
    pub fn pointed(&self) -> Result<Pointed, SyncError> {
        let failed = || SyncError::io("look at", self.name.as_str());
        let facts = Facts::at(&self.beside, &self.name).map_err(failed())?;
        match facts.map(|facts| facts.kind) {
            None => Ok(Pointed::Nothing),
            Some(Kind::Link) => {
                let link = link_entry(&self.beside, &self.name).map_err(failed())?;
                Ok(Pointed::To(link.link.unwrap_or_default()))
            }
            Some(Kind::Folder) => {
                let dir = self.open(&self.beside, &self.name)?;
                let names = dir.map(|dir| names(&dir)).transpose().map_err(failed())?;
                if names.is_none_or(|names| names.is_empty()) {
                    Ok(Pointed::EmptyFolder)
                } else {
                    Err(SyncError::PlainFolder { path: self.link() })
                }
            }
            Some(Kind::File) => Err(self.not_a_link("a file")),
            Some(Kind::Other(kind)) => Err(self.not_a_link(kind)),
        }
    }

    /// When production_path was pointed to where it leads; `None` where it is no link.
    pub fn pointed_at(&self) -> Result<Option<SystemTime>, SyncError> {
        let facts = Facts::at(&self.beside, &self.name);
        let facts = facts.map_err(SyncError::io("look at", self.name.as_str()))?;
        let link = facts.filter(|facts| facts.kind == Kind::Link);
        Ok(link.and_then(|link| link.modified_at()))
    }

    /// The folder that production_path leads to; `None` where nothing or an empty folder stands there.
    pub fn current(&self) -> Result<Option<Tree>, SyncError> {
        match self.pointed()? {
            Pointed::To(_) => Tree::open(&self.link(), RootLink::Follow).map(Some),
            Pointed::Nothing | Pointed::EmptyFolder => Ok(None),
        }
    }

    /// Points production_path from what stands there to something else, and returns when the disk has it. Where it leads
    /// there already, nothing is done. After a kill at any point this can be called again, with the same or the other way
    /// round.
    ///
    /// Errors: [`SyncError::LinkMoved`] if neither stands there.
    pub fn point(
        &self,
        (from, to): (&Pointed, &Pointed),
        operation: &OperationId,
    ) -> Result<(), SyncError> {
        let now = self.pointed()?;
        if now == *to {
            return Ok(());
        }
        // An empty folder is removed before a link can take its place.
        let between = now == Pointed::Nothing && (from.is_blank() || to.is_blank());
        if now != *from && !between {
            let path = self.link();
            return Err(SyncError::LinkMoved { path, now });
        }
        let draft = folder_name(operation);
        let change = || -> std::io::Result<()> {
            match to {
                Pointed::To(target) => {
                    unless_gone(self.beside.remove_file(&draft))?;
                    self.beside.symlink_contents(target, &draft)?;
                    if now == Pointed::EmptyFolder {
                        self.beside.remove_dir(&self.name)?;
                    }
                    self.beside.rename(&draft, &self.beside, &self.name)?;
                }
                Pointed::Nothing => self.beside.remove_file(&self.name)?,
                Pointed::EmptyFolder => {
                    unless_gone(self.beside.remove_file(&self.name))?;
                    self.beside.create_dir(&self.name)?;
                }
            }
            sync_folder(&self.beside)
        };
        change().map_err(SyncError::io("point", self.link().to_string_lossy()))
    }

    fn not_a_link(&self, kind: &'static str) -> SyncError {
        SyncError::NotPlain {
            path: self.link().display().to_string(),
            kind,
        }
    }
}
