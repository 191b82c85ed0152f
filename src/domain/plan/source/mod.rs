//! Where new files come from, as it was found, and how that stands to what is live.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::name::RepositoryName;

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
    /// A commit of a repository on GitHub.
    Github(Box<GithubSource>),
    /// An earlier release, put back.
    Release {
        /// Its number.
        number: i64,
        /// Where that release came from in the first place.
        first: Option<Box<SourceState>>,
    },
}

/// A commit on GitHub, and as what it was asked for. Title, author and time are by the commit's own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GithubSource {
    /// Where it is.
    pub repository: RepositoryName,
    /// The branch, tag or commit that was asked for; of a pull request its branch.
    pub reference: String,
    /// The pull request that it is the head of, where that was asked for.
    pub pull: Option<PullSource>,
    /// All 40 digits.
    pub commit: String,
    /// The first line of its message.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// When it was made.
    pub at: DateTime<Utc>,
}

impl GithubSource {
    /// What was asked for, in words: `pull request 7`, `main`.
    #[must_use]
    pub fn asked(&self) -> String {
        match &self.pull {
            Some(pull) => format!("pull request {}", pull.number),
            None => self.reference.clone(),
        }
    }

    /// The branch or tag; `None` where a commit was asked for.
    #[must_use]
    pub fn branch(&self) -> Option<&str> {
        let is_commit = self.commit.starts_with(&self.reference);
        (!is_commit).then_some(&*self.reference)
    }
}

/// A pull request that is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullSource {
    /// Its number in the repository.
    pub number: u64,
    /// Its title, as it was then.
    pub title: String,
    /// The repository that its head lies in, where that is another one: whoever may push there has written this.
    #[serde(default)]
    pub fork: Option<String>,
    /// Whether production is then held for it until it is merged or closed.
    #[serde(default)]
    pub holds: bool,
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
    /// The commit on GitHub that it is; of a release that puts an earlier one back, the one that this came from in the first
    /// place. `None`: it comes from elsewhere.
    #[must_use]
    pub fn on_github(&self) -> Option<&GithubSource> {
        match self {
            Self::Github(source) => Some(source),
            Self::Release { first, .. } => first.as_deref().and_then(Self::on_github),
            Self::Workspace { .. } => None,
        }
    }

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
            Self::Github(source) => Version {
                branch: source.branch(),
                commit: Some(&source.commit),
                uncommitted: 0,
            },
            Self::Release { first, .. } => {
                let first = first.as_deref().map(Self::version);
                first.unwrap_or_default()
            }
        }
    }

    /// The same without what changes by itself and changes nothing: it is no other source for a file that was saved again, nor
    /// for a pull request that was given another title.
    #[must_use]
    pub(super) fn lasting(mut self) -> Self {
        match &mut self {
            Self::Workspace {
                uncommitted: Some(uncommitted),
                ..
            } => uncommitted.newest = None,
            Self::Github(source) => {
                if let Some(pull) = &mut source.pull {
                    pull.title.clear();
                }
            }
            Self::Workspace { .. } | Self::Release { .. } => {}
        }
        self
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

#[cfg(test)]
mod tests;
