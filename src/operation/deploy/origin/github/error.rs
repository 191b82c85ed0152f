//! Why a version can't be had from GitHub, and what to do. Nothing was changed.

use crate::domain::name::{CodebaseName, RepositoryName};
use crate::github::GitHubError;
use crate::reply::{Reply, short_commit};
use crate::sync::UnpackError;

/// Why a version can't be had from GitHub.
#[derive(Debug, thiserror::Error)]
pub enum NoVersion {
    /// Hailer has no account on GitHub.
    #[error("Hailer isn't connected to GitHub, where this version of {codebase} would come from")]
    NotConnected {
        /// Whose version.
        codebase: CodebaseName,
    },
    /// It isn't known where on GitHub.
    #[error("no repository on GitHub is set for {codebase}")]
    NoRepository {
        /// Whose.
        codebase: CodebaseName,
    },
    /// The repository doesn't have it.
    #[error("there is no branch, tag or commit {reference} in {repository}")]
    NoReference {
        /// The repository.
        repository: RepositoryName,
        /// What was asked for.
        reference: String,
    },
    /// Nobody says whose it is, or that it was reviewed.
    #[error("commit {} isn't on {branch}", short_commit(.commit))]
    NotMerged {
        /// All of its digits.
        commit: String,
        /// The default branch.
        branch: String,
    },
    /// The repository has no such pull request.
    #[error("there is no pull request {number} in {repository} that Hailer can see")]
    NoPull {
        /// The repository.
        repository: RepositoryName,
        /// Its number.
        number: u64,
    },
    /// The pull request has come to its end.
    #[error("pull request {number} {what}, so it isn't deployed")]
    NotOpen {
        /// Its number.
        number: u64,
        /// What has become of it ("was closed").
        what: &'static str,
    },
    /// The repository that the pull request comes from is gone.
    #[error("the repository that pull request {number} comes from was deleted")]
    HeadGone {
        /// Its number.
        number: u64,
    },
    /// The pull request comes from another repository.
    #[error(
        "pull request {number} comes from {fork}, a fork, and {codebase} is not deployed from forks"
    )]
    Fork {
        /// Whose version.
        codebase: CodebaseName,
        /// Its number.
        number: u64,
        /// The other repository.
        fork: String,
    },
    /// What other programs say of the commit isn't what the codebase requires.
    #[error(
        "commit {} is deployed only when its checks are green: {what}",
        short_commit(commit)
    )]
    NotGreen {
        /// The commit.
        commit: String,
        /// Which aren't ("lint, test failed").
        what: String,
    },
    /// What people say of the pull request isn't what the codebase requires.
    #[error("pull request {number} is deployed only when it is approved: {what}")]
    NotApproved {
        /// Its number.
        number: u64,
        /// What is missing.
        what: String,
    },
    /// The pull request lacks commits of the branch that it goes into.
    #[error(
        "pull request {number} is deployed only when it contains all of {base}, and it doesn't"
    )]
    NotUpToDate {
        /// Its number.
        number: u64,
        /// The branch.
        base: String,
    },
    /// GitHub did not answer what was asked of the repository.
    #[error("{repository} can't be read: {error}")]
    NotAnswered {
        /// The repository.
        repository: RepositoryName,
        /// Why.
        error: GitHubError,
    },
    /// The commit's files didn't come.
    #[error(
        "the files of commit {} can't be fetched: {error}",
        short_commit(commit)
    )]
    NotFetched {
        /// The commit.
        commit: String,
        /// Why.
        error: GitHubError,
    },
    /// The commit's files came, and can't be deployed from.
    #[error("the files of commit {} can't be used: {error}", short_commit(commit))]
    NotUnpacked {
        /// The commit.
        commit: String,
        /// Why.
        error: Box<UnpackError>,
    },
}

impl NoVersion {
    /// What the one who asked is told, under `headline`.
    pub(in crate::operation) fn told(self, headline: String) -> Reply {
        let unchanged = |more: &str| format!("Nothing was changed. {more}");
        let failed = Reply::failed(headline.clone());
        let refused = Reply::refused(headline.clone());
        match self {
            Self::NotConnected { .. } => Reply::usage(headline).text(
                "Start Hailer with GITHUB_TOKEN set, or with GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY_FILE; or check the version \
                 out in the workspace and deploy without naming it.",
            ),
            Self::NoRepository { codebase } => Reply::usage(headline)
                .then("Name it", format!("/codebase add {codebase} --repo OWNER/REPO")),
            Self::NoReference { .. } | Self::NoPull { .. } => {
                Reply::usage(headline).text(unchanged("Look at its name."))
            }
            Self::NotMerged { .. } => refused.text(unchanged(
                "Ask for the pull request that it belongs to: /docker-deploy pull/NUMBER/head",
            )),
            Self::NotOpen { .. } | Self::HeadGone { .. } => {
                refused.text(unchanged("Deploy a branch or a tag instead: /docker-deploy REF"))
            }
            Self::Fork { codebase, .. } => refused
                .text(unchanged("An admin can allow it, for every fork that there is:"))
                .then(
                    "Allow forks",
                    format!("/docker-config set forks allow --in {codebase}"),
                ),
            Self::NotGreen { .. } | Self::NotApproved { .. } | Self::NotUpToDate { .. } => {
                refused.text(unchanged("Deploy it again when that is so."))
            }
            Self::NotAnswered { error, .. } | Self::NotFetched { error, .. } if error.may_pass() => {
                failed.text(unchanged("Try again in a while."))
            }
            Self::NotAnswered { .. } | Self::NotFetched { .. } => failed.text(unchanged(
                "See that the repository is named rightly and that Hailer's account may read it.",
            )),
            Self::NotUnpacked { error, .. } => failed.text(unchanged(way_out(&error))),
        }
    }
}

const fn way_out(error: &UnpackError) -> &'static str {
    match error {
        UnpackError::Submodules { .. } | UnpackError::Lfs { .. } => {
            "Check the version out in the workspace, with all that belongs to it, and deploy it from there."
        }
        UnpackError::Unreadable(_)
        | UnpackError::OtherCommit { .. }
        | UnpackError::Empty
        | UnpackError::OutsideTop { .. } => "Try again in a while.",
        UnpackError::Sync(_) => "Look at Hailer's data folder and at its disk.",
        _ => "Change that in the repository, or deploy from the workspace.",
    }
}
