//! The strategy symlink's folders. Beside production_path `NAME`, which is a link, stand `NAME.releases`, with a folder for
//! each release, and `NAME.shared`, with what lives on from release to release.
//!
//! A release folder is named after what it holds: the beginning of the blake3 of its manifest, a dash, and the beginning of
//! that of the list of what is shared. So the same version is the same folder, a folder that was edited is known by its
//! name, and only one that is still what Hailer wrote is ever removed. What is shared stands in it as relative links.
//!
//! Everything is reached from one open folder, the one that production_path lies in, and no link is followed on the way but
//! production_path itself. Nothing here knows which release is live.

mod fill;
mod point;
pub(in crate::sync) mod prune;

pub(in crate::sync) use fill::opened;

use std::io;
use std::path::{Path, PathBuf};

use cap_fs_ext::DirExt as _;
use cap_std::fs::Dir;

use crate::domain::files::link::Pointed;
use crate::domain::files::{Manifest, RelativePath};
use crate::sync::error::SyncError;
use crate::sync::tree::look::{Facts, Kind, entry_at};
use crate::sync::tree::{RootLink, Tree};

/// production_path and its neighbours.
#[derive(Debug)]
pub struct Releases {
    beside: Dir,
    parent: PathBuf,
    name: String,
}

impl Releases {
    /// Opens the folder that `production_path` lies in. Neither a link nor anything else needs to be there.
    ///
    /// Errors: [`SyncError::RootIsLink`] where a link leads to that folder: its path must be the real one.
    pub fn beside(production_path: &Path) -> Result<Self, SyncError> {
        let name = production_path.file_name().and_then(|name| name.to_str());
        let (Some(parent), Some(name)) = (production_path.parent(), name) else {
            return Err(SyncError::BadName {
                path: production_path.display().to_string(),
                why: "can't be a link",
            });
        };
        let tree = Tree::open(parent, RootLink::Refuse)?;
        if tree.path() != parent {
            return Err(SyncError::RootIsLink {
                path: parent.to_owned(),
            });
        }
        let beside = tree.dir().try_clone();
        Ok(Self {
            beside: beside.map_err(SyncError::io("open the folder", parent.to_string_lossy()))?,
            parent: parent.to_owned(),
            name: name.to_owned(),
        })
    }

    /// production_path.
    #[must_use]
    pub fn link(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// Where the release folders are.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.parent.join(self.releases_name())
    }

    /// Where that is which is shared.
    #[must_use]
    pub fn shared_folder(&self) -> PathBuf {
        self.parent.join(self.shared_name())
    }

    /// The tree of what is shared; `None` where there is none.
    pub fn shared(&self) -> Result<Option<Tree>, SyncError> {
        let dir = self.open(&self.beside, &self.shared_name())?;
        dir.map(|dir| Tree::below(&dir, &self.shared_folder()))
            .transpose()
    }

    /// The name of the folder for a release that holds `manifest` and shares `shared`, which is sorted.
    #[must_use]
    pub fn name_of(manifest: &Manifest, shared: &[RelativePath]) -> String {
        let mut hasher = blake3::Hasher::new();
        for path in shared {
            hasher.update(path.as_str().as_bytes());
            hasher.update(b"\0");
        }
        let shared = hasher.finalize().to_hex();
        format!("{}-{}", manifest_part(manifest), &shared[..6])
    }

    /// The target of the link to a release folder.
    #[must_use]
    pub fn target(&self, folder: &str) -> String {
        format!("{}/{folder}", self.releases_name())
    }

    /// The name of the release folder that a link with this target leads to; `None` where it leads elsewhere.
    #[must_use]
    pub fn folder_of<'a>(&self, pointed: &'a Pointed) -> Option<&'a str> {
        let Pointed::To(target) = pointed else {
            return None;
        };
        let folder = target
            .strip_prefix(&self.releases_name())?
            .strip_prefix('/')?;
        is_folder_name(folder).then_some(folder)
    }

    /// Whether a release folder of this name is there.
    pub fn has(&self, folder: &str) -> Result<bool, SyncError> {
        let Some(releases) = self.open(&self.beside, &self.releases_name())? else {
            return Ok(false);
        };
        Ok(self.open(&releases, folder)?.is_some())
    }

    /// The paths of all files in `tree`, production as it is, that don't belong to what is `shared`.
    pub fn unshared(tree: &Tree, shared: &[RelativePath]) -> Result<Vec<RelativePath>, SyncError> {
        let mut paths = tree.all_leaves()?;
        paths.retain(|path| !is_shared(path, shared));
        paths.sort();
        Ok(paths)
    }

    /// What a release folder holds, as the name that it should have.
    fn identify(&self, releases: &Dir, folder: &str) -> Result<Option<String>, SyncError> {
        let Some(dir) = self.open(releases, folder)? else {
            return Ok(None);
        };
        let tree = Tree::below(&dir, &self.folder().join(folder))?;
        let mut paths = tree.all_leaves()?;
        paths.sort();
        let (mut manifest, mut shared) = (Manifest::default(), Vec::new());
        for path in paths {
            let entry = entry_at(&tree.folder_of(&path)?, path.split().1, &path)?;
            match entry {
                Some(entry) if entry.link.as_ref() == Some(&self.shared_target(&path)) => {
                    shared.push(path);
                }
                Some(entry) => manifest.0.push((path, entry)),
                None => return Ok(Some(String::new())),
            }
        }
        Ok(Some(Self::name_of(&manifest, &shared)))
    }

    /// The way from `path` in a release folder to its place among what is shared.
    fn shared_target(&self, path: &RelativePath) -> String {
        let up = "../".repeat(path.folders().count() + 2);
        format!("{up}{}/{path}", self.shared_name())
    }

    fn releases_name(&self) -> String {
        format!("{}.releases", self.name)
    }

    fn shared_name(&self) -> String {
        format!("{}.shared", self.name)
    }

    /// Opens a folder of Hailer's own. A link in its place is refused.
    fn open(&self, within: &Dir, name: &str) -> Result<Option<Dir>, SyncError> {
        let failed = || SyncError::io("open the folder", name);
        match Facts::at(within, name).map_err(failed())? {
            None => Ok(None),
            Some(facts) if facts.kind == Kind::Link => Err(SyncError::RootIsLink {
                path: self.parent.join(name),
            }),
            Some(_) => within.open_dir_nofollow(name).map(Some).map_err(failed()),
        }
    }
}

/// What the name of every folder with this manifest begins with.
fn manifest_part(manifest: &Manifest) -> String {
    manifest.digest().to_string().chars().take(16).collect()
}

fn is_folder_name(name: &str) -> bool {
    let hex = |part: &str, digits: usize| {
        part.len() == digits && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    name.split_once('-')
        .is_some_and(|(manifest, shared)| hex(manifest, 16) && hex(shared, 6))
}

/// Whether `path` is shared, by itself or with a folder above it.
#[must_use]
pub fn is_shared(path: &RelativePath, shared: &[RelativePath]) -> bool {
    shared.contains(path) || path.folders().any(|folder| shared.contains(&folder))
}

/// What is gone already needn't be removed.
fn unless_gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
