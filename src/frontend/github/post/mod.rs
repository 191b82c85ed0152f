//! How a letter goes out to GitHub: as the comment that showed its operation, or as one of its own.
//!
//! Each carries a hidden marker: where it isn't known whether it was written, it is looked for before it is written again.

mod parcel;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use super::render::{Letter, render};
use crate::frontend::mail::{self, noted, pause};
use crate::github::{At, Client, GitHubError};
use crate::store::outbox::{Due, Outbox};
pub(super) use parcel::{Parcel, of_operation};

/// How long nobody else sends a letter meanwhile: longer than its calls may take.
const WHILE_SENDING: Duration = Duration::from_mins(2);
/// How much earlier a comment may have been written than its letter was put out, by two clocks.
const EARLIER: TimeDelta = TimeDelta::hours(2);

/// Who sends what is put out.
pub(super) struct Post {
    client: Client,
    outbox: Outbox,
}

impl Post {
    pub(super) const fn new(client: Client, outbox: Outbox) -> Self {
        Self { client, outbox }
    }

    /// Sends until `stop`, and then what is there still, for a moment.
    pub(super) async fn run(self: &Arc<Self>, stop: &CancellationToken) {
        let deliver = |due| {
            let post = Arc::clone(self);
            async move { post.deliver(due).await }
        };
        let post = mail::Post::new(self.outbox.clone(), WHILE_SENDING);
        post.run(deliver, stop).await;
    }

    async fn deliver(&self, due: Due) {
        let letter = due.number;
        let Some(((repository, issue), parcel)) =
            due.conversation.thread().zip(Parcel::read(&due.body))
        else {
            let why = "it is no letter for GitHub";
            return noted(letter, || self.outbox.gave_up(letter, why)).await;
        };
        let at = self.client.at(&repository);
        let sent = self.send(&at, issue, parcel, &due).await;
        if let Err(error) = sent {
            self.failed(&due, &error).await;
        }
    }

    /// Writes the comment, and then says beside the commit how it ended. What is written isn't written again when the other
    /// isn't taken.
    async fn send(
        &self,
        at: &At,
        issue: u64,
        mut parcel: Parcel,
        due: &Due,
    ) -> Result<(), GitHubError> {
        let letter = due.number;
        if !parcel.is_said {
            parcel.shown.comment = Some(said(at, issue, &parcel, due).await?);
            parcel.is_said = true;
            if parcel.shown.deployed.is_some() {
                let rest = parcel.body();
                noted(letter, || {
                    self.outbox.sent_in_part(letter, &rest, WHILE_SENDING)
                })
                .await;
            }
        }
        if let Some(deployed) = &parcel.shown.deployed {
            match deployed.end(at, parcel.reply.status).await {
                Err(error) if error.may_pass() => return Err(error),
                Err(error) => tracing::warn!(%error, "GitHub shows a deployment as under way"),
                Ok(()) => {}
            }
        }
        let comment = parcel.shown.comment.unwrap_or_default().to_string();
        noted(letter, || self.outbox.sent(letter, &comment)).await;
        parcel.react(at).await;
        Ok(())
    }

    async fn failed(&self, due: &Due, error: &GitHubError) {
        let (letter, why) = (due.number, error.to_string());
        if error.may_pass() || *error == GitHubError::Token {
            let said = match error {
                GitHubError::Wait { secs } => Some(*secs),
                _ => None,
            };
            let wait = pause(said, due.attempts);
            let wait_ms = wait.as_millis();
            tracing::warn!(%error, letter, wait_ms, "an answer is not sent yet");
            noted(letter, || self.outbox.not_sent(letter, &why, wait)).await;
        } else {
            tracing::error!(%error, letter, conversation = %due.conversation, "an answer can't be sent");
            noted(letter, || self.outbox.gave_up(letter, &why)).await;
        }
    }
}

/// Writes the comment, or finds it written; its number.
async fn said(at: &At, issue: u64, parcel: &Parcel, due: &Due) -> Result<u64, GitHubError> {
    let Letter { body, marker } = render(&parcel.reply, &parcel.id);
    let shown = match parcel.shown.comment {
        Some(shown) => Some(shown),
        None if parcel.may_be_there || due.attempts > 1 => {
            let found = at.find(issue, &marker, due.put_at - EARLIER).await?;
            found.map(|found| found.id)
        }
        None => None,
    };
    if let Some(comment) = shown {
        match at.edit(comment, &body).await {
            Ok(()) => return Ok(comment),
            // Somebody has deleted it, and is to know all the same.
            Err(GitHubError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(at.comment(issue, &body).await?.id)
}
