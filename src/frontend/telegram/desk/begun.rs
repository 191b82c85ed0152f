//! Notices when the first news of a request come: from then on it takes its time.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::domain::actor::Principal;
use crate::domain::name::OperationId;
use crate::frontend::telegram::Place;
use crate::frontend::telegram::live::{LiveMessage, Stops};
use crate::reply::{Progress, Responder};

/// Shows how a request goes, and remembers that there was something to show.
pub(super) struct Begun {
    live: Arc<LiveMessage>,
    news: watch::Sender<bool>,
    operation: OnceLock<OperationId>,
    follower: Option<Follower>,
}

/// Who asks to follow a log.
pub(super) struct Follower {
    pub(super) who: Principal,
    pub(super) place: Place,
    pub(super) stops: Arc<Stops>,
    /// Cancelled once they follow another one instead.
    pub(super) replaced: CancellationToken,
}

impl Begun {
    pub(super) fn new(live: &Arc<LiveMessage>, follower: Option<Follower>) -> Self {
        Self {
            live: Arc::clone(live),
            news: watch::Sender::new(false),
            operation: OnceLock::new(),
            follower,
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

    fn follows(&self) {
        if let Some(Follower {
            who,
            place,
            stops,
            replaced,
        }) = &self.follower
        {
            stops.instead((*place, who), replaced);
            self.live.follow(who);
            self.news.send_replace(true);
        }
    }

    fn line(&self, line: &str) {
        self.live.line(line);
        self.news.send_replace(true);
    }
}
