//! Finds the commit that is meant.

use super::error::NoVersion;
use super::fetch;
use crate::domain::codebase::{Codebase, DockerConfig, GithubRule};
use crate::domain::name::RepositoryName;
use crate::domain::plan::{GithubSource, PullSource};
use crate::github::{At, Compared, Fork, GitHubError, Pull, PullState};
use crate::operation::OperationError;

/// Whether `commit` was found by its own digits, also behind `-g` as `git describe` writes them.
pub(super) fn names_commit(reference: &str, commit: &str) -> bool {
    let reference = reference.to_ascii_lowercase();
    let digits = reference.rsplit_once("-g").map(|(_, digits)| digits);
    let begins = |digits: &str| !digits.is_empty() && commit.starts_with(digits);
    begins(&reference) || digits.is_some_and(begins)
}

/// Looks for what was asked for.
pub(super) struct Finding<'a> {
    pub(super) at: At,
    pub(super) codebase: &'a Codebase,
    pub(super) docker: &'a DockerConfig,
    pub(super) repository: &'a RepositoryName,
}

impl Finding<'_> {
    pub(super) async fn default_branch(&self) -> Result<GithubSource, OperationError> {
        let about = self.at.about().await;
        let branch = about.map_err(|error| self.failed(error))?.default_branch;
        self.reference(&branch).await
    }

    /// A branch, a tag or a commit that somebody names. GitHub knows commits of forks by their SHA, too, and that isn't told by
    /// looking at them: such a one counts only where it has come to the default branch. So does any, where something is minded of pull
    /// requests, whose branches have names, too.
    pub(super) async fn named(&self, reference: &str) -> Result<GithubSource, OperationError> {
        if ["pull/", "refs/"]
            .iter()
            .any(|begin| reference.starts_with(begin))
        {
            return Err(self.unknown(reference).into());
        }
        let source = self.reference(reference).await?;
        let of_pulls = [
            GithubRule::RequireReview,
            GithubRule::RequireUpToDate,
            GithubRule::HoldForPull,
        ];
        let is_minded = of_pulls.into_iter().any(|rule| self.minds(rule));
        if !is_minded && !names_commit(reference, &source.commit) {
            return Ok(source);
        }
        let about = self.at.about().await;
        let branch = about.map_err(|error| self.failed(error))?.default_branch;
        let compared = self.at.compare(&branch, &source.commit).await;
        match compared.map_err(|error| self.failed(error))? {
            Compared::Same | Compared::Behind(_) => Ok(source),
            Compared::Ahead(_) | Compared::Diverged => {
                let commit = source.commit;
                Err(NoVersion::NotMerged { commit, branch }.into())
            }
        }
    }

    fn unknown(&self, reference: &str) -> NoVersion {
        NoVersion::NoReference {
            repository: self.repository.clone(),
            reference: reference.to_owned(),
        }
    }

    async fn reference(&self, reference: &str) -> Result<GithubSource, OperationError> {
        let commit = self.at.commit(reference).await;
        let commit = commit.map_err(|error| self.failed(error))?;
        let found = commit.filter(|commit| fetch::is_commit(&commit.sha));
        let commit = found.ok_or_else(|| self.unknown(reference))?;
        Ok(GithubSource {
            repository: self.repository.clone(),
            reference: reference.to_owned(),
            pull: None,
            commit: commit.sha,
            title: commit.title,
            author: commit.author,
            at: commit.at,
        })
    }

    /// The head of a pull request at this moment.
    pub(super) async fn pull(&self, number: u64) -> Result<(GithubSource, Pull), OperationError> {
        let pull = self.at.pull(number).await.map_err(|error| match error {
            GitHubError::NotFound => NoVersion::NoPull {
                repository: self.repository.clone(),
                number,
            }
            .into(),
            error => self.failed(error),
        })?;
        match pull.state {
            PullState::Open => {}
            PullState::Closed => {
                let what = "was closed";
                return Err(NoVersion::NotOpen { number, what }.into());
            }
            PullState::Merged => {
                let what = "has been merged";
                return Err(NoVersion::NotOpen { number, what }.into());
            }
        }
        let fork = self.fork(number, &pull.fork)?;
        let head = self.reference(&pull.head).await?;
        let source = GithubSource {
            reference: pull.head_branch.clone(),
            pull: Some(PullSource {
                number,
                title: pull.title.clone(),
                fork,
                holds: self.minds(GithubRule::HoldForPull),
            }),
            ..head
        };
        Ok((source, pull))
    }

    /// The fork that a pull request comes from, if it may.
    pub(super) fn fork(&self, number: u64, fork: &Fork) -> Result<Option<String>, NoVersion> {
        match fork {
            Fork::Own => Ok(None),
            Fork::Of(fork) if self.minds(GithubRule::AllowForks) => Ok(Some(fork.clone())),
            Fork::Of(fork) => Err(NoVersion::Fork {
                codebase: self.codebase.name.clone(),
                number,
                fork: fork.clone(),
            }),
            Fork::Gone => Err(NoVersion::HeadGone { number }),
        }
    }

    fn minds(&self, rule: GithubRule) -> bool {
        self.docker.github_rules.contains(&rule)
    }

    pub(super) fn failed(&self, error: GitHubError) -> OperationError {
        let repository = self.repository.clone();
        NoVersion::NotAnswered { repository, error }.into()
    }
}
