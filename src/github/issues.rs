//! Issues, and the conversations of pull requests.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::at::At;
use super::error::GitHubError;
use super::facts::{Issue, ThreadState};

#[derive(Deserialize)]
struct Shown {
    number: u64,
    #[serde(default)]
    title: String,
    state: String,
    #[serde(default)]
    locked: bool,
    #[serde(default)]
    pull_request: Option<IgnoredAny>,
}

impl At {
    /// An issue or a pull request's conversation. One that is locked is called so, whether it is open or closed.
    pub async fn issue(&self, number: u64) -> Result<Issue, GitHubError> {
        let shown: Shown = self
            .get(self.path(&["issues", &number.to_string()]))
            .await?;
        let state = match (shown.locked, &*shown.state) {
            (true, _) => ThreadState::Locked,
            (false, "open") => ThreadState::Open,
            _ => ThreadState::Closed,
        };
        Ok(Issue {
            number: shown.number,
            title: shown.title,
            state,
            is_pull: shown.pull_request.is_some(),
        })
    }
}
