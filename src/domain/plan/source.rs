//! Where new files come from, as it was found, and how that stands to what is live.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where new files come from, as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "source", rename_all = "lowercase")]
pub enum SourceState {
    /// A folder on this machine.
    Workspace {
        /// The folder.
        path: String,
        /// Its branch, where it is a git checkout.
        branch: Option<String>,
        /// Its commit.
        commit: Option<String>,
        /// What of it isn't committed; `None` where it is no checkout, or that isn't known.
        #[serde(default)]
        uncommitted: Option<Uncommitted>,
    },
    /// An earlier release, put back.
    Release {
        /// Its number.
        number: i64,
        /// Where that release came from in the first place.
        first: Option<Box<SourceState>>,
    },
}

/// What of a checkout isn't committed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uncommitted {
    /// How many files.
    pub files: usize,
    /// The one that changed last; `None` where none is left.
    pub newest: Option<Newest>,
}

/// The file that changed last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Newest {
    /// When, by the file's own time.
    pub at: DateTime<Utc>,
    /// Its path in the checkout.
    pub path: String,
}

/// What is live, held against what would take its place. A source that has commits has one of these, whether they are read
/// from a checkout here or asked for elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveSource {
    /// The number of the live release.
    pub release: i64,
    /// The branch that it was deployed from, where that is on record.
    pub branch: Option<String>,
    /// Its commit; `None` where none is on record.
    pub commit: Option<String>,
    /// How many files of it weren't committed.
    pub uncommitted: usize,
    /// Whether its commit is part of what would take its place.
    pub contained: Contained,
}

/// Whether one version has another one's commit in its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Contained {
    /// It is that commit.
    Same,
    /// It comes after it.
    Contained,
    /// It was made without it.
    NotContained,
    /// That can't be found out.
    Unknown {
        /// Why not, as the end of a sentence.
        why: String,
    },
}

/// Where a source stands, as far as it has commits; by default nothing of it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Version<'a> {
    /// Its branch.
    pub branch: Option<&'a str>,
    /// Its commit.
    pub commit: Option<&'a str>,
    /// How many files aren't committed.
    pub uncommitted: usize,
}

impl SourceState {
    /// Where it stands. A release that puts an earlier one back stands where that one came from in the first place.
    #[must_use]
    pub fn version(&self) -> Version<'_> {
        match self {
            Self::Workspace {
                branch,
                commit,
                uncommitted,
                ..
            } => Version {
                branch: branch.as_deref(),
                commit: commit.as_deref(),
                uncommitted: uncommitted.as_ref().map_or(0, |found| found.files),
            },
            Self::Release { first, .. } => {
                let first = first.as_deref().map(Self::version);
                first.unwrap_or_default()
            }
        }
    }
}

impl LiveSource {
    /// Where it stood when it was deployed.
    #[must_use]
    pub fn version(&self) -> Version<'_> {
        Version {
            branch: self.branch.as_deref(),
            commit: self.commit.as_deref(),
            uncommitted: self.uncommitted,
        }
    }
}
