//! What it takes to put a release back stays for as long as the release is kept: its images under private tags, so that
//! a plain prune leaves them, and its files in an archive of the codebase's own. What no release needs any more goes.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use crate::domain::name::{CodebaseName, ProjectName};
use crate::domain::release::ReleaseState;
use crate::operation::deploy::blocking;
use crate::operation::under_way::UnderWay;
use crate::operation::{OperationError, step};
use crate::sync::{Archive, SyncError};

/// How many releases that were live are kept, the live one among them.
const KEPT: u32 = 5;

/// What private tags are of. No compose file names it.
const REPOSITORY: &str = "hailer.kept/image";

/// Opens the archive of a codebase's files. It blocks.
pub(in crate::operation) fn archive(
    data: &Path,
    codebase: &CodebaseName,
) -> Result<Archive, SyncError> {
    Archive::open(&folder(data, codebase))
}

fn folder(data: &Path, codebase: &CodebaseName) -> PathBuf {
    data.join("kept").join(codebase.as_str())
}

/// Whether a tag is one of those that keep an image.
pub(in crate::operation) fn is_private(tag: &str) -> bool {
    tag.strip_prefix(REPOSITORY)
        .is_some_and(|rest| rest.starts_with(':'))
}

/// What the private tags of a project begin with. No project name has a dot, so none is the beginning of another's.
fn prefix(project: &ProjectName) -> String {
    format!("{REPOSITORY}:{project}.")
}

/// Tags each image (`sha256:…`) by its own id, where that isn't done yet. One that is gone from the engine can't be kept:
/// a release that needs it is refused when it is asked for.
pub(in crate::operation) async fn keep_images(
    under_way: &UnderWay<'_>,
    images: &BTreeSet<&str>,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    for id in images {
        let tag = prefix(under_way.project()) + id.trim_start_matches("sha256:");
        // Each by itself: to list the tags of a repository the engine looks at every image that it has.
        match engine.find_image(id).await? {
            None => tracing::warn!(image = id, "an image in use is gone from the engine"),
            Some(image) if image.tags.contains(&tag) => {}
            Some(_) => step::tag(under_way, &tag, (None, id)).await?,
        }
    }
    Ok(())
}

/// Forgets the releases beyond the last that are kept.
pub(in crate::operation) async fn forget_old(
    under_way: &UnderWay<'_>,
    codebase: &CodebaseName,
) -> Result<(), OperationError> {
    let store = &under_way.context.store;
    let pruned = Box::pin(store.prune_releases(codebase, KEPT));
    for gone in under_way.record("forget_releases", pruned).await? {
        tracing::info!(%codebase, release = gone.number, "release is no longer kept");
    }
    Ok(())
}

/// Takes away all that is kept of a codebase's releases, which are about to be forgotten.
pub(in crate::operation) async fn forget_all(
    under_way: &UnderWay<'_>,
    codebase: &CodebaseName,
) -> Result<(), OperationError> {
    untag_others(under_way, &BTreeSet::new()).await?;
    let folder = folder(&under_way.context.folders.data, codebase);
    blocking(move || match std::fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(SyncError::io("remove the folder", folder.to_string_lossy())(error))
        }
        _ => Ok(()),
    })
    .await
}

/// Takes away the private tags of the project's images but for those `needed`.
async fn untag_others(
    under_way: &UnderWay<'_>,
    needed: &BTreeSet<String>,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let own = prefix(under_way.project());
    for tag in engine.tags_of(REPOSITORY).await? {
        let image = tag.strip_prefix(&own).map(|id| format!("sha256:{id}"));
        if image.is_some_and(|image| !needed.contains(&image)) {
            step::untag(under_way, &tag).await?;
        }
    }
    Ok(())
}

/// Takes away every private tag and every content that no kept release of `codebase` needs, whoever left it.
pub(in crate::operation) async fn sweep(
    under_way: &UnderWay<'_>,
    codebase: &CodebaseName,
) -> Result<(), OperationError> {
    let store = &under_way.context.store;
    let mut images = BTreeSet::new();
    let mut contents = HashSet::new();
    let was_live =
        |state: ReleaseState| matches!(state, ReleaseState::Live | ReleaseState::Superseded);
    for release in store.releases(codebase).await? {
        if was_live(release.state) {
            let content = store.release_content(codebase, release.number).await?;
            let files = content.manifest.0.iter().chain(&content.replaced.0);
            contents.extend(files.map(|(_, entry)| entry.hash));
            images.extend(release.images.into_values());
        }
    }
    untag_others(under_way, &images).await?;
    let (data, codebase) = (under_way.context.folders.data.clone(), codebase.clone());
    blocking(move || archive(&data, &codebase)?.prune(&contents)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_private_tags_of_one_project_are_never_anothers() {
        let project = |name| ProjectName::new(name).unwrap();
        let tag = prefix(&project("shop")) + "00ff";
        assert!(is_private(&tag));
        assert!(!tag.starts_with(&prefix(&project("sho"))));
        assert!(!is_private("hailer.kept/images:shop.00ff"));
        // The longest that a tag may be (distribution/reference): 128 characters.
        let longest = prefix(&project(&"x".repeat(63))) + &"0".repeat(64);
        assert!(longest.rsplit_once(':').unwrap().1.len() <= 128);
    }
}
