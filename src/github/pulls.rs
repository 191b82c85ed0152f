//! Pull requests and their reviews.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::at::At;
use super::error::GitHubError;
use super::facts::{Fork, Permission, Pull, PullState};
use super::people::Account;

/// Pages of a hundred reviews that are read.
const PAGES: usize = 10;

/// What those who may write here say of a pull request, each by their latest review.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reviews {
    /// Who approves of it.
    pub approved: Vec<Review>,
    /// Who asks for changes.
    pub changes_requested: Vec<Review>,
}

/// A review that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The reviewer's name.
    pub by: String,
    /// The commit that was reviewed, which may not be the head any more; `None`: it is gone.
    pub sha: Option<String>,
}

#[derive(Deserialize)]
struct Shown {
    number: u64,
    #[serde(default)]
    title: String,
    state: String,
    #[serde(default)]
    merged_at: Option<String>,
    #[serde(default)]
    user: Option<Account>,
    head: End,
    base: End,
}

#[derive(Deserialize)]
struct End {
    #[serde(rename = "ref")]
    branch: String,
    sha: String,
    #[serde(default)]
    repo: Option<Of>,
}

#[derive(Deserialize)]
struct Of {
    id: u64,
    full_name: String,
}

#[derive(Deserialize)]
struct Reviewed {
    #[serde(default)]
    user: Option<Account>,
    #[serde(default)]
    state: String,
    #[serde(default)]
    commit_id: Option<String>,
}

impl At {
    /// A pull request, as it is at this moment.
    pub async fn pull(&self, number: u64) -> Result<Pull, GitHubError> {
        let shown: Shown = self.get(self.path(&["pulls", &number.to_string()])).await?;
        Ok(shown.read())
    }

    /// What is said of a pull request. A comment or a dismissal takes no verdict's place but its own author's.
    pub async fn reviews(&self, number: u64) -> Result<Reviews, GitHubError> {
        let path = self.path(&["pulls", &number.to_string(), "reviews"]);
        let path = format!("{path}?per_page=100");
        let pages: Vec<Vec<Reviewed>> = self.all_pages(&path, PAGES).await?;
        let mut told = Reviews::default();
        for (id, (state, review)) in latest(pages.into_iter().flatten()) {
            let of = match &*state {
                "APPROVED" => &mut told.approved,
                "CHANGES_REQUESTED" => &mut told.changes_requested,
                _ => continue,
            };
            if self.permission(id, &review.by).await? >= Permission::Write {
                of.push(review);
            }
        }
        Ok(told)
    }
}

/// The latest verdict of each person; they come oldest first. A comment is none.
fn latest(all: impl Iterator<Item = Reviewed>) -> BTreeMap<u64, (String, Review)> {
    let verdicts = all.filter(|one| !matches!(&*one.state, "COMMENTED" | "PENDING"));
    let of_people = verdicts.filter_map(|one| {
        let user = one.user?;
        let review = Review {
            by: user.login,
            sha: one.commit_id,
        };
        Some((user.id, (one.state, review)))
    });
    of_people.collect()
}

impl Shown {
    fn read(self) -> Pull {
        let state = match (&self.merged_at, &*self.state) {
            (Some(_), _) => PullState::Merged,
            (None, "open") => PullState::Open,
            _ => PullState::Closed,
        };
        let base = self.base.repo.as_ref().map(|repo| repo.id);
        let fork = match self.head.repo {
            None => Fork::Gone,
            Some(head) if Some(head.id) == base => Fork::Own,
            Some(head) => Fork::Of(head.full_name),
        };
        Pull {
            number: self.number,
            title: self.title,
            author: self.user.map(|user| user.login),
            state,
            head: self.head.sha,
            head_branch: self.head.branch,
            fork,
            base_branch: self.base.branch,
        }
    }
}
