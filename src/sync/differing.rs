//! Whether production holds what a release put there.

use super::error::SyncError;
use super::index::Index;
use super::rules::Rules;
use super::scan::survey::survey;
use super::tree::Tree;
use crate::domain::files::{Manifest, RelativePath};

/// The paths of `manifest` at which `production` holds something else, or nothing.
///
/// Without an `index` every file is read; with one those that look as they did when they were read last are not.
pub fn differing(
    production: &Tree,
    manifest: &Manifest,
    index: Option<&mut Index>,
) -> Result<Vec<RelativePath>, SyncError> {
    // What is listed but not wanted is only looked at: nothing can be in the way.
    let nothing = Manifest::default();
    let rules = Rules::built_in();
    let there = survey(production, &rules, &nothing, Some(manifest), index)?;
    let differs = |path: &RelativePath| there.get(path) != manifest.get(path);
    let paths = manifest.0.iter().map(|(path, _)| path);
    Ok(paths.filter(|path| differs(path)).cloned().collect())
}
