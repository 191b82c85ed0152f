//! Production as a link to a release folder: what stands there, and what a new release folder would leave behind.

use std::path::Path;

use crate::domain::files::link::{LinkPlan, Pointed};
use crate::domain::files::{FileDiff, Manifest, RelativePath};
use crate::reply;
use crate::sync::{Releases, SyncError, Tree, is_shared};

/// How many names are told one by one.
const NAMES: usize = 5;

/// What was found at and beside production_path.
pub(in crate::operation::deploy) struct Linked {
    pub(in crate::operation::deploy) releases: Releases,
    /// What stands at production_path.
    pub(in crate::operation::deploy) pointed: Pointed,
    /// The folder that it leads to; `None` before the first deploy.
    pub(in crate::operation::deploy) current: Option<Tree>,
    /// What lives on from release to release; `None` where nothing does yet.
    pub(in crate::operation::deploy) shared: Option<Tree>,
    /// The paths that are declared to live on, sorted.
    pub(in crate::operation::deploy) paths: Vec<RelativePath>,
    /// What stands in `current` and isn't shared.
    there: Vec<RelativePath>,
}

impl Linked {
    /// Looks. `PlainFolder` where production_path isn't a link.
    pub(in crate::operation::deploy) fn open(
        path: &Path,
        shared: Vec<RelativePath>,
    ) -> Result<Self, SyncError> {
        let releases = Releases::beside(path)?;
        let current = releases.current()?;
        let there = current
            .as_ref()
            .map_or(Ok(Vec::new()), |tree| Releases::unshared(tree, &shared))?;
        Ok(Self {
            pointed: releases.pointed()?,
            shared: releases.shared()?,
            current,
            releases,
            paths: shared,
            there,
        })
    }

    /// Takes what is shared out of a manifest: that isn't a release's own.
    pub(in crate::operation::deploy) fn own(&self, mut manifest: Manifest) -> Manifest {
        manifest.0.retain(|(path, _)| !is_shared(path, &self.paths));
        manifest
    }

    /// The release folder of a version that holds `wanted`.
    pub(in crate::operation::deploy) fn folder(&self, wanted: &Manifest) -> String {
        Releases::name_of(wanted, &self.paths)
    }

    /// How production_path will be pointed; `None` where it leads there already.
    pub(in crate::operation::deploy) fn plan(&self, wanted: &Manifest) -> Option<LinkPlan> {
        let to = self.releases.target(&self.folder(wanted));
        (self.pointed != Pointed::To(to.clone())).then(|| LinkPlan {
            path: self.releases.link().display().to_string(),
            from: self.pointed.clone(),
            to,
        })
    }

    /// What is there and in neither manifest.
    pub(super) fn left_behind(&self, wanted: &Manifest, owned: &Manifest) -> Vec<&RelativePath> {
        let known = |path: &RelativePath| {
            wanted.get(path).or_else(|| owned.get(path)).is_some()
                || path.as_str().split('/').any(|part| part == ".git")
        };
        self.there.iter().filter(|path| !known(path)).collect()
    }

    /// What a person should know of the folder that production leads to now.
    pub(in crate::operation::deploy) fn warnings(
        &self,
        wanted: &Manifest,
        owned: &Manifest,
        diff: &FileDiff,
    ) -> Vec<String> {
        let Pointed::To(now) = &self.pointed else {
            return vec![];
        };
        let mut warnings = Vec::new();
        if self.releases.folder_of(&self.pointed).is_none() {
            warnings.push(format!(
                "{} leads to {now}, which Hailer did not make: that stays as it is, and a failure leads back to it.",
                self.releases.link().display()
            ));
        } else if !diff.adopted.is_empty() {
            warnings.push(format!(
                "edited by hand in {now}, and not carried over: {}.",
                few(&diff.adopted.iter().collect::<Vec<_>>())
            ));
        }
        let left = self.left_behind(wanted, owned);
        if !left.is_empty() {
            warnings.push(format!("stays behind in {now}: {}.", few(&left)));
        }
        warnings
    }
}

/// The first of them by name, and how many more there are.
pub(super) fn few(paths: &[&RelativePath]) -> String {
    let paths: Vec<_> = paths.iter().map(|path| path.as_str()).collect();
    reply::few(&paths, NAMES)
}
