//! The tree as it will be, for the Compose binary to read before anything is changed.
//!
//! Real folders, and a symlink for each file: to the source's file (or its kept contents) where the source has one, else to
//! production's (`.env*`, data, whatever only production has). A folder that only production has is one symlink, and so is one
//! in which nothing changes, unless it holds a symlink of the project's own. Every link that the view makes is absolute; the
//! project's own symlinks stand in it as they are, and those are relative.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::FlockOperation;

use crate::domain::files::{Entry, FileChange, FileDiff, Manifest, RelativePath};
use crate::sync::error::SyncError;
use crate::sync::rules::is_ours;
use crate::sync::stage::origin::Origin;
use crate::sync::tree::folder::names;
use crate::sync::tree::{Reached, Tree};

/// A folder that shows the tree as it will be. It is removed when this is dropped.
#[derive(Debug)]
pub struct View {
    path: PathBuf,
    /// Locked for as long as this process lives, so that one that was killed is known by its view.
    _locked: File,
}

/// What a view shows beneath the source: the tree that has what isn't from there.
#[derive(Debug, Clone, Copy)]
pub enum Beneath<'a> {
    /// Nothing.
    Nothing,
    /// Production, against which the diff was made: a folder in which nothing changes is shown as it stands there.
    Production(&'a Tree),
    /// Another tree, of which the diff says nothing.
    Shared(&'a Tree),
}

/// For so long a view may stand before it is locked.
const IN_THE_MAKING: Duration = Duration::from_mins(1);

/// What the source puts into one folder, and what is deleted from it.
#[derive(Default)]
struct Content<'a> {
    files: Vec<(&'a str, &'a RelativePath, &'a Entry)>,
    hidden: HashSet<&'a str>,
}

impl View {
    /// Makes the folder `path`, which must not exist, in a folder of Hailer's own: `wanted` is the manifest of what `source`
    /// (a `&Tree` or an `&Archive`) holds, `diff` what will change in production.
    pub fn make<'a>(
        path: PathBuf,
        source: impl Into<Origin<'a>>,
        beneath: Beneath<'a>,
        wanted: &Manifest,
        diff: &FileDiff,
    ) -> Result<Self, SyncError> {
        let source = source.into();
        std::fs::create_dir(&path)
            .map_err(SyncError::io("make the folder", path.to_string_lossy()))?;
        let failed = || SyncError::io("lock the folder", path.to_string_lossy());
        let locked = File::open(&path).map_err(failed())?;
        rustix::fs::flock(&locked, FlockOperation::LockExclusive)
            .map_err(|errno| failed()(errno.into()))?;
        let view = Self {
            path,
            _locked: locked,
        };
        let (tree, changing) = match beneath {
            Beneath::Nothing => (None, None),
            Beneath::Production(tree) => (Some(tree), Some(changing(wanted, diff))),
            Beneath::Shared(tree) => (Some(tree), None),
        };
        for (folder, content) in &contents(wanted, diff, changing.as_ref()) {
            let at = view.path.join(folder);
            if !folder.is_empty() {
                std::fs::create_dir(&at)
                    .map_err(SyncError::io("make the folder", at.to_string_lossy()))?;
            }
            let mut shown = content.hidden.clone();
            for (name, file, entry) in &content.files {
                let target = match &entry.link {
                    Some(target) => PathBuf::from(target),
                    None => source.path_of(file, entry),
                };
                link(&target, &at.join(name))?;
                shown.insert(name);
            }
            if let Some(tree) = tree {
                show_beneath(tree, folder, &at, &shown)?;
            }
        }
        Ok(view)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the views in `folder` that a process which was killed has left, known by how their names begin. One that
    /// can't be removed is left for the next time.
    pub fn sweep(folder: &Path, prefix: &str) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let named = entry.file_name().to_string_lossy().starts_with(prefix);
            if named && is_abandoned(&entry.path()).unwrap_or(false) {
                let removed = std::fs::remove_dir_all(entry.path());
                tracing::info!(path = %entry.path().display(), ?removed, "found a view of one who was killed");
            }
        }
    }
}

