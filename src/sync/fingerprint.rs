//! A key for whatever is computed from the tree as it will be: equal only if nothing in it differs.

use std::time::SystemTime;

use cap_std::fs::Dir;

use super::error::SyncError;
use super::rules::is_ours;
use super::tree::folder::names;
use super::tree::look::{Facts, Kind, link_entry};
use super::tree::names::stays_inside;
use super::tree::{Reached, Tree};
use crate::domain::files::{ContentHash, FileDiff, Manifest, RelativePath};

/// How many names of production are looked at. A tree with more is not worth the looking.
const MOST: usize = 20_000;

/// The fingerprint of what a [`View`](super::View) of the same arguments shows: the contents of what the source wants, and the
/// facts (size, inode, modified and changed times) of what only production has.
///
/// `None`: no such promise can be made, so that nothing may be cached: production has more than 20,000 names, a
/// symlink of its own leads out of it, or a file of its own was edited within the last two seconds.
pub fn fingerprint<'a>(
    production: impl Into<Option<&'a Tree>>,
    wanted: &Manifest,
    diff: &FileDiff,
) -> Result<Option<ContentHash>, SyncError> {
    let began = SystemTime::now();
    let mut leaves: Vec<(String, Vec<u8>)> = Vec::new();
    let production = production.into();
    let mut folders = vec![None];
    let mut looked_at = 0;
    while let (Some(production), Some(folder)) = (production, folders.pop()) {
        let here = folder.as_ref().map_or("", RelativePath::as_str);
        let Reached::Folder(dir) = production.folder(here)? else {
            continue;
        };
        let listed = names(&dir).map_err(SyncError::io("list the folder", here))?;
        looked_at += listed.len();
        if looked_at > MOST {
            return Ok(None);
        }
        for name in &listed {
            // What isn't text can't be named by a compose file.
            let text = std::str::from_utf8(name).unwrap_or_default();
            let Ok(path) = RelativePath::in_folder(folder.as_ref(), text) else {
                continue;
            };
            if text == ".git" || is_ours(text) || is_replaced(&path, wanted, diff) {
                continue;
            }
            match look(&dir, &path, began)? {
                Seen::Nothing => {}
                Seen::Folder => folders.push(Some(path)),
                Seen::Leaf(facts) => leaves.push((path.into(), facts)),
                Seen::Unsure => return Ok(None),
            }
        }
    }
    leaves.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    hasher.update(wanted.digest().as_bytes());
    for (path, facts) in leaves {
        for part in [path.as_bytes(), &facts] {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part);
        }
    }
    Ok(Some(hasher.finalize().into()))
}

/// What a name of production adds to the fingerprint.
enum Seen {
    Nothing,
    Folder,
    Leaf(Vec<u8>),
    Unsure,
}

fn look(dir: &Dir, path: &RelativePath, began: SystemTime) -> Result<Seen, SyncError> {
    let failed = || SyncError::io("look at", path.as_str());
    let name = path.split().1;
    let Some(facts) = Facts::at(dir, name).map_err(failed())? else {
        return Ok(Seen::Nothing);
    };
    Ok(match facts.kind {
        Kind::Folder => Seen::Folder,
        Kind::File if !facts.settled_before(began) => Seen::Unsure,
        Kind::File => Seen::Leaf(facts.stamp().to_vec()),
        Kind::Other(what) => Seen::Leaf(what.into()),
        Kind::Link => {
            let target = link_entry(dir, name).map_err(failed())?.link;
            let inside = |target: &String| stays_inside(path.folders().count(), target);
            target
                .filter(inside)
                .map_or(Seen::Unsure, |target| Seen::Leaf(target.into()))
        }
    })
}

/// Whether production's file at `path` is not part of the tree as it will be.
fn is_replaced(path: &RelativePath, wanted: &Manifest, diff: &FileDiff) -> bool {
    wanted.get(path).is_some()
        || diff
            .deleted
            .binary_search_by(|gone| gone.path.cmp(path))
            .is_ok()
}
