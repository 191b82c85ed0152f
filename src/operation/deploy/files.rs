//! The files of a deploy: what the workspace holds, what production has, and how they differ.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::place::Place;
use crate::domain::files::link::LinkPlan;
use crate::domain::files::{ContentHash, FileDiff, Manifest, RelativePath};
use crate::domain::name::CodebaseName;
use crate::operation::{Context, OperationError};
use crate::sync::{self, Archive, Index, Origin, RootLink, Rules, SyncError, Tree, View};

/// How the names of views begin.
const VIEW: &str = ".hailer-view-";

/// Where the contents of new files are read from.
#[derive(Clone)]
pub(super) enum Contents {
    /// A folder that holds them by their paths.
    Folder(Arc<Tree>),
    /// What is kept of releases.
    Kept(Arc<Archive>),
}

impl Contents {
    /// As it is staged from.
    pub(super) fn origin(&self) -> Origin<'_> {
        match self {
            Self::Folder(tree) => Origin::Source(tree),
            Self::Kept(archive) => Origin::Kept(archive),
        }
    }

    /// The folder in which they lie.
    pub(super) fn folder(&self) -> &Path {
        match self {
            Self::Folder(tree) => tree.path(),
            Self::Kept(archive) => archive.path(),
        }
    }
}

/// What a deploy does to files: both sides, and what was found in them.
#[derive(Clone)]
pub(super) struct Files {
    /// Where the contents of new files are read from.
    pub(super) contents: Contents,
    pub(super) place: Place,
    /// What the source holds.
    pub(super) wanted: Arc<Manifest>,
    pub(super) diff: FileDiff,
    /// What Hailer put into production before.
    pub(super) owned: Arc<Manifest>,
}

impl Files {
    /// Reads the folder `source` and production. `owned` is what Hailer put into production.
    pub(super) async fn of_folder(
        context: &Context,
        source: PathBuf,
        place: Place,
        owned: Option<Manifest>,
    ) -> Result<Self, OperationError> {
        let indexes = context.folders.data.join("index");
        // What was fetched never changes and soon goes: an index would only outlive it.
        let lasts = !source.starts_with(context.sources());
        blocking(move || {
            std::fs::create_dir_all(&indexes)
                .map_err(SyncError::io("make the folder", indexes.to_string_lossy()))?;
            let source = Tree::open(&source, RootLink::Refuse)?;
            let rules = Rules::read(&source)?;
            let mut index = lasts.then(|| Index::open(&indexes, &source));
            let wanted = sync::scan(&source, &rules, index.as_mut())?;
            index.as_mut().map_or(Ok(()), Index::save)?;
            let contents = Contents::Folder(Arc::new(source));
            Self::against(&indexes, place, (contents, &rules, wanted), owned)
        })
        .await
    }

    /// Takes the files of a release from its archive, and reads production.
    pub(super) async fn of_release(
        context: &Context,
        (archive, wanted): (Arc<Archive>, Manifest),
        place: Place,
        owned: Option<Manifest>,
    ) -> Result<Self, OperationError> {
        let indexes = context.folders.data.join("index");
        blocking(move || {
            let rules = Rules::of_release(&archive, &wanted)?;
            let contents = Contents::Kept(archive);
            Self::against(&indexes, place, (contents, &rules, wanted), owned)
        })
        .await
    }

    /// Holds what is wanted against what production has.
    fn against(
        indexes: &Path,
        place: Place,
        (contents, rules, wanted): (Contents, &Rules, Manifest),
        owned: Option<Manifest>,
    ) -> Result<Self, SyncError> {
        let wanted = match &place {
            Place::Folder(_) => wanted,
            Place::Link(linked) => linked.own(wanted),
        };
        let there = match place.current() {
            None => Manifest::default(),
            Some(production) => {
                let mut index = Index::open(indexes, production);
                let owned = owned.as_ref();
                let there = sync::survey(production, rules, &wanted, owned, Some(&mut index))?;
                index.save()?;
                there
            }
        };
        let diff = sync::diff(&wanted, &there, owned.as_ref());
        Ok(Self {
            contents,
            place,
            wanted: Arc::new(wanted),
            diff,
            owned: Arc::new(owned.unwrap_or_default()),
        })
    }