/// Whether nobody has a view any more: it is a folder, not of this moment, and not locked.
fn is_abandoned(path: &Path) -> std::io::Result<bool> {
    let facts = path.symlink_metadata()?;
    let age = facts.modified()?.elapsed().unwrap_or_default();
    if !facts.is_dir() || age < IN_THE_MAKING {
        return Ok(false);
    }
    let folder = File::open(path)?;
    Ok(rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive).is_ok())
}

impl Drop for View {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::warn!(path = %self.path.display(), %error, "can't remove a view");
        }
    }
}

/// The folders in which, or below which, production won't be as it is. Those above a symlink of the project's own are among
/// them: it may lead to what changes, and read from within production it would lead to what is there now.
fn changing<'a>(wanted: &'a Manifest, diff: &'a FileDiff) -> HashSet<&'a str> {
    let kinds = [&diff.added, &diff.changed, &diff.deleted];
    let changed = kinds.into_iter().flatten().map(|change| &change.path);
    let links = wanted.0.iter().filter(|(_, entry)| entry.link.is_some());
    let mut folders = HashSet::new();
    for path in changed.chain(links.map(|(path, _)| path)) {
        let (mut folder, _) = path.split();
        while folders.insert(folder) && !folder.is_empty() {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }
    folders
}

/// By folder, parents before children: what the source puts there, and the names that production must not show. Where it is
/// known which folders are `changing`, the others are left to what production has.
fn contents<'a>(
    wanted: &'a Manifest,
    diff: &'a FileDiff,
    changing: Option<&HashSet<&str>>,
) -> BTreeMap<&'a str, Content<'a>> {
    let mut folders: BTreeMap<&str, Content<'_>> = BTreeMap::new();
    folders.entry("").or_default();
    let mut need = |path: &'a RelativePath| -> &'a str {
        let (mut folder, _) = path.split();
        while !folder.is_empty() {
            let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
            folders.entry(folder).or_default();
            folders.entry(above).or_default().hidden.insert(name);
            folder = above;
        }
        path.split().0
    };
    let is_shown = |path: &RelativePath| {
        let (folder, _) = path.split();
        changing.is_none_or(|changing| folder.is_empty() || changing.contains(folder))
    };
    let linked: Vec<_> = wanted
        .0
        .iter()
        .filter(|(path, _)| is_shown(path))
        .map(|(path, entry)| (need(path), path, entry))
        .collect();
    // A folder that gives way to a file is not shown at all.
    let stays_shown = |change: &&FileChange| {
        let mut above = change.path.folders();
        !above.any(|folder| wanted.get(&folder).is_some())
    };
    let deleted: Vec<_> = diff
        .deleted
        .iter()
        .filter(stays_shown)
        .map(|change| (need(&change.path), &change.path))
        .collect();
    for (folder, path) in deleted {
        let hidden = &mut folders.entry(folder).or_default().hidden;
        hidden.insert(path.split().1);
    }
    for (folder, path, entry) in linked {
        let files = &mut folders.entry(folder).or_default().files;
        files.push((path.split().1, path, entry));
    }
    folders
}

/// Links what `tree` has in a folder, except the names that are `shown` otherwise or not at all.
fn show_beneath(
    tree: &Tree,
    folder: &str,
    at: &Path,
    shown: &HashSet<&str>,
) -> Result<(), SyncError> {
    let Reached::Folder(dir) = tree.folder(folder)? else {
        return Ok(());
    };
    let names = names(&dir).map_err(SyncError::io("list the folder", folder))?;
    for name in &names {
        // No compose file can name what isn't text.
        let Ok(name) = std::str::from_utf8(name) else {
            continue;
        };
        if !shown.contains(name) && name != ".git" && !is_ours(name) {
            link(&tree.path().join(folder).join(name), &at.join(name))?;
        }
    }
    Ok(())
}

fn link(target: &Path, at: &Path) -> Result<(), SyncError> {
    symlink(target, at).map_err(SyncError::io("link", at.to_string_lossy()))
}
