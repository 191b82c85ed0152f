//! What a git checkout says of itself that its own small files don't: how much of it isn't committed.
//!
//! libgit2 reads the repository: no git is started, and nothing that the repository's configuration names is run. Nothing
//! is written, not even git's index.

use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};
use git2::{ErrorCode, Repository, Status, StatusOptions};

use crate::domain::plan::{Newest, Uncommitted};
use crate::sync::error::SyncError;

/// What isn't committed of the checkout at `folder`: edited, added, deleted and untracked files, without those that git
/// ignores. `None` where it is no checkout.
pub fn uncommitted(folder: &Path) -> Result<Option<Uncommitted>, SyncError> {
    let unreadable = |error: git2::Error| {
        let why = io::Error::other(error.message().to_owned());
        SyncError::io("read the git checkout", folder.to_string_lossy())(why)
    };
    let repository = match Repository::open(folder) {
        Ok(repository) => repository,
        Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let mut options = StatusOptions::new();
    options
        .include_untracked(true)
        .recurse_untracked_dirs(true)
        .exclude_submodules(true);
    let statuses = repository
        .statuses(Some(&mut options))
        .map_err(unreadable)?;
    let changed = statuses
        .iter()
        .filter(|entry| !entry.status().intersects(Status::IGNORED));
    let mut uncommitted = Uncommitted::default();
    for entry in changed {
        uncommitted.files += 1;
        // One that was deleted has no time; a name that isn't text is counted and not named.
        let newest = entry.path().ok().and_then(|path| changed_at(folder, path));
        uncommitted.newest = uncommitted.newest.max(newest);
    }
    Ok(Some(uncommitted))
}

fn changed_at(folder: &Path, path: &str) -> Option<Newest> {
    let changed = folder.join(path).symlink_metadata().ok()?.modified().ok()?;
    Some(Newest {
        at: DateTime::<Utc>::from(changed),
        path: path.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, SystemTime};

    use super::*;

    fn write(folder: &Path, name: &str, age: u64) {
        fs::write(folder.join(name), name).unwrap();
        let file = fs::File::open(folder.join(name)).unwrap();
        let then = SystemTime::now() - Duration::from_secs(age);
        file.set_modified(then).unwrap();
    }

    #[test]
    fn a_plain_folder_is_no_checkout() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(uncommitted(folder.path()).unwrap(), None);
    }

    #[test]
    fn what_is_edited_staged_and_untracked_counts_and_what_is_ignored_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let repository = Repository::init(folder.path()).unwrap();
        for name in ["edited", "same", ".gitignore"] {
            write(folder.path(), name, 100);
        }
        fs::write(folder.path().join(".gitignore"), "ignored\n").unwrap();
        let mut index = repository.index().unwrap();
        index
            .add_all(["*"], git2::IndexAddOption::DEFAULT, None)
            .unwrap();
        index.write().unwrap();
        let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
        let ada = git2::Signature::now("ada", "ada@example.com").unwrap();
        repository
            .commit(Some("HEAD"), &ada, &ada, "first", &tree, &[])
            .unwrap();
        let clean = uncommitted(folder.path()).unwrap();
        assert_eq!(clean, Some(Uncommitted::default()));

        fs::write(folder.path().join("edited"), "longer than it was").unwrap();
        write(folder.path(), "untracked", 60);
        write(folder.path(), "ignored", 0);
        write(folder.path(), "staged", 30);
        index.add_path(Path::new("staged")).unwrap();
        index.write().unwrap();
        let found = uncommitted(folder.path()).unwrap().unwrap();
        assert_eq!(found.files, 3);
        assert_eq!(found.newest.unwrap().path, "edited");
    }
}
