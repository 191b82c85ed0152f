//! The root of a file tree, opened once; everything below is reached from its descriptor, never by path again.

pub(in crate::sync) mod folder;
pub(in crate::sync) mod look;
pub(in crate::sync) mod names;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use cap_fs_ext::DirExt as _;
use cap_std::fs::Dir;

use crate::domain::files::RelativePath;
use crate::sync::error::SyncError;
use crate::sync::tree::folder::names;
use crate::sync::tree::look::{Facts, Kind};

/// Whether the root itself may be a symlink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootLink {
    /// It must be a folder (a workspace; production under the strategies copy and registry).
    Refuse,
    /// A link is followed, once, when the tree is opened (production under the strategy symlink).
    Follow,
}

/// A folder that can't be left: every path is resolved below it by the kernel, part by part, without following links.
#[derive(Debug)]
pub struct Tree {
    dir: Dir,
    path: PathBuf,
}

impl Tree {
    /// Opens the folder at `path`.
    ///
    /// Errors: [`SyncError::Root`] if there is no folder, [`SyncError::RootIsLink`] if a link is refused.
    pub fn open(path: &Path, link: RootLink) -> Result<Self, SyncError> {
        let failed = |source| SyncError::Root {
            path: path.to_owned(),
            source,
        };
        if link == RootLink::Refuse && path.symlink_metadata().map_err(failed)?.is_symlink() {
            return Err(SyncError::RootIsLink {
                path: path.to_owned(),
            });
        }
        let canonical = path.canonicalize().map_err(failed)?;
        // Opened without following, so that a link which takes the folder's place meanwhile is noticed.
        let flags = rustix::fs::OFlags::DIRECTORY
            | rustix::fs::OFlags::NOFOLLOW
            | rustix::fs::OFlags::CLOEXEC;
        let opened = rustix::fs::open(&canonical, flags, rustix::fs::Mode::empty())
            .map_err(|errno| failed(errno.into()))?;
        Ok(Self {
            dir: Dir::from_std_file(opened.into()),
            path: canonical,
        })
    }

