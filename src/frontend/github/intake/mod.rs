//! How comments arrive: by the webhook as they are written, and by looking for them, at the start and again and again: GitHub
//! doesn't send a delivery again by itself. What is seen both ways acts once; the inbox knows it by its comment.

mod reached;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tokio::sync::{SetOnce, watch};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::heard::{comment, hear};
use super::kept::Kept;
use crate::domain::name::RepositoryName;
use crate::frontend::mail::{Ear, Listening};
use crate::github::{Client, GitHubError, Polled, Who};
use crate::router::Router;
use crate::store::inbox::{Cursor, Inbox};
use reached::Reached;

/// How long before now the first look at a repository begins: what is older is answered as expired anyway.
const FIRST: TimeDelta = TimeDelta::minutes(10);
/// Between two looks where there is a webhook, which may miss something, and where there is none.
const CATCH_UP: Duration = Duration::from_mins(3);
const POLL: Duration = Duration::from_secs(10);

/// Who listens.
pub(super) struct Intake {
    client: Client,
    router: Arc<Router>,
    inbox: Inbox,
    /// Between two looks.
    every: Duration,
    me: SetOnce<Who>,
    ear: Ear,
}

/// Why a look ended early.
struct Trouble {
    why: String,
    wait: Option<Duration>,
}

impl Intake {
    /// Where `has_webhook`, looks only make up for what that misses.
    pub(super) fn new(
        client: &Client,
        router: &Arc<Router>,
        inbox: Inbox,
        has_webhook: bool,
    ) -> Self {
        Self {
            client: client.clone(),
            router: Arc::clone(router),
            inbox,
            every: if has_webhook { CATCH_UP } else { POLL },
            me: SetOnce::new(),
            ear: Ear::new("GitHub"),
        }
    }

    /// How it goes, from now on.
    pub(super) fn listening(&self) -> watch::Receiver<Listening> {
        self.ear.listening()
    }

    /// The account that Hailer is. Waits until GitHub has said so once.
    pub(super) async fn me(&self) -> &Who {
        self.me.wait().await
    }

    /// Keeps what a delivery asks for. GitHub may be told that it arrived only after this.
    pub(super) async fn delivered(
        &self,
        (id, event): (&str, &str),
        body: &[u8],
    ) -> Result<(), String> {
        let me = match self.me.get() {
            Some(me) => me.clone(),
            None => self.client.me().await.map_err(|error| error.to_string())?,
        };
        // What isn't JSON can't be one that asks for anything, nor be better the next time.
        let Ok(payload) = serde_json::from_slice::<Value>(body) else {
            return Ok(());
        };
        let Some(kept) = Kept::of(hear(event, &payload, &me)) else {
            return Ok(());
        };
        let received = self.inbox.receive(&[kept.arrival(Some(id))], None).await;
        received.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Looks for comments until `stop`.
    pub(super) async fn run(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            // What is cut short is looked for again: the cursor moves with what was found.
            let looked = tokio::select! {
                looked = self.look() => looked,
                () = stop.cancelled() => break,
            };
            let pause = match looked {
                Ok(()) => {
                    self.ear.hears();
                    self.every
                }
                Err(Trouble { why, wait }) => {
                    let pause = wait.unwrap_or(self.every.min(CATCH_UP));
                    self.ear.is_deaf(why, pause);
                    pause
                }
            };
            tokio::select! {
                () = sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
        self.ear.ends();
    }

    /// One look at every repository.
    async fn look(&self) -> Result<(), Trouble> {
        if self.me.get().is_none() {
            let me = self.client.me().await?;
            // A second one would be the same account: the login is.
            drop(self.me.set(me));
        }
        let repositories = self.router.repositories().await;
        let repositories = repositories.map_err(|error| Trouble::of(error.to_string()))?;
        let mut first = None;
        for repository in repositories {
            match self.look_at(&repository).await {
                Ok(()) => {}
                Err(trouble @ Trouble { wait: Some(_), .. }) => return Err(trouble),
                // The others are looked at all the same.
                Err(Trouble { why, wait }) => {
                    let why = format!("{repository}: {why}");
                    first.get_or_insert(Trouble { why, wait });
                }
            }
        }
        first.map_or(Ok(()), Err)
    }

    async fn look_at(&self, repository: &RepositoryName) -> Result<(), Trouble> {
        let Some(me) = self.me.get() else {
            return Ok(());
        };
        let source = repository.as_str().to_lowercase();
        let kept = self.inbox.cursor(&source).await;
        let kept = kept.map_err(|error| Trouble::of(error.to_string()))?;
        let reached = kept.as_deref().and_then(Reached::read);
        let reached = reached.unwrap_or_else(|| Reached::at(self.inbox.now() - FIRST));
        let at = self.client.at(repository);
        let polled = at.comments_since(reached.since, reached.etag.as_deref());
        let Polled::Comments { comments, etag } = polled.await? else {
            return Ok(());
        };
        let arrivals: Vec<_> = comments
            .iter()
            .filter_map(|raw| Kept::listed(repository, comment(raw, me)))
            .map(|kept| kept.arrival(None))
            .collect();
        let changed = comments.iter().filter_map(changed_at).max();
        let since = changed.map_or(reached.since, |changed| changed.max(reached.since));
        // An etag is for one question alone.
        let etag = etag.filter(|_| since == reached.since);
        let reached = Reached { since, etag }.to_string();
        let cursor = Cursor {
            source: &source,
            reached: &reached,
        };
        let received = self.inbox.receive(&arrivals, Some(cursor)).await;
        let new = received.map_err(|error| Trouble::of(error.to_string()))?;
        tracing::debug!(%repository, new, "looked for comments");
        Ok(())
    }
}

/// When a comment was written or changed last.
fn changed_at(comment: &Value) -> Option<DateTime<Utc>> {
    comment["updated_at"].as_str()?.parse().ok()
}

impl Trouble {
    const fn of(why: String) -> Self {
        Self { why, wait: None }
    }
}

impl From<GitHubError> for Trouble {
    fn from(error: GitHubError) -> Self {
        let wait = match error {
            GitHubError::Wait { secs } => Some(Duration::from_secs(secs)),
            _ => None,
        };
        let why = error.to_string();
        Self { why, wait }
    }
}
