//! What a git checkout says of itself that its own small files don't: how much of it isn't committed, and which commits its
//! history has.
//!
//! libgit2 reads the repository: no git is started, and nothing that the repository's configuration names is run. Nothing
//! is written, not even git's index.

use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};
use git2::{ErrorCode, Oid, Repository, Status, StatusOptions};

use crate::domain::plan::{Contained, Newest, Uncommitted};
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

/// Whether the commit `this` of the checkout at `folder` has the commit `other` in its history. What can't be found out is
/// unknown, never a no.
#[must_use]
pub fn contained(folder: &Path, other: &str, this: &str) -> Contained {
    history(folder, other, this).unwrap_or_else(|error| Contained::Unknown {
        why: error.message().to_owned(),
    })
}

fn history(folder: &Path, other: &str, this: &str) -> Result<Contained, git2::Error> {
    let repository = Repository::open(folder)?;
    let (other, this) = (Oid::from_str(other)?, Oid::from_str(this)?);
    let unknown = |why: &str| Contained::Unknown {
        why: why.to_owned(),
    };
    match repository.find_commit(other) {
        Ok(_) => {}
        Err(error) if error.code() == ErrorCode::NotFound => {
            return Ok(unknown("the workspace's repository doesn't have it"));
        }
        Err(error) => return Err(error),
    }
    Ok(if other == this {
        Contained::Same
    } else if repository.graph_descendant_of(this, other)? {
        Contained::Contained
    } else if repository.is_shallow() {
        unknown("the workspace is a shallow clone, whose history ends early")
    } else {
        Contained::NotContained
    })
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

    /// Commits all that is there on top of `parents`. Returns the commit's id.
    fn commit(repository: &Repository, title: &str, parents: &[&str]) -> String {
        let mut index = repository.index().unwrap();
        let all = git2::IndexAddOption::DEFAULT;
        index.add_all(["*"], all, None).unwrap();
        index.write().unwrap();
        let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
        let ada = git2::Signature::now("ada", "ada@example.com").unwrap();
        let find = |id: &&str| repository.find_commit(Oid::from_str(id).unwrap()).unwrap();
        let parents: Vec<_> = parents.iter().map(find).collect();
        let parents: Vec<_> = parents.iter().collect();
        let id = repository.commit(None, &ada, &ada, title, &tree, &parents);
        let id = id.unwrap();
        repository.set_head_detached(id).unwrap();
        id.to_string()
    }

    #[test]
    fn a_history_has_the_commits_that_led_to_it_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let repository = Repository::init(folder.path()).unwrap();
        let first = commit(&repository, "first", &[]);
        let second = commit(&repository, "second", &[&first]);
        let aside = commit(&repository, "aside", &[&first]);
        let merged = commit(&repository, "merged", &[&second, &aside]);
        let contained = |other: &str, this: &str| contained(folder.path(), other, this);
        assert_eq!(contained(&first, &first), Contained::Same);
        for earlier in [&first, &second, &aside] {
            assert_eq!(contained(earlier, &merged), Contained::Contained);
        }
        assert_eq!(contained(&aside, &second), Contained::NotContained);
        assert_eq!(contained(&second, &first), Contained::NotContained);
    }

    #[test]
    fn a_history_that_is_not_all_there_is_unknown() {
        let folder = tempfile::tempdir().unwrap();
        let why = |other: &str, this: &str| match contained(folder.path(), other, this) {
            Contained::Unknown { why } => why,
            known => panic!("{known:?}"),
        };
        let elsewhere = "c0ffee".repeat(7)[..40].to_owned();
        assert!(why(&elsewhere, &elsewhere).contains("could not find repository"));
        let repository = Repository::init(folder.path()).unwrap();
        let first = commit(&repository, "first", &[]);
        assert_eq!(
            why(&elsewhere, &first),
            "the workspace's repository doesn't have it"
        );
        assert!(!why("no id", &first).is_empty());
        let aside = commit(&repository, "aside", &[]);
        fs::write(folder.path().join(".git/shallow"), format!("{first}\n")).unwrap();
        assert_eq!(
            why(&aside, &first),
            "the workspace is a shallow clone, whose history ends early"
        );
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
        commit(&repository, "first", &[]);
        let mut index = repository.index().unwrap();
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
