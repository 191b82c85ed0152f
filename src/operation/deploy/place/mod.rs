//! Where a deploy's files land: in production's own folder, or in a release folder that production_path is pointed to.

pub(super) mod linked;
mod point;
mod ready;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::files::blocking;
use crate::domain::codebase::{Codebase, DockerConfig, Strategy};
use crate::domain::files::RelativePath;
use crate::operation::own::quoted;
use crate::operation::{Context, OperationError, roots};
use crate::sync::{Beneath, RootLink, SyncError, Tree, is_shared};
use linked::Linked;

/// Where the new files land.
#[derive(Clone)]
pub(super) enum Place {
    /// In this folder, one by one (strategies copy and registry).
    Folder(Arc<Tree>),
    /// In a folder of their own, which production_path is pointed to (strategy symlink).
    Link(Arc<Linked>),
}

impl Place {
    /// Opens production as the strategy has it. What stands there and is for the other strategy is refused.
    pub(super) async fn find(
        context: &Context,
        codebase: &Codebase,
        docker: &DockerConfig,
    ) -> Result<Self, OperationError> {
        let roots = &context.folders.allowed_roots;
        let path = docker.production_path.clone();
        if docker.deployment_strategy == Strategy::Symlink {
            let path = roots::place_of_link(&path, roots)?;
            if path.is_symlink() {
                roots::existing_folder(&path, roots)?;
            }
            let shared = docker.shared_paths.clone();
            let opened = blocking(move || Linked::open(&path, shared)).await;
            let linked = opened.map_err(|error| plain_folder(error, codebase))?;
            return Ok(Self::Link(Arc::new(linked)));
        }
        let real = roots::existing_folder(&path, roots)?;
        if path.is_symlink() {
            return Err(a_link(codebase, &path, &real));
        }
        let tree = blocking(move || Tree::open(&real, RootLink::Refuse)).await?;
        Ok(Self::Folder(Arc::new(tree)))
    }

    /// production_path.
    pub(super) fn path(&self) -> PathBuf {
        match self {
            Self::Folder(tree) => tree.path().to_owned(),
            Self::Link(linked) => linked.releases.link(),
        }
    }

    /// Production as it is; `None` where nothing is there yet.
    pub(super) fn current(&self) -> Option<&Tree> {
        match self {
            Self::Folder(tree) => Some(tree),
            Self::Link(linked) => linked.current.as_ref(),
        }
    }

    /// Where a mounted file lies that isn't the source's: `path` as the compose file has it, `shown` relative to
    /// production_path. What is shared lies beside it also before anything leads there.
    pub(super) fn lasting_path(&self, shown: &str, path: PathBuf) -> PathBuf {
        let shared = match (self, RelativePath::new(shown)) {
            (Self::Link(linked), Ok(shown)) if is_shared(&shown, &linked.paths) => linked,
            _ => return path,
        };
        shared.releases.shared_folder().join(shown)
    }

    /// The tree of what lives on whatever the source holds; `None` where there is none.
    pub(super) fn lasting(&self) -> Option<&Tree> {
        match self {
            Self::Folder(tree) => Some(tree),
            Self::Link(linked) => linked.shared.as_ref(),
        }
    }

    /// The same for a view. What differs in a release folder says nothing of what is shared.
    pub(super) fn beneath(&self) -> Beneath<'_> {
        match self {
            Self::Folder(tree) => Beneath::Production(tree),
            Self::Link(linked) => match &linked.shared {
                Some(shared) => Beneath::Shared(shared),
                None => Beneath::Nothing,
            },
        }
    }
}

/// Running containers keep a folder that is moved, so these steps interrupt nothing.
fn plain_folder(error: OperationError, codebase: &Codebase) -> OperationError {
    let OperationError::Sync(SyncError::PlainFolder { path }) = &error else {
        return error;
    };
    let (folder, before) = (quoted(path), quoted(&path.with_added_extension("before")));
    let path = path.display();
    OperationError::NotReady {
        codebase: codebase.name.clone(),
        found: vec![format!(
            "{path} is a folder, and the strategy symlink makes it a link. Hailer doesn't move what it didn't put there: \
             give the folder another name, and let a link lead to it. Running containers go on undisturbed"
        )],
        command: None,
        shell: vec![format!("mv {folder} {before} && ln -s {before} {folder}")],
    }
}

/// Copying into what a link leads to would change a release folder.
fn a_link(codebase: &Codebase, path: &Path, real: &Path) -> OperationError {
    let (link, copy) = (quoted(path), quoted(&path.with_added_extension("copy")));
    let (path, real) = (path.display(), real.display());
    OperationError::NotReady {
        codebase: codebase.name.clone(),
        found: vec![format!(
            "{path} is a link to {real}, and this strategy changes files in place, which must not happen to a release \
             folder. Go on with the strategy symlink, or make {path} a folder of its own, with copies of what is shared"
        )],
        command: Some((
            "Go on with the link",
            "/docker-config set deployment_strategy symlink".to_owned(),
        )),
        shell: vec![format!(
            "cp -aL {link}/. {copy} && chmod -R u+w {copy} && rm {link} && mv {copy} {link}"
        )],
    }
}
