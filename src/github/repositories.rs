//! The repository itself.

use serde::Deserialize;

use super::at::At;
use super::error::GitHubError;
use super::facts::Repository;

#[derive(Deserialize)]
struct Shown {
    id: u64,
    full_name: String,
    /// What says nothing of it is shown to nobody.
    #[serde(default = "yes")]
    private: bool,
    default_branch: String,
}

const fn yes() -> bool {
    true
}

impl At {
    /// What it is.
    pub async fn about(&self) -> Result<Repository, GitHubError> {
        let shown: Shown = self.get(self.path(&[])).await?;
        Ok(Repository {
            id: shown.id,
            full_name: shown.full_name,
            is_private: shown.private,
            default_branch: shown.default_branch,
        })
    }
}
