//! What lies in one repository.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::call::{Answer, Ask, part};
use super::client::Client;
use super::error::GitHubError;
use crate::domain::name::RepositoryName;

/// A repository, as somebody's to ask.
#[derive(Debug, Clone)]
pub struct At {
    pub(super) client: Client,
    pub(super) repository: RepositoryName,
}

/// Some pages of a list.
pub(super) struct Pages<T> {
    pub(super) pages: Vec<T>,
    /// Whether there are no more.
    pub(super) is_all: bool,
}

impl At {
    pub(super) const fn new(client: Client, repository: RepositoryName) -> Self {
        Self { client, repository }
    }

    /// The path of something in it, by its parts.
    pub(super) fn path(&self, parts: &[&str]) -> String {
        let parts = parts.iter().map(|text| format!("/{}", part(text)));
        format!("/repos/{}{}", self.repository, parts.collect::<String>())
    }

    /// Asks. What was known of the App's installation is looked up again where there is nothing.
    pub(super) async fn ask(&self, ask: &Ask) -> Result<Answer, GitHubError> {
        let lines = &self.client.all.lines;
        let answer = lines.to(&self.repository).await?.ask(ask).await;
        match answer {
            // It has no token: the installation is gone. There may be another.
            Err(GitHubError::NotFound) if lines.forget(&self.repository) => {
                lines.to(&self.repository).await?.ask(ask).await
            }
            Ok(answer) if answer.status == http::StatusCode::NOT_FOUND => {
                lines.forget(&self.repository);
                Ok(answer)
            }
            other => other,
        }
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, path: String) -> Result<T, GitHubError> {
        self.ask(&Ask::get(path)).await?.json()
    }

    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        path: String,
        body: &Value,
    ) -> Result<T, GitHubError> {
        self.ask(&Ask::post(path, body)).await?.json()
    }

    /// The pages of a list, `most` at most.
    pub(super) async fn pages<T: DeserializeOwned>(
        &self,
        path: &str,
        most: usize,
    ) -> Result<Pages<T>, GitHubError> {
        let first = self.ask(&Ask::get(path.to_owned())).await?;
        self.pages_after(path, first, most).await
    }

    /// The same, where the first page is there already.
    pub(super) async fn pages_after<T: DeserializeOwned>(
        &self,
        path: &str,
        first: Answer,
        most: usize,
    ) -> Result<Pages<T>, GitHubError> {
        let mut pages = vec![first.json()?];
        let mut is_all = !first.goes_on();
        while !is_all && pages.len() < most {
            let next = format!("{path}&page={}", pages.len() + 1);
            let answer = self.ask(&Ask::get(next)).await?;
            pages.push(answer.json()?);
            is_all = !answer.goes_on();
        }
        Ok(Pages { pages, is_all })
    }

    /// All pages of a list, of which something is true only if all of it was read.
    pub(super) async fn all_pages<T: DeserializeOwned>(
        &self,
        path: &str,
        most: usize,
    ) -> Result<Vec<T>, GitHubError> {
        let read = self.pages(path, most).await?;
        if read.is_all {
            return Ok(read.pages);
        }
        let why = format!("{path} has more than {most} pages, which Hailer doesn't read");
        Err(GitHubError::Refused { why })
    }
}
