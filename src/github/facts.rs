//! What GitHub says, as far as Hailer reads it. Ids are GitHub's own, which outlive every name.

use chrono::{DateTime, Utc};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Its number, which stays.
    pub id: u64,
    /// Its name, which may change hands.
    pub login: String,
    /// Whether a program has it.
    pub is_bot: bool,
}

/// What somebody may do in a repository (`role_name`), lowest first. A role of an organization's own making counts as the
/// one that it is built upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Nothing, or what everybody may in a public repository.
    None,
    /// Read.
    Read,
    /// Read, and manage issues and pull requests.
    Triage,
    /// Push.
    Write,
    /// Push, and manage the repository without what is dangerous.
    Maintain,
    /// Everything.
    Admin,
}

/// A repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// Its number, which stays.
    pub id: u64,
    /// `owner/name`, as it is written now.
    pub full_name: String,
    /// Whether only those who were let in can read it.
    pub is_private: bool,
    /// The branch that is deployed where none is named.
    pub default_branch: String,
}

/// Whether a conversation can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreadState {
    /// It is open.
    Open,
    /// It was closed.
    Closed,
    /// Only some may comment.
    Locked,
}

/// An issue, or the conversation of a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its number in the repository.
    pub number: u64,
    /// Its title, written by anybody.
    pub title: String,
    /// Whether it can go on.
    pub state: ThreadState,
    /// Whether it is a pull request's.
    pub is_pull: bool,
}

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// Its number in the repository.
    pub number: u64,
    /// Its title, written by anybody.
    pub title: String,
    /// Who opened it; `None` where the account is gone.
    pub author: Option<String>,
    /// What has become of it.
    pub state: PullState,
    /// The commit at its head at this moment.
    pub head: String,
    /// The branch at its head.
    pub head_branch: String,
    /// Where its head lies.
    pub fork: Fork,
    /// The branch that it is to be merged into.
    pub base_branch: String,
}

/// What has become of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PullState {
    /// It is open.
    Open,
    /// It was closed without being merged.
    Closed,
    /// It was merged.
    Merged,
}

/// Where the head of a pull request lies, by the repositories' numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fork {
    /// In the repository itself.
    Own,
    /// In another one, `owner/name`.
    Of(String),
    /// In one that is gone.
    Gone,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// All 40 digits.
    pub sha: String,
    /// The first line of its message, written by anybody.
    pub title: String,
    /// Who wrote it, by the commit's own word.
    pub author: String,
    /// When it was made, by the commit's own word.
    pub at: DateTime<Utc>,
}

/// How a commit stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// They are one.
    Same,
    /// It has the other in its history, and so many more.
    Ahead(u64),
    /// The other has it in its history, and so many more.
    Behind(u64),
    /// Each has commits that the other lacks.
    Diverged,
}
