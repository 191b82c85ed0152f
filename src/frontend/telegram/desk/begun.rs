//! Notices when the first news of a request come: from then on it takes its time.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use crate::domain::name::OperationId;
use crate::frontend::telegram::live::LiveMessage;
use crate::reply::{Progress, Responder};

/// Shows how a request goes, and remembers that there was something to show.
pub(super) struct Begun {
    live: Arc<LiveMessage>,
    news: watch::Sender<bool>,
    operation: OnceLock<OperationId>,
}

impl Begun {
    pub(super) fn new(live: &Arc<LiveMessage>) -> Self {
        Self {
            live: Arc::clone(live),
            news: watch::Sender::new(false),
            operation: OnceLock::new(),
        }
    }

    /// Waits for the first news.
    pub(super) async fn news(&self) {
        // The sender lives as long as this does, so there is always an end to wait for.
        drop(self.news.subscribe().wait_for(|begun| *begun).await);
    }

    /// Waits for the first news, `limit` at most.
    pub(super) async fn within(&self, limit: Duration) {
        // Whether they came or it is too late for them, nobody waits any longer.
        drop(timeout(limit, self.news()).await);
    }

    /// The operation that the request became, once its live message is there, with that message. It may never be.
    pub(super) async fn shown(&self) -> (i32, Option<&OperationId>) {
        (self.live.message().await, self.operation.get())
    }
}

impl Responder for Begun {
    fn progress(&self, progress: Progress) {
        self.operation.get_or_init(|| progress.operation.clone());
        self.live.progress(progress);
        self.news.send_replace(true);
    }

    fn line(&self, line: &str) {
        self.live.line(line);
        self.news.send_replace(true);
    }
}
