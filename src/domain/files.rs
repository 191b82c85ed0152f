//! File trees as values: what is in one, and how one differs from another.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A path below a root: UTF-8, `/` between its parts, no part empty, `.` or `..`, not absolute, no NUL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelativePath(String);

/// A path that leaves its root or can't be named safely.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a path inside the project: write it without a leading '/', '..', '.' or empty parts"
)]
pub struct InvalidPath(pub String);

impl RelativePath {
    /// Checks `given`.
    pub fn new(given: impl Into<String>) -> Result<Self, InvalidPath> {
        let given = given.into();
        let inside = !given.is_empty()
            && !given.contains('\0')
            && given
                .split('/')
                .all(|part| !matches!(part, "" | "." | ".."));
        if inside {
            Ok(Self(given))
        } else {
            Err(InvalidPath(given))
        }
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for RelativePath {
    type Error = InvalidPath;
    fn try_from(given: String) -> Result<Self, InvalidPath> {
        Self::new(given)
    }
}

impl From<RelativePath> for String {
    fn from(path: RelativePath) -> String {
        path.0
    }
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// blake3 of the contents (of the target's text for a symlink), 64 hex digits.
    pub hash: String,
    /// Bytes.
    pub size: u64,
    /// Permission bits (0o755).
    pub mode: u32,
    /// A symlink's target; `None` for a regular file.
    pub link: Option<String>,
}

/// A tree: every file and symlink below a root, sorted by path. Folders are implied by what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest(pub Vec<(RelativePath, Entry)>);

/// How a tree will differ after a deploy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDiff {
    /// What will be there and isn't.
    pub added: Vec<FileChange>,
    /// What is there and will differ.
    pub changed: Vec<FileChange>,
    /// What Hailer put there and will be gone.
    pub deleted: Vec<FileChange>,
    /// What is there, differs or will differ, and Hailer did not put there: overwritten for the first time, with a backup.
    pub adopted: Vec<RelativePath>,
    /// How many files stay as they are.
    pub unchanged: u64,
}

impl FileDiff {
    /// Whether nothing will change.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.deleted.is_empty()
    }
}

/// One file that will change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChange {
    /// Where.
    pub path: RelativePath,
    /// The entry before; `None` for an added file.
    pub from: Option<Entry>,
    /// The entry after; `None` for a deleted file.
    pub to: Option<Entry>,
}
