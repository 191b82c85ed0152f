//! How a letter goes out to GitHub: as a comment in its thread, or, where it tells how an operation stands, as a deployment in
//! its repository.

mod comment;
mod deployment;
mod parcel;

use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize as _;
use tokio_util::sync::CancellationToken;

use crate::frontend::mail::{self, noted, pause};
use crate::github::{Client, GitHubError};
use crate::router::Router;
use crate::store::StoreError;
use crate::store::outbox::{Deployment, Due, Outbox};
pub(super) use parcel::{Parcel, of_operation};

/// How long nobody else sends a letter meanwhile: longer than its calls may take.
const WHILE_SENDING: Duration = Duration::from_mins(2);

/// Who sends what is put out.
pub(super) struct Post {
    client: Client,
    router: Arc<Router>,
    outbox: Outbox,
    mail: mail::Post,
}

impl Post {
    pub(super) fn new(
        client: &Client,
        router: &Arc<Router>,
        outbox: Outbox,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            client: client.clone(),
            router: Arc::clone(router),
            mail: mail::Post::new(outbox.clone(), WHILE_SENDING)?,
            outbox,
        })
    }

    /// Sends until `stop`, and then what is there still, for a moment.
    pub(super) async fn run(self: &Arc<Self>, stop: &CancellationToken) {
        let deliver = |due| {
            let post = Arc::clone(self);
            async move { post.deliver(due).await }
        };
        self.mail.run(deliver, stop).await;
    }

    async fn deliver(&self, due: Due) {
        if let Some((thread, parcel)) = due.conversation.thread().zip(Parcel::read(&due.body)) {
            self.comment(thread, parcel, &due).await;
        } else if let Some(repository) = due.conversation.repository()
            && let Ok(stands) = Deployment::deserialize(&due.body)
        {
            self.show((&repository, &stands), &due).await;
        } else {
            self.give_up(&due, "it is no letter for GitHub").await;
        }
    }

    async fn sent(&self, due: &Due, id: u64) {
        let id = id.to_string();
        noted(due.number, || self.outbox.sent(due.number, &id)).await;
    }

    /// It is tried again, what GitHub refuses so often at most: it may have been for a moment.
    async fn failed(&self, due: &Due, error: &GitHubError, tries: i64) {
        let is_refused = !error.may_pass() && *error != GitHubError::Token;
        let (letter, conversation) = (due.number, &due.conversation);
        if is_refused && due.attempts >= tries {
            tracing::error!(%error, letter, %conversation, "an answer can't be sent");
            return self.give_up(due, &error.to_string()).await;
        }
        let said = match error {
            GitHubError::Wait { secs } => Some(*secs),
            _ => None,
        };
        self.later(due, &error.to_string(), pause(said, due.attempts))
            .await;
    }

    async fn later(&self, due: &Due, why: &str, wait: Duration) {
        let (letter, wait_ms) = (due.number, wait.as_millis());
        tracing::warn!(error = why, letter, wait_ms, "an answer is not sent yet");
        noted(letter, || self.outbox.not_sent(letter, why, wait)).await;
    }

    async fn give_up(&self, due: &Due, why: &str) {
        noted(due.number, || self.outbox.gave_up(due.number, why)).await;
    }
}
