//! File trees as values: what is in one, and how one differs from another.

pub mod link;

use std::fmt;
use std::str::FromStr;

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
        if given.split('/').all(is_part) {
            Ok(Self(given))
        } else {
            Err(InvalidPath(given))
        }
    }

    /// The path of `name` in `folder`; `None` is the root.
    pub fn in_folder(folder: Option<&Self>, name: &str) -> Result<Self, InvalidPath> {
        if !is_part(name) || name.contains('/') {
            return Err(InvalidPath(name.to_owned()));
        }
        Ok(Self(match folder {
            Some(folder) => [folder.as_str(), "/", name].concat(),
            None => name.to_owned(),
        }))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that it is in (`""` for the root) and its last part.
    #[must_use]
    pub fn split(&self) -> (&str, &str) {
        self.0.rsplit_once('/').unwrap_or(("", &self.0))
    }

    /// The folders above it, outermost first, without the root.
    pub fn folders(&self) -> impl Iterator<Item = Self> + '_ {
        self.0
            .match_indices('/')
            .map(|(end, _)| Self(self.0[..end].to_owned()))
    }
}

fn is_part(part: &str) -> bool {
    !matches!(part, "" | "." | "..") && !part.contains('\0')
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

/// blake3 of some contents; written as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash([u8; 32]);

/// A text that isn't 64 hex digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a content hash: it has 64 hex digits")]
pub struct InvalidHash(pub String);

impl ContentHash {
    /// The hash of `contents`.
    #[must_use]
    pub fn of(contents: &[u8]) -> Self {
        blake3::hash(contents).into()
    }

    /// Its 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From its 32 bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl From<blake3::Hash> for ContentHash {
    fn from(hash: blake3::Hash) -> Self {
        Self(*hash.as_bytes())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ContentHash {
    type Err = InvalidHash;
    fn from_str(hex: &str) -> Result<Self, InvalidHash> {
        blake3::Hash::from_hex(hex)
            .map(Self::from)
            .map_err(|_| InvalidHash(hex.to_owned()))
    }
}

impl TryFrom<String> for ContentHash {
    type Error = InvalidHash;
    fn try_from(hex: String) -> Result<Self, InvalidHash> {
        hex.parse()
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> String {
        hash.to_string()
    }
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// blake3 of the contents (of the target's text for a symlink).
    pub hash: ContentHash,
    /// Bytes.
    pub size: u64,
    /// Permission bits (0o755), without setuid, setgid and sticky, which never cross over; 0o777 for a symlink.
    pub mode: u32,
    /// A symlink's target; `None` for a regular file.
    pub link: Option<String>,
}

/// A tree: every file and symlink below a root, sorted by path. Folders are implied by what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest(pub Vec<(RelativePath, Entry)>);

impl Manifest {
    /// The entry at `path`.
    #[must_use]
    pub fn get(&self, path: &RelativePath) -> Option<&Entry> {
        self.0
            .binary_search_by(|(at, _)| at.cmp(path))
            .ok()
            .map(|found| &self.0[found].1)
    }

    /// blake3 over every path and entry: equal for equal trees.
    #[must_use]
    pub fn digest(&self) -> ContentHash {
        let mut hasher = blake3::Hasher::new();
        for (path, entry) in &self.0 {
            // No path holds a NUL, so no two trees feed the hasher the same bytes.
            hasher.update(path.as_str().as_bytes());
            hasher.update(if entry.link.is_some() { b"\0l" } else { b"\0f" });
            hasher.update(&entry.mode.to_le_bytes());
            hasher.update(&entry.size.to_le_bytes());
            hasher.update(entry.hash.as_bytes());
        }
        hasher.finalize().into()
    }
}

/// How a tree will differ after a deploy. Each list is sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileDiff {
    /// What will be there and isn't.
    pub added: Vec<FileChange>,
    /// What is there and will differ.
    pub changed: Vec<FileChange>,
    /// What Hailer put there and will be gone.
    pub deleted: Vec<FileChange>,
    /// Those of `changed` that Hailer did not put there as they are: never seen before, or edited by hand since.
    pub adopted: Vec<RelativePath>,
    /// What Hailer put there and the source no longer has, but somebody edited since: it stays.
    pub kept: Vec<RelativePath>,
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

#[cfg(test)]
mod tests;
