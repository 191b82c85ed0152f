//! Commits, and how they stand to each other.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::at::At;
use super::call::Ask;
use super::error::GitHubError;
use super::facts::{Commit, Compared};

#[derive(Deserialize)]
struct Shown {
    sha: String,
    commit: Told,
}

#[derive(Deserialize)]
struct Told {
    #[serde(default)]
    message: String,
    #[serde(default)]
    author: Option<Signed>,
    #[serde(default)]
    committer: Option<Signed>,
}

#[derive(Deserialize)]
struct Signed {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    date: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct Comparison {
    status: String,
    #[serde(default)]
    ahead_by: u64,
    #[serde(default)]
    behind_by: u64,
}

impl At {
    /// What a branch, a tag, a SHA or "HEAD" stands for; `None`: there is no such thing.
    pub async fn commit(&self, reference: &str) -> Result<Option<Commit>, GitHubError> {
        // No name of git's is empty or has two dots, which mean something else in a path.
        if reference.is_empty() || reference == "." || reference.contains("..") {
            return Ok(None);
        }
        let ask = Ask::get(self.path(&["commits", reference]));
        let answer = self.ask(&ask).await?;
        // "No commit found", and "Git Repository is empty."
        if matches!(answer.status.as_u16(), 409 | 422) {
            return Ok(None);
        }
        Ok(Some(answer.json::<Shown>()?.read()))
    }

    /// How `head` stands to `base`, both SHAs or names. One that isn't there is [`GitHubError::NotFound`].
    pub async fn compare(&self, base: &str, head: &str) -> Result<Compared, GitHubError> {
        // On the second page there are no changes of files.
        let path = self.path(&["compare", &format!("{base}...{head}")]);
        let ask = Ask::get(format!("{path}?per_page=1&page=2"));
        let answer = self.ask(&ask).await?;
        if answer.words().starts_with("No common ancestor") {
            return Ok(Compared::Diverged);
        }
        let shown: Comparison = answer.json()?;
        Ok(match &*shown.status {
            "identical" => Compared::Same,
            "ahead" => Compared::Ahead(shown.ahead_by),
            "behind" => Compared::Behind(shown.behind_by),
            _ => Compared::Diverged,
        })
    }
}

impl Shown {
    fn read(self) -> Commit {
        let committed = self.commit.committer.as_ref().and_then(|by| by.date);
        let authored = self.commit.author.as_ref().and_then(|by| by.date);
        let title = self.commit.message.lines().next().unwrap_or_default();
        Commit {
            sha: self.sha,
            title: title.to_owned(),
            author: self
                .commit
                .author
                .and_then(|by| by.name)
                .unwrap_or_default(),
            at: committed.or(authored).unwrap_or_default(),
        }
    }
}
