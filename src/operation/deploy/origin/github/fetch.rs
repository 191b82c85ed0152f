//! Fetches a commit's files into Hailer's data folder, where a folder is kept for each of the last few.

use std::io::{self, BufReader, Seek as _};
use std::path::PathBuf;
use std::time::Duration;

use super::NoVersion;
use crate::domain::name::CodebaseName;
use crate::domain::plan::GithubSource;
use crate::github::{At, GitHubError};
use crate::operation::{Context, OperationError};
use crate::sync::{Limits, Sources, SyncError, UnpackError};

const MIB: u64 = 1024 * 1024;
/// An archive may have so many bytes, packed: ten times what a large repository's has.
const PACKED: u64 = 512 * MIB;
/// What it may hold. Whatever is more isn't a project that is deployed, but something else that was committed by mistake.
const LIMITS: Limits = Limits {
    entries: 200_000,
    bytes: 2048 * MIB,
    file: 1024 * MIB,
};
/// It has to be here within this time.
const PATIENCE: Duration = Duration::from_mins(10);
/// So many versions are kept, so that going back and forth between them fetches nothing.
const KEPT: usize = 3;
/// For so long after it was last asked for a version may be in use by a deploy.
const IN_USE: Duration = Duration::from_hours(1);

/// Whether `sha` is one, in full: it becomes the name of a folder.
pub(super) fn is_commit(sha: &str) -> bool {
    matches!(sha.len(), 40 | 64) && sha.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// The folder with the files of a commit: the one that is there already, or a new one.
pub(super) async fn folder(
    context: &Context,
    codebase: &CodebaseName,
    (at, source): (&At, &GithubSource),
) -> Result<PathBuf, OperationError> {
    let commit = &source.commit;
    let folder = context.sources().join(codebase.as_str());
    let wanted = commit.clone();
    let opened = off_thread(commit, move || {
        let sources = Sources::open(&folder)?;
        let found = sources.find(&wanted)?;
        let scratch = found.is_none().then(|| sources.scratch()).transpose()?;
        Ok((sources, found, scratch))
    });
    let (sources, found, scratch) = opened.await?;
    let scratch = match (found, scratch) {
        (Some(found), _) => return Ok(found),
        (None, Some(scratch)) => scratch,
        (None, None) => {
            return Err(OperationError::Internal(
                "no file for an archive".to_owned(),
            ));
        }
    };
    let mut archive = tokio::fs::File::from_std(scratch);
    let fetched = tokio::time::timeout(PATIENCE, at.archive(commit, &mut archive, PACKED));
    let fetched = fetched.await.unwrap_or_else(|_elapsed| {
        let limit = humantime::format_duration(PATIENCE);
        Err(GitHubError::Unreached(format!(
            "not all came within {limit}"
        )))
    });
    let bytes = fetched.map_err(|error| NoVersion::NotFetched {
        commit: commit.clone(),
        error,
    })?;
    tracing::info!(repository = %source.repository, %commit, bytes, "fetched a version");
    let (archive, wanted) = (archive.into_std().await, commit.clone());
    off_thread(commit, move || {
        let folder = sources.unpack(from_its_beginning(archive)?, &wanted, &LIMITS)?;
        if let Err(error) = sources.prune(KEPT, IN_USE) {
            tracing::warn!(%error, "can't remove versions that were fetched earlier");
        }
        Ok(folder)
    })
    .await
}

fn from_its_beginning(mut file: std::fs::File) -> Result<impl io::Read, SyncError> {
    file.rewind()
        .map_err(SyncError::io("read", "the archive"))?;
    Ok(BufReader::new(file))
}

async fn off_thread<T: Send + 'static>(
    commit: &str,
    work: impl FnOnce() -> Result<T, UnpackError> + Send + 'static,
) -> Result<T, OperationError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done.map_err(|error| NoVersion::NotUnpacked {
            commit: commit.to_owned(),
            error: Box::new(error),
        })?),
        Err(panicked) => Err(OperationError::Internal(panicked.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::is_commit;

    #[test]
    fn only_a_whole_commit_names_a_folder() {
        assert!(is_commit(&"c0ffee00".repeat(5)));
        for bad in ["", "c0ffee", "../../../../../../../../../../../../etc/pass"] {
            assert!(!is_commit(bad), "{bad:?}");
        }
    }
}
