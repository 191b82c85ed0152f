//! A commit of the codebase's repository on GitHub: found by what was asked for, pinned by its SHA, checked, and fetched.
//!
//! Whatever a branch or a pull request is at is read anew for every plan, so the plan that is carried out is of the commit that
//! was shown, or it isn't carried out.

mod asked;
mod error;
mod fetch;
mod rules;

use std::path::{Path, PathBuf};

use asked::Asked;
pub use error::NoVersion;

use super::{Stands, live};
use crate::domain::codebase::{Codebase, DockerConfig, GithubRule};
use crate::domain::name::{GitRef, RepositoryName};
use crate::domain::plan::{Contained, GithubSource, PullSource, SourceState};
use crate::domain::release::NamedRelease;
use crate::engine::EngineError;
use crate::github::{At, Compared, Fork, GitHubError, Pull, PullState};
use crate::operation::{Context, OperationError, repository};
use crate::reply::short_commit;

/// A commit whose files are here.
pub(in crate::operation::deploy) struct Version {
    at: At,
    source: GithubSource,
    folder: PathBuf,
}

impl Version {
    /// The version that is meant by `reference`; `None`: the default branch.
    pub(super) async fn find(
        context: &Context,
        (codebase, docker): (&Codebase, &DockerConfig),
        reference: Option<&GitRef>,
    ) -> Result<Self, OperationError> {
        let name = || codebase.name.clone();
        let client = context
            .github
            .as_ref()
            .ok_or_else(|| NoVersion::NotConnected { codebase: name() })?;
        let repository = codebase
            .repository
            .as_ref()
            .ok_or_else(|| NoVersion::NoRepository { codebase: name() })?;
        let at = repository::of(context, client, (codebase, repository)).await;
        let at = at.map_err(|error| match error {
            OperationError::GitHub(error) => NoVersion::NotAnswered {
                repository: repository.clone(),
                error,
            }
            .into(),
            other => other,
        })?;
        let finding = Finding {
            at,
            codebase,
            docker,
            repository,
        };
        let (source, pull) = match Asked::read(reference) {
            Asked::DefaultBranch => (finding.default_branch().await?, None),
            Asked::Reference(reference) => (finding.named(reference).await?, None),
            Asked::Pull(number) => {
                let (source, pull) = finding.pull(number).await?;
                (source, Some(pull))
            }
        };
        rules::check(&finding.at, &docker.github_rules, (&source, pull.as_ref())).await?;
        let folder = fetch::folder(context, &codebase.name, (&finding.at, &source)).await?;
        let at = finding.at;
        Ok(Self { at, source, folder })
    }

    /// Where its files are.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// `error`, where it is of one of its files, as whoever wrote that knows it: by its path in the repository.
    pub(super) fn told(&self, error: OperationError) -> OperationError {
        let OperationError::Engine(EngineError::Files { path, source }) = error else {
            return error;
        };
        let inner = Path::new(&path).strip_prefix(&self.folder).ok();
        let told = inner.map(|inner| {
            let commit = short_commit(&self.source.commit);
            format!(
                "{} of {} at {commit}",
                inner.display(),
                self.source.repository
            )
        });
        let path = told.unwrap_or(path);
        EngineError::Files { path, source }.into()
    }

    /// How it stands, and how what is `live` stands to it.
    pub(super) async fn stands(&self, live: Option<&NamedRelease>) -> Stands {
        let source = SourceState::Github(Box::new(self.source.clone()));
        let contains = async |live: &str, this: &str| self.contains(live, this).await;
        let live = live::against(&source, live, contains).await;
        let fork = self.source.pull.as_ref().and_then(|pull| {
            let (number, fork) = (pull.number, pull.fork.as_ref()?);
            Some(format!(
                "Pull request {number} comes from {fork}, a fork: whoever may push there has written this version."
            ))
        });
        let warnings = live.as_ref().and_then(live::warning);
        Stands {
            source,
            warnings: warnings.into_iter().chain(fork).collect(),
            live,
        }
    }

    /// Whether its commit `this` has the commit `live` in its history, by GitHub's word. What can't be found out is unknown, in
    /// words that are the same the next time.
    async fn contains(&self, live: &str, this: &str) -> Contained {
        let unknown = |why: &str| Contained::Unknown {
            why: why.to_owned(),
        };
        match self.at.compare(live, this).await {
            Ok(Compared::Same) => Contained::Same,
            Ok(Compared::Ahead(_)) => Contained::Contained,
            Ok(Compared::Behind(_) | Compared::Diverged) => Contained::NotContained,
            Err(GitHubError::NotFound) => {
                let repository = &self.source.repository;
                unknown(&format!("{repository} on GitHub doesn't have it"))
            }
            Err(error) => {
                tracing::warn!(%error, %live, %this, "can't compare two commits");
                unknown("GitHub did not say")
            }
        }
    }
}

/// Whether `commit` was found by its own digits, also behind `-g` as `git describe` writes them.
fn names_commit(reference: &str, commit: &str) -> bool {
    let reference = reference.to_ascii_lowercase();
    let digits = reference.rsplit_once("-g").map(|(_, digits)| digits);
    let begins = |digits: &str| !digits.is_empty() && commit.starts_with(digits);
    begins(&reference) || digits.is_some_and(begins)
}

/// Looks for what was asked for.
struct Finding<'a> {
    at: At,
    codebase: &'a Codebase,
    docker: &'a DockerConfig,
    repository: &'a RepositoryName,
}

impl Finding<'_> {
    async fn default_branch(&self) -> Result<GithubSource, OperationError> {
        let about = self.at.about().await;
        let branch = about.map_err(|error| self.failed(error))?.default_branch;
        self.reference(&branch).await
    }

    /// A branch, a tag or a commit that somebody names. GitHub knows commits of forks by their SHA, too, and that isn't told by
    /// looking at them: such a one counts only where it has come to the default branch. So does any, where something is minded of pull
    /// requests, whose branches have names, too.
    async fn named(&self, reference: &str) -> Result<GithubSource, OperationError> {
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
    async fn pull(&self, number: u64) -> Result<(GithubSource, Pull), OperationError> {
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
    fn fork(&self, number: u64, fork: &Fork) -> Result<Option<String>, NoVersion> {
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

    fn failed(&self, error: GitHubError) -> OperationError {
        let repository = self.repository.clone();
        NoVersion::NotAnswered { repository, error }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::names_commit;

    #[test]
    fn a_commits_digits_are_told_from_a_name() {
        let commit = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
        for digits in ["c0ffee0", "C0FFEE00", commit, "v1.2-14-gc0ffee0"] {
            assert!(names_commit(digits, commit), "{digits}");
        }
        for name in ["main", "v1.2", "fix-green", "cart-g", "c0ffee-shop"] {
            assert!(!names_commit(name, commit), "{name}");
        }
    }
}
