//! Where a command was given, as GitHub has it at this moment.

use super::Desk;
use crate::domain::name::GitRef;
use crate::frontend::github::kept::Kept;
use crate::github::{GitHubError, ThreadState};

/// An issue or a pull request.
pub(super) struct Thread {
    /// Whether it is neither closed nor locked.
    pub(super) is_open: bool,
    /// Whether what is said there is read by those alone who were let into the repository.
    pub(super) is_private: bool,
    /// What a deploy means there that names no version: the pull request's head, else the default branch.
    pub(super) deploys: Option<GitRef>,
}

impl Desk {
    /// Looks where a command was given.
    pub(super) async fn look(&self, kept: &Kept) -> Result<Thread, GitHubError> {
        let at = self.client.at(&kept.repository);
        let (repository, issue) = tokio::try_join!(at.about(), at.issue(kept.issue))?;
        let deploys = if issue.is_pull {
            GitRef::new(format!("pull/{}/head", issue.number))
        } else {
            GitRef::new("HEAD")
        };
        Ok(Thread {
            is_open: issue.state == ThreadState::Open,
            is_private: repository.is_private,
            deploys: deploys.ok(),
        })
    }
}
