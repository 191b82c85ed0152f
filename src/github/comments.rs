//! Comments on issues and pull requests, and reactions to them.

use chrono::{DateTime, SecondsFormat, Utc};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::at::At;
use super::call::{Ask, part};
use super::error::GitHubError;
use super::people::Account;

/// Pages of a hundred that are read at a time.
const PAGES: usize = 20;
const PAGE: usize = 100;

/// A comment of our own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its number, which stays.
    pub id: u64,
    /// Where people see it.
    pub url: String,
}

/// What a look at the comments gave.
#[derive(Debug, Clone, PartialEq)]
pub enum Polled {
    /// All is as it was when the etag was given.
    Unchanged,
    /// There may be something new.
    Comments {
        /// As GitHub shows them, the one first that was changed longest ago; 2,000 at most, and the rest at the next look.
        comments: Vec<Value>,
        /// For the next look, if that is since the same time. `None`: one with it might miss something.
        etag: Option<String>,
    },
}

/// What is put to a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// It was seen.
    Eyes,
    /// It went well.
    Rocket,
    /// It didn't.
    Confused,
}

impl Reaction {
    const fn name(self) -> &'static str {
        match self {
            Self::Eyes => "eyes",
            Self::Rocket => "rocket",
            Self::Confused => "confused",
        }
    }
}

#[derive(Deserialize)]
struct Shown {
    id: u64,
    #[serde(default)]
    html_url: String,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    user: Option<Account>,
}

impl From<Shown> for Made {
    fn from(shown: Shown) -> Self {
        let url = shown.html_url;
        Self { id: shown.id, url }
    }
}

impl At {
    /// All comments of the repository that were made or changed since then, unless they are as they were at `etag`.
    pub async fn comments_since(
        &self,
        since: DateTime<Utc>,
        etag: Option<&str>,
    ) -> Result<Polled, GitHubError> {
        let comments = self.path(&["issues", "comments"]);
        let path = format!(
            "{comments}?sort=updated&direction=asc&since={}&per_page={PAGE}",
            time(since)
        );
        let first = self.ask(&Ask::get(path.clone()).unless(etag)).await?;
        if first.status == StatusCode::NOT_MODIFIED {
            return Ok(Polled::Unchanged);
        }
        let etag = first.etag();
        let read = self.pages_after::<Vec<Value>>(&path, first, PAGES).await?;
        // A full page stays as it is, whatever comes after it.
        let is_half = read.pages.len() == 1 && read.pages[0].len() < PAGE;
        Ok(Polled::Comments {
            comments: read.pages.into_iter().flatten().collect(),
            etag: etag.filter(|_| is_half),
        })
    }

    /// Writes a comment.
    pub async fn comment(&self, issue: u64, body: &str) -> Result<Made, GitHubError> {
        let path = self.path(&["issues", &issue.to_string(), "comments"]);
        let made: Shown = self.post(path, &json!({ "body": body })).await?;
        Ok(made.into())
    }

    /// Writes a comment anew.
    pub async fn edit(&self, comment: u64, body: &str) -> Result<(), GitHubError> {
        let path = self.path(&["issues", "comments", &comment.to_string()]);
        let ask = Ask::patch(path, &json!({ "body": body }));
        self.ask(&ask).await?.check()
    }

    /// A comment of our own that holds `marker` and was made or changed since then; of several the first.
    pub async fn find(
        &self,
        issue: u64,
        marker: &str,
        since: DateTime<Utc>,
    ) -> Result<Option<Made>, GitHubError> {
        let me = self.client.me().await?.id;
        let comments = self.path(&["issues", &issue.to_string(), "comments"]);
        let path = format!("{comments}?since={}&per_page={PAGE}", time(since));
        let pages: Vec<Vec<Shown>> = self.all_pages(&path, PAGES).await?;
        let is_meant = |shown: &Shown| {
            let is_own = shown.user.as_ref().is_some_and(|user| user.id == me);
            is_own
                && shown
                    .body
                    .as_ref()
                    .is_some_and(|body| body.contains(marker))
        };
        Ok(pages.into_iter().flatten().find(is_meant).map(Made::from))
    }

    /// Puts a reaction to a comment; one that is there already stays.
    pub async fn react(&self, comment: u64, reaction: Reaction) -> Result<(), GitHubError> {
        let path = self.path(&["issues", "comments", &comment.to_string(), "reactions"]);
        let ask = Ask::post(path, &json!({ "content": reaction.name() }));
        self.ask(&ask).await?.check()
    }
}

/// In whole seconds, as GitHub counts; what is left of one is before it.
fn time(at: DateTime<Utc>) -> String {
    part(&at.to_rfc3339_opts(SecondsFormat::Secs, true))
}
