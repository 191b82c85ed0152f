//! What production has at the paths that matter, and nothing else: data folders are neither listed nor read.

use std::collections::HashSet;

use cap_std::fs::Dir;
use rayon::prelude::*;

use crate::domain::files::{Manifest, RelativePath};
use crate::sync::error::SyncError;
use crate::sync::index::{Index, Known, Table};
use crate::sync::rules::Rules;
use crate::sync::scan::found::{Found, Reader, found_link};
use crate::sync::scan::manifest;
use crate::sync::tree::look::{Facts, Kind};
use crate::sync::tree::{Reached, Tree};

/// Reads `production` at every path that `source` wants or `owned` (the manifest of the live release) lists, where
/// `rules` don't leave it out. Those are the source's rules.
///
/// What production has besides is its own: it is not looked at, so sockets, links that lead out, or folders that can't
/// be read do no harm there. At a path that the source wants only a file or a symlink can be replaced; a folder there
/// must hold nothing but what Hailer put into it, and a file in place of a wanted folder must be Hailer's, unedited.
///
/// Errors: [`SyncError::InTheWay`] otherwise; what can't be read.
pub fn survey(
    production: &Tree,
    rules: &Rules,
    source: &Manifest,
    owned: Option<&Manifest>,
    index: Option<&mut Index>,
) -> Result<Manifest, SyncError> {
    let nothing = Table::default();
    let survey = Survey {
        production,
        rules,
        source,
        reader: Reader::new(index.as_deref().map_or(&nothing, Index::table)),
    };
    let seen = survey.folders(&asked(source, owned))?;
    let mut found = Vec::with_capacity(source.0.len());
    let (mut blocks, mut replaced) = (HashSet::new(), Vec::new());
    for seen in seen.into_iter().flatten() {
        match seen {
            Seen::Leaf(leaf) => found.push(leaf),
            Seen::Folder(path) => replaced.push(path),
            Seen::Block(path) => {
                blocks.insert(path);
            }
        }
    }
    let manifest = manifest(found, index);
    let is_ours = |path: &RelativePath| {
        let there = manifest.get(path);
        there.is_some() && there == owned.and_then(|owned| owned.get(path))
    };
    if let Some(path) = blocks.into_iter().find(|path| !is_ours(path)) {
        let what = "a file or symlink where the source has a folder";
        return Err(SyncError::InTheWay { path, what });
    }
    for path in replaced {
        if !production.leaves(&path)?.iter().all(is_ours) {
            let what = "a folder with files of its own";
            return Err(SyncError::InTheWay { path, what });
        }
    }
    Ok(manifest)
}

/// Every path to look at, by folder, each once; wanted ones first.
fn asked<'a>(source: &'a Manifest, owned: Option<&'a Manifest>) -> Vec<Vec<&'a RelativePath>> {
    let only_owned = owned
        .into_iter()
        .flat_map(|owned| &owned.0)
        .filter(|(path, _)| source.get(path).is_none());
    let mut paths: Vec<_> = source
        .0
        .iter()
        .chain(only_owned)
        .map(|(path, _)| (path.split().0, path))
        .collect();
    // Both lists are sorted by path, so this finds long runs.
    paths.par_sort();
    paths
        .chunk_by(|(one, _), (other, _)| one == other)
        .map(|chunk| chunk.iter().map(|(_, path)| *path).collect())
        .collect()
}

/// What was seen at a path that was asked for.
enum Seen {
    Leaf(Found),
    /// A folder, where the source wants a file.
    Folder(RelativePath),
    /// Something else than a folder, on the way to what the source wants.
    Block(RelativePath),
}

struct Survey<'a> {
    production: &'a Tree,
    rules: &'a Rules,
    source: &'a Manifest,
    reader: Reader<'a>,
}

impl Survey<'_> {
    fn folders(&self, asked: &[Vec<&RelativePath>]) -> Result<Vec<Vec<Seen>>, SyncError> {
        asked.par_iter().map(|paths| self.folder(paths)).collect()
    }

    /// Looks at `paths`, which are all in one folder.
    fn folder(&self, paths: &[&RelativePath]) -> Result<Vec<Seen>, SyncError> {
        let Some(first) = paths.first() else {
            return Ok(Vec::new());
        };
        let here = first.split().0;
        match self.production.folder(here)? {
            Reached::Folder(dir) => {
                let known = self.reader.folder(here);
                paths
                    .par_iter()
                    .with_min_len(64)
                    .filter_map(|path| self.leaf(&dir, &known, path).transpose())
                    .collect()
            }
            Reached::Missing => Ok(Vec::new()),
            Reached::Blocked { by } => {
                let wanted = paths.iter().any(|path| self.source.get(path).is_some());
                let block = wanted.then(|| RelativePath::new(by).ok()).flatten();
                Ok(block.into_iter().map(Seen::Block).collect())
            }
        }
    }

    fn leaf(
        &self,
        dir: &Dir,
        known: &Known<'_>,
        path: &RelativePath,
    ) -> Result<Option<Seen>, SyncError> {
        if self.rules.leave_out_below(path.as_str()) {
            return Ok(None);
        }
        let failed = SyncError::io("look at", path.as_str());
        let Some(facts) = Facts::at(dir, path.split().1).map_err(failed)? else {
            return Ok(None);
        };
        let wanted = || self.source.get(path).is_some();
        Ok(match facts.kind {
            Kind::File => Some(Seen::Leaf(self.reader.file(
                dir,
                known,
                path.clone(),
                &facts,
            )?)),
            Kind::Link => Some(Seen::Leaf(found_link(dir, path.clone())?)),
            Kind::Folder => wanted().then(|| Seen::Folder(path.clone())),
            Kind::Other(what) if wanted() => {
                return Err(SyncError::InTheWay {
                    path: path.clone(),
                    what,
                });
            }
            Kind::Other(_) => None,
        })
    }
}
