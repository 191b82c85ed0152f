//! Everything that a source holds, or the first reason why it can't be deployed.

pub(in crate::sync) mod found;
pub(in crate::sync) mod survey;

use std::sync::{Mutex, PoisonError};

use cap_fs_ext::DirExt as _;
use cap_std::fs::Dir;
use rayon::prelude::*;

use crate::domain::files::{Manifest, RelativePath};
use crate::sync::error::SyncError;
use crate::sync::index::{Index, Known, Table};
use crate::sync::rules::Rules;
use crate::sync::scan::found::{Found, Reader, found_link};
use crate::sync::tree::Tree;
use crate::sync::tree::folder::names;
use crate::sync::tree::look::{Facts, Kind};
use crate::sync::tree::names::{checked, collision, stays_inside};

/// Folders within folders, at most. It bounds open descriptors and the stack; no project comes near it.
const DEEPEST: usize = 128;

/// Reads the source `tree`: every file and symlink that `rules` don't leave out, sorted by path.
///
/// With an index, files whose facts are unchanged are not read; the caller saves it afterwards. Without one everything
/// is read. Folders are walked side by side.
///
/// Errors: what a deploy may not carry ([`SyncError::NotPlain`], [`SyncError::LinkLeaves`], [`SyncError::HardLink`],
/// [`SyncError::BadName`], [`SyncError::Collision`]), a file that is written to all the while
/// ([`SyncError::ChangedMeanwhile`]), and whatever can't be read. Of several, any one.
pub fn scan(tree: &Tree, rules: &Rules, index: Option<&mut Index>) -> Result<Manifest, SyncError> {
    let nothing = Table::default();
    let walk = Walk {
        rules,
        reader: Reader::new(index.as_deref().map_or(&nothing, Index::table)),
        found: Mutex::new(Vec::new()),
    };
    walk.folder(tree.dir(), None, 0)?;
    let mut folders = walk
        .found
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    // Folders in order, each in order, are nearly the whole in order, which spares the sort most comparisons.
    folders.sort_unstable_by(|one, other| one[0].path.cmp(&other[0].path));
    Ok(manifest(folders.into_iter().flatten().collect(), index))
}

/// Sorts what was found, hands it to the index, and keeps the rest.
pub(in crate::sync) fn manifest(mut found: Vec<Found>, index: Option<&mut Index>) -> Manifest {
    found.par_sort_by(|one, other| one.path.cmp(&other.path));
    if let Some(index) = index {
        index.learn(&found);
    }
    Manifest(
        found
            .into_iter()
            .map(|found| (found.path, found.entry))
            .collect(),
    )
}

struct Walk<'a> {
    rules: &'a Rules,
    reader: Reader<'a>,
    /// By folder; none is empty.
    found: Mutex<Vec<Vec<Found>>>,
}

/// A name of the folder that is being walked.
struct Named {
    path: RelativePath,
    facts: Facts,
}

impl Walk<'_> {
    fn folder(
        &self,
        dir: &Dir,
        path: Option<&RelativePath>,
        depth: usize,
    ) -> Result<(), SyncError> {
        let here = path.map_or("", RelativePath::as_str);
        if depth > DEEPEST {
            return Err(SyncError::BadName {
                path: here.to_owned(),
                why: "lies more than 128 folders deep",
            });
        }
        let mut listed = names(dir).map_err(SyncError::io("list the folder", here))?;
        listed.sort_unstable();
        let named = listed
            .par_iter()
            .with_min_len(64)
            .filter_map(|name| self.name(dir, path, name).transpose())
            .collect::<Result<Vec<Named>, SyncError>>()?;
        let parts = named.iter().map(|named| named.path.split().1);
        if let Some((one, other)) = collision(parts) {
            return Err(SyncError::Collision {
                one: joined(path, one),
                other: joined(path, other),
            });
        }
        let (folders, files): (Vec<_>, Vec<_>) = named
            .into_iter()
            .partition(|named| named.facts.kind == Kind::Folder);
        let known = self.reader.folder(here);
        let found = files
            .into_par_iter()
            .with_min_len(64)
            .map(|named| self.leaf(dir, &known, named, depth))
            .collect::<Result<Vec<Found>, SyncError>>()?;
        if !found.is_empty() {
            let mut folders = self.found.lock().unwrap_or_else(PoisonError::into_inner);
            folders.push(found);
        }
        folders.par_iter().try_for_each(|named| {
            let below = dir
                .open_dir_nofollow(named.path.split().1)
                .map_err(SyncError::io("open the folder", named.path.as_str()))?;
            self.folder(&below, Some(&named.path), depth + 1)
        })
    }

    /// Checks one name and asks for its facts. `None`: left out by the rules, or gone meanwhile.
    fn name(
        &self,
        dir: &Dir,
        folder: Option<&RelativePath>,
        name: &[u8],
    ) -> Result<Option<Named>, SyncError> {
        let bad = |why| SyncError::BadName {
            path: joined(folder, &String::from_utf8_lossy(name)),
            why,
        };
        // A name that isn't text may still be below the rules' notice: they are asked with what can be read of it.
        let text = String::from_utf8_lossy(name);
        let path = RelativePath::in_folder(folder, &text).map_err(|_| bad("is no name"))?;
        let failed = SyncError::io("look at", path.as_str());
        let Some(facts) = Facts::at(dir, &text).map_err(failed)? else {
            return match checked(name) {
                Ok(_) => Ok(None),
                Err(why) => Err(bad(why)),
            };
        };
        if self
            .rules
            .leave_out(path.as_str(), facts.kind == Kind::Folder)
        {
            return Ok(None);
        }
        checked(name).map_err(bad)?;
        Ok(Some(Named { path, facts }))
    }

    fn leaf(
        &self,
        dir: &Dir,
        known: &Known<'_>,
        Named { path, facts }: Named,
        depth: usize,
    ) -> Result<Found, SyncError> {
        match facts.kind {
            Kind::File if facts.links > 1 => Err(SyncError::HardLink {
                path,
                links: facts.links,
            }),
            Kind::File => self.reader.file(dir, known, path, &facts),
            Kind::Link => {
                let link = found_link(dir, path)?;
                match &link.entry.link {
                    Some(target) if !stays_inside(depth, target) => Err(SyncError::LinkLeaves {
                        target: target.clone(),
                        path: link.path,
                    }),
                    _ => Ok(link),
                }
            }
            // Folders were told apart before; one here would mean that it took a file's place.
            Kind::Folder => Err(SyncError::ChangedMeanwhile { path }),
            Kind::Other(kind) => Err(SyncError::NotPlain {
                path: path.into(),
                kind,
            }),
        }
    }
}

fn joined(folder: Option<&RelativePath>, name: &str) -> String {
    folder.map_or_else(|| name.to_owned(), |folder| format!("{folder}/{name}"))
}
