//! How GitHub shows what it knows: the JSON of answers and of webhooks.

mod app;
mod comment;
mod commit;
mod deployment;
mod issue;
mod owner;
mod pull;
mod repository;

use chrono::{DateTime, SecondsFormat, Utc};

pub(crate) use commit::{changed_files, tree_sha};

use super::state::State;

/// Where people look at it. Nothing is there; it is only written down.
pub(crate) const PAGES: &str = "https://github.com";

pub(crate) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl State {
    /// A repository's address in the API.
    pub(crate) fn api_of(&self, repository: i64) -> String {
        let name = self.full_name(&self.repositories[&repository]);
        format!("{}/repos/{name}", self.url)
    }

    /// A repository's page.
    pub(crate) fn page_of(&self, repository: i64) -> String {
        format!(
            "{PAGES}/{}",
            self.full_name(&self.repositories[&repository])
        )
    }
}