    /// The canonical, absolute path of the root.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(in crate::sync) const fn dir(&self) -> &Dir {
        &self.dir
    }

    /// A folder of Hailer's own within a tree, as a tree.
    pub(in crate::sync) fn below(dir: &Dir, path: &Path) -> Result<Self, SyncError> {
        let failed = SyncError::io("open the folder", path.to_string_lossy());
        Ok(Self {
            dir: dir.try_clone().map_err(failed)?,
            path: path.to_owned(),
        })
    }

    /// The facts of what is at `path`, if anything is, and if only real folders lead there.
    pub(in crate::sync) fn facts(&self, path: &RelativePath) -> Result<Option<Facts>, SyncError> {
        let (folder, name) = path.split();
        match self.folder(folder)? {
            Reached::Folder(dir) => {
                Facts::at(&dir, name).map_err(SyncError::io("look at", path.as_str()))
            }
            Reached::Missing | Reached::Blocked { .. } => Ok(None),
        }
    }

    /// The folder at `path` (`""`: the root), through real folders only.
    pub(in crate::sync) fn folder(&self, path: &str) -> Result<Reached, SyncError> {
        let failed = SyncError::io("open the folder", path);
        let mut dir = match self.dir.try_clone() {
            Ok(dir) => dir,
            Err(error) => return Err(failed(error)),
        };
        let mut end = 0;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            end += part.len() + usize::from(end > 0);
            dir = match dir.open_dir_nofollow(part) {
                Ok(next) => next,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(Reached::Missing);
                }
                Err(error) => {
                    return match Facts::at(&dir, part) {
                        Ok(Some(facts)) if facts.kind != Kind::Folder => Ok(Reached::Blocked {
                            by: path[..end].to_owned(),
                        }),
                        _ => Err(failed(error)),
                    };
                }
            };
        }
        Ok(Reached::Folder(dir))
    }

    /// The folder that `path` is in, which must be there.
    pub(in crate::sync) fn folder_of(&self, path: &RelativePath) -> Result<Dir, SyncError> {
        match self.folder(path.split().0)? {
            Reached::Folder(dir) => Ok(dir),
            Reached::Missing | Reached::Blocked { .. } => {
                Err(SyncError::ChangedMeanwhile { path: path.clone() })
            }
        }
    }

    /// Every path below the folder `path` that isn't a folder itself. A name that can't be a path of ours stands for
    /// the folder that it is in.
    pub(in crate::sync) fn leaves(
        &self,
        path: &RelativePath,
    ) -> Result<Vec<RelativePath>, SyncError> {
        self.leaves_from(Some(path.clone()))
    }

    /// Whether a file or a folder is at `path`, and no link or anything else; `None`: nothing is.
    pub fn plain(&self, path: &RelativePath) -> Result<Option<bool>, SyncError> {
        let facts = self.facts(path)?;
        Ok(facts.map(|facts| matches!(facts.kind, Kind::File | Kind::Folder)))
    }

    /// What stands in the tree beside `paths` and the folders that lead to them: the uppermost of each.
    pub fn beside_all(&self, paths: &[RelativePath]) -> Result<Vec<String>, SyncError> {
        let above: BTreeSet<RelativePath> = paths.iter().flat_map(RelativePath::folders).collect();
        let mut found = Vec::new();
        for folder in std::iter::once(None).chain(above.iter().map(Some)) {
            let here = folder.map_or("", RelativePath::as_str);
            let Reached::Folder(dir) = self.folder(here)? else {
                continue;
            };
            for name in names(&dir).map_err(SyncError::io("list the folder", here))? {
                let name = String::from_utf8_lossy(&name);
                let known = RelativePath::in_folder(folder, &name)
                    .is_ok_and(|path| paths.contains(&path) || above.contains(&path));
                if !known {
                    let parts = [here, &name].into_iter().filter(|part| !part.is_empty());
                    found.push(parts.collect::<Vec<_>>().join("/"));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The same of the whole tree.
    pub(in crate::sync) fn all_leaves(&self) -> Result<Vec<RelativePath>, SyncError> {
        self.leaves_from(None)
    }

    fn leaves_from(&self, folder: Option<RelativePath>) -> Result<Vec<RelativePath>, SyncError> {
        let mut leaves = Vec::new();
        let mut folders = vec![folder];
        while let Some(folder) = folders.pop() {
            let here = folder.as_ref().map_or("", RelativePath::as_str);
            let Reached::Folder(dir) = self.folder(here)? else {
                continue;
            };
            let failed = || SyncError::io("list the folder", here);
            for name in names(&dir).map_err(failed())? {
                let text = std::str::from_utf8(&name).unwrap_or_default();
                let Ok(below) = RelativePath::in_folder(folder.as_ref(), text) else {
                    leaves.push(folder.clone().ok_or_else(|| SyncError::BadName {
                        path: String::from_utf8_lossy(&name).into_owned(),
                        why: "is not UTF-8",
                    })?);
                    continue;
                };
                match Facts::at(&dir, text).map_err(failed())? {
                    Some(facts) if facts.kind == Kind::Folder => folders.push(Some(below)),
                    Some(_) => leaves.push(below),
                    None => {}
                }
            }
        }
        Ok(leaves)
    }
}

/// How far the way to a folder led.
#[derive(Debug)]
pub(in crate::sync) enum Reached {
    /// It is there.
    Folder(Dir),
    /// It or a folder above it isn't.
    Missing,
    /// It or a folder above it is something else.
    Blocked {
        /// The path of that.
        by: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_as_root_is_refused_unless_the_caller_follows_it() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("real")).unwrap();
        let link = home.path().join("link");
        std::os::unix::fs::symlink("real", &link).unwrap();
        assert!(matches!(
            Tree::open(&link, RootLink::Refuse),
            Err(SyncError::RootIsLink { .. })
        ));
        let tree = Tree::open(&link, RootLink::Follow).unwrap();
        assert!(tree.path().ends_with("real"));
    }

    #[test]
    fn a_folder_behind_a_link_is_not_reached() {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join("root")).unwrap();
        std::fs::create_dir_all(home.path().join("outside/deep")).unwrap();
        std::os::unix::fs::symlink("../outside", home.path().join("root/out")).unwrap();
        let tree = Tree::open(&home.path().join("root"), RootLink::Refuse).unwrap();
        let reached = tree.folder("out/deep").unwrap();
        assert!(
            matches!(&reached, Reached::Blocked { by } if by == "out"),
            "{reached:?}"
        );
    }
}
