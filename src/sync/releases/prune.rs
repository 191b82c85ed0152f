//! Removes release folders, but never what somebody else put into one, nor the one that production_path leads to.

use std::collections::BTreeSet;
use std::io;

use cap_fs_ext::DirExt as _;
use cap_std::fs::Dir;
use rustix::fs::Mode;

use super::fill::opened;
use super::{Releases, is_folder_name, manifest_part, unless_gone};
use crate::domain::files::Manifest;
use crate::domain::name::OperationId;
use crate::sync::error::SyncError;
use crate::sync::stage::list::folder_name;
use crate::sync::tree::folder::names;
use crate::sync::tree::look::{Facts, Kind};

impl Releases {
    /// Removes what `operation` has prepared and production_path does not lead to: drafts, and the release folder that it
    /// made, if it made one.
    pub fn discard(&self, operation: &OperationId, made: Option<&str>) -> Result<(), SyncError> {
        let draft = folder_name(operation);
        let failed = || SyncError::io("remove", draft.as_str());
        let there = Facts::at(&self.beside, &draft).map_err(failed())?;
        if there.is_some_and(|there| there.kind == Kind::Link) {
            unless_gone(self.beside.remove_file(&draft)).map_err(failed())?;
        }
        let Some(releases) = self.open(&self.beside, &self.releases_name())? else {
            return Ok(());
        };
        remove_tree(&releases, &draft)?;
        let pointed = self.pointed()?;
        if let Some(made) = made.filter(|made| self.folder_of(&pointed) != Some(made)) {
            self.remove(&releases, made, &draft)?;
        }
        if names(&releases).map_err(failed())?.is_empty() {
            unless_gone(self.beside.remove_dir(self.releases_name())).map_err(failed())?;
        }
        Ok(())
    }

    /// Removes every release folder that holds none of the manifests `kept` and that production_path does not lead to.
    /// Returns those that stay because somebody edited them.
    pub fn prune(
        &self,
        kept: &[Manifest],
        operation: &OperationId,
    ) -> Result<Vec<String>, SyncError> {
        let Some(releases) = self.open(&self.beside, &self.releases_name())? else {
            return Ok(Vec::new());
        };
        let kept: BTreeSet<_> = kept.iter().map(manifest_part).collect();
        let pointed = self.pointed()?;
        let live = self.folder_of(&pointed);
        let there = names(&releases).map_err(SyncError::io("list the folder", "releases"))?;
        let mut spared = Vec::new();
        for name in there
            .iter()
            .filter_map(|name| std::str::from_utf8(name).ok())
        {
            let needed = name
                .split_once('-')
                .is_some_and(|(manifest, _)| kept.contains(manifest));
            if needed || live == Some(name) || !is_folder_name(name) {
                continue;
            }
            if !self.remove(&releases, name, &folder_name(operation))? {
                spared.push(name.to_owned());
            }
        }
        Ok(spared)
    }

    /// Removes a release folder under the name `draft`, so that half of it is never taken for the whole. `false`: it isn't
    /// what Hailer wrote any more, and stays.
    fn remove(&self, releases: &Dir, name: &str, draft: &str) -> Result<bool, SyncError> {
        match self.identify(releases, name)? {
            None => return Ok(true),
            Some(found) if found != name => return Ok(false),
            Some(_) => {}
        }
        releases
            .rename(name, releases, draft)
            .map_err(SyncError::io("remove", name))?;
        remove_tree(releases, draft).map(|()| true)
    }
}

/// Removes a folder of Hailer's own with all that is in it. What is gone already is no error.
pub(in crate::sync) fn remove_tree(within: &Dir, name: &str) -> Result<(), SyncError> {
    let remove = || -> io::Result<()> {
        let dir = within.open_dir_nofollow(name)?;
        make_writable(&dir)?;
        dir.remove_open_dir_all()
    };
    unless_gone(remove()).map_err(SyncError::io("remove", name))
}

fn make_writable(dir: &Dir) -> io::Result<()> {
    rustix::fs::fchmod(opened(dir)?, Mode::from_raw_mode(0o700))?;
    for name in names(dir)? {
        let name = String::from_utf8_lossy(&name);
        if Facts::at(dir, &name)?.is_some_and(|facts| facts.kind == Kind::Folder) {
            make_writable(&dir.open_dir_nofollow(&*name)?)?;
        }
    }
    Ok(())
}
