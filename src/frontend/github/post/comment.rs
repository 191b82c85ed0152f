//! A letter as a comment: the one that showed its operation, or one of its own.
//!
//! Each carries a hidden marker: where it isn't known whether it was written, it is looked for before it is written again.

use chrono::TimeDelta;

use super::{Parcel, Post};
use crate::domain::name::RepositoryName;
use crate::frontend::github::render::{Letter, render};
use crate::github::{At, GitHubError};
use crate::store::outbox::Due;

/// How much earlier a comment may have been written than its letter was put out, by two clocks.
const EARLIER: TimeDelta = TimeDelta::hours(2);
/// How often an outcome is tried that GitHub refuses, some hours long: a thread is locked for a while, a permission taken and
/// given back. Meanwhile it is announced, where that is wanted. What else it refuses is asked for again more easily than it is waited for.
const OUTCOME_TRIES: i64 = 200;

impl Post {
    pub(super) async fn comment(
        &self,
        (repository, issue): (RepositoryName, u64),
        parcel: Parcel,
        due: &Due,
    ) {
        let at = self.client.at(&repository);
        match said(&at, issue, &parcel, due).await {
            Ok(comment) => {
                self.sent(due, comment).await;
                parcel.react(&at).await;
            }
            Err(error) => {
                let tries = if parcel.is_outcome { OUTCOME_TRIES } else { 1 };
                self.failed(due, &error, tries).await;
            }
        }
    }
}

/// Writes the comment, or finds it written; its number.
async fn said(at: &At, issue: u64, parcel: &Parcel, due: &Due) -> Result<u64, GitHubError> {
    let Letter { body, marker } = render(&parcel.reply, &parcel.id);
    if let Some(shown) = parcel.comment
        && is_edited(at, shown, &body).await?
    {
        return Ok(shown);
    }
    let may_be_there = parcel.may_be_there || due.attempts > 1;
    if may_be_there
        && let Some(found) = at.find(issue, &marker, due.put_at - EARLIER).await?
        && is_edited(at, found.id, &body).await?
    {
        return Ok(found.id);
    }
    Ok(at.comment(issue, &body).await?.id)
}

/// Whether the comment says this now. Somebody may have deleted it, and is to know all the same.
async fn is_edited(at: &At, comment: u64, body: &str) -> Result<bool, GitHubError> {
    match at.edit(comment, body).await {
        Ok(()) => Ok(true),
        Err(GitHubError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}
