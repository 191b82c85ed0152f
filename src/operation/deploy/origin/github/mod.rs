//! A commit of the codebase's repository on GitHub: found by what was asked for, pinned by its SHA, checked, and fetched.
//!
//! Whatever a branch or a pull request is at is read anew for every plan, so the plan that is carried out is of the commit that
//! was shown, or it isn't carried out.

mod asked;
mod error;
mod fetch;
mod finding;
mod rules;

use std::path::{Path, PathBuf};

use super::{Stands, live};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::name::GitRef;
use crate::domain::plan::{Contained, GithubSource, SourceState};
use crate::domain::release::NamedRelease;
use crate::engine::EngineError;
use crate::github::{At, Compared, GitHubError};
use crate::operation::{Context, OperationError, repository};
use crate::reply::short_commit;
use asked::Asked;
use finding::Finding;

pub use error::NoVersion;

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

#[cfg(test)]
mod tests;