    /// What a person should know before the files land where they do, and what the diff means there; what can't land is
    /// refused.
    pub(super) fn settle(
        &mut self,
        codebase: &CodebaseName,
    ) -> Result<Vec<String>, OperationError> {
        let Place::Link(linked) = &self.place else {
            return Ok(vec![]);
        };
        linked.refuse_unready(codebase, (&self.wanted, &self.owned), &self.diff)?;
        let warnings = linked.warnings(&self.wanted, &self.owned, &self.diff);
        // Nothing is overwritten, and what isn't taken over is told in words.
        self.diff.adopted.clear();
        self.diff.kept.clear();
        Ok(warnings)
    }

    /// How production_path will be pointed; `None` where it is no link, or leads there already.
    pub(super) fn link(&self) -> Option<LinkPlan> {
        match &self.place {
            Place::Folder(_) => None,
            Place::Link(linked) => linked.plan(&self.wanted),
        }
    }

    /// The same for these paths alone: the others are neither put into production nor taken away.
    pub(super) fn limited_to(&self, paths: &BTreeSet<RelativePath>) -> Self {
        let limited = |manifest: &Manifest| {
            let kept = manifest.0.iter().filter(|(path, _)| paths.contains(path));
            Arc::new(Manifest(kept.cloned().collect()))
        };
        let mut diff = self.diff.clone();
        for changes in [&mut diff.added, &mut diff.changed, &mut diff.deleted] {
            changes.retain(|change| paths.contains(&change.path));
        }
        for untold in [&mut diff.adopted, &mut diff.kept] {
            untold.retain(|path| paths.contains(path));
        }
        let wanted = limited(&self.wanted);
        let moved = diff.added.len() + diff.changed.len();
        diff.unchanged = wanted.0.len().saturating_sub(moved) as u64;
        Self {
            owned: limited(&self.owned),
            wanted,
            diff,
            ..self.clone()
        }
    }

    /// The files that are as the source wants them and that Hailer did not put there.
    pub(super) fn found(&self) -> BTreeSet<RelativePath> {
        if matches!(self.place, Place::Link(_)) {
            // A release folder holds nothing but what Hailer put there.
            return BTreeSet::new();
        }
        let put = self.diff.added.iter().chain(&self.diff.changed);
        let put: BTreeSet<_> = put.map(|change| &change.path).collect();
        let paths = self.wanted.0.iter().map(|(path, _)| path);
        let ours = |path: &&RelativePath| put.contains(path) || self.owned.get(path).is_some();
        paths.filter(|path| !ours(path)).cloned().collect()
    }

    /// What the tree as it will be can be known by again; `None` where that can't be promised.
    pub(super) async fn fingerprint(&self) -> Result<Option<ContentHash>, OperationError> {
        let files = self.clone();
        blocking(move || sync::fingerprint(files.place.lasting(), &files.wanted, &files.diff)).await
    }

    /// The tree as it will be, for the Compose binary to read. It stands beside production, so that paths that lead out
    /// of it lead to the same place, and is gone when the view is dropped.
    pub(super) async fn view(&self) -> Result<View, OperationError> {
        let files = self.clone();
        blocking(move || {
            let production = files.place.path();
            if let Some(beside) = production.parent() {
                View::sweep(beside, VIEW);
            }
            let view = production.with_file_name(format!("{VIEW}{}", unique()?));
            View::make(
                view,
                files.contents.origin(),
                files.place.beneath(),
                &files.wanted,
                &files.diff,
            )
        })
        .await
    }
}

/// Runs file work off the async threads.
pub(in crate::operation) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, SyncError> + Send + 'static,
) -> Result<T, OperationError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(panicked) => Err(OperationError::Internal(panicked.to_string())),
    }
}

/// A name that no other view has.
fn unique() -> Result<String, SyncError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)
        .map_err(|error| SyncError::io("name a folder", "view")(error.into()))?;
    Ok(hex::encode(bytes))
}
