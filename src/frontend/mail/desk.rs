//! The desk: updates are taken from the inbox, each lane's in their order, and ended together with their answers.

use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::LocalSet;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::at_work::{AtWork, Left};
use crate::router::Router;
use crate::store::StoreError;
use crate::store::inbox::{Inbox, Reader, Update};
use crate::store::outbox::Letter;

/// How long a desk may be silent before another takes over what it has taken, unless it is known that it has ended.
const LEASE: Duration = Duration::from_secs(30);
/// How often it is looked for what rang no bell: what another process wrote down, or left.
const LOOK: Duration = Duration::from_secs(1);
/// Updates that are handled side by side. One that became a long operation is one of them until that ends.
const MOST: usize = 256;
/// How often an update is handled before it is given up: it may be what breaks the desk.
const TRIES: i64 = 3;
/// How long after its arrival an update is begun once more.
const STILL_WANTED: TimeDelta = TimeDelta::minutes(10);
/// How long a database that is away is waited for with an answer, and the longest time between two tries.
const END_WITHIN: Duration = Duration::from_mins(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// What is under way after the operations have ended (a log that is followed, say) is cut off after that.
const LAST: Duration = Duration::from_secs(3);

/// What arrived when.
#[derive(Clone, Copy)]
pub(in crate::frontend) struct Arrived {
    /// Its number in the inbox.
    pub(in crate::frontend) update: i64,
    /// When it was written down.
    pub(in crate::frontend) at: DateTime<Utc>,
    /// Whether a desk ended in the middle of it before.
    pub(in crate::frontend) again: bool,
    /// Whether it is ended whoever handles it: it was tried often enough, or is too old to be begun once more. What was begun
    /// then isn't known here, so it isn't said that nothing was; of that others bring news.
    pub(in crate::frontend) is_given_up: bool,
}

impl Arrived {
    fn new(update: &Update, now: DateTime<Utc>) -> Self {
        let again = update.times_taken > 1;
        let is_old_hat = again && now - update.received_at > STILL_WANTED;
        Self {
            update: update.number,
            at: update.received_at,
            again,
            is_given_up: update.times_taken > TRIES || is_old_hat,
        }
    }
}

/// Who takes what arrives.
pub(in crate::frontend) struct Desk {
    router: Arc<Router>,
    inbox: Inbox,
    reader: Reader,
}

impl Desk {
    pub(in crate::frontend) fn new(router: &Arc<Router>, inbox: Inbox) -> Result<Self, StoreError> {
        Ok(Self {
            router: Arc::clone(router),
            inbox,
            reader: Reader::new(LEASE)?,
        })
    }

    /// Has `handle` handle what arrives until `stop`, each update as a task of its own on this thread: what takes long in it is
    /// waiting. An error of it says why the update must be handled again. Then operations end after the step that they are at,
    /// what they answer is put out, and what was not handled is left for the next desk.
    pub(in crate::frontend) async fn run<F>(
        &self,
        handle: impl Fn(Update, Arrived) -> F,
        stop: &CancellationToken,
    ) where
        F: Future<Output = Result<(), StoreError>> + 'static,
    {
        let all = Box::pin(self.handle_all(handle, stop));
        LocalSet::new().run_until(all).await;
    }

    async fn handle_all<F>(&self, handle: impl Fn(Update, Arrived) -> F, stop: &CancellationToken)
    where
        F: Future<Output = Result<(), StoreError>> + 'static,
    {
        if let Err(error) = self.inbox.succeed(&self.reader).await {
            tracing::warn!(%error, "what a desk before this one left is taken up once its time is over");
        }
        let mut bell = self.inbox.bell();
        let mut at_work = AtWork::default();
        let mut alive = interval(LEASE / 3);
        alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !stop.is_cancelled() {
            self.take(&handle, &mut at_work).await;
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                _ = alive.tick() => self.keep_taken(&at_work).await,
                Some(left) = at_work.next() => self.leave(left).await,
                () = bell.rung(LOOK) => {}
            }
        }
        let mut drained = Box::pin(async {
            self.router.drain().await;
            sleep(LAST).await;
        });
        while !at_work.is_empty() {
            tokio::select! {
                () = &mut drained => break,
                _ = alive.tick() => self.keep_taken(&at_work).await,
                Some(left) = at_work.next() => self.leave(left).await,
            }
        }
        at_work.stop().await;
        if let Err(error) = self.inbox.give_back(&self.reader).await {
            tracing::warn!(%error, "what was not handled is taken up again once its time is over");
        }
    }

    async fn take<F>(&self, handle: &impl Fn(Update, Arrived) -> F, at_work: &mut AtWork)
    where
        F: Future<Output = Result<(), StoreError>> + 'static,
    {
        let free = u32::try_from(MOST.saturating_sub(at_work.len())).unwrap_or(0);
        if free == 0 {
            return;
        }
        match self.inbox.take(&self.reader, free).await {
            Ok(updates) => {
                for update in updates {
                    let number = update.number;
                    if at_work.has(number) {
                        // The store was away for longer than the lease. It was let pass before, or soon would be.
                        self.let_pass(number).await;
                        continue;
                    }
                    let arrived = Arrived::new(&update, self.inbox.now());
                    at_work.begin(number, handle(update, arrived));
                }
            }
            Err(error) => tracing::warn!(%error, "not known what has arrived"),
        }
    }

    async fn keep_taken(&self, at_work: &AtWork) {
        if let Err(error) = self
            .inbox
            .keep_taken(&self.reader, &at_work.numbers())
            .await
        {
            tracing::warn!(%error, "not on record that this desk is alive");
        }
    }

    /// An update that was left in the middle is given again.
    async fn leave(&self, Left { update, why }: Left) {
        let Some(why) = why else { return };
        tracing::error!(
            error = why,
            update,
            "an update was left in the middle; it is handled once more"
        );
        if let Err(error) = self.inbox.leave(&self.reader, update).await {
            tracing::warn!(%error, update, "it is handled once its time is over");
        }
    }

    /// Those behind the update needn't wait for its end.
    pub(in crate::frontend) async fn let_pass(&self, update: i64) {
        let let_pass = || self.inbox.let_pass(update);
        if let Err(error) = let_pass.retry(ExponentialBuilder::default()).await {
            tracing::warn!(%error, update, "those behind wait for its end");
        }
    }

    /// The update is handled, and this is what is said to it: both, or neither.
    pub(in crate::frontend) async fn end(
        &self,
        update: i64,
        answers: &[Letter],
    ) -> Result<(), StoreError> {
        let handled = || self.inbox.handled(update, answers);
        let again = ExponentialBuilder::default()
            .with_max_delay(LONGEST_PAUSE)
            .with_total_delay(Some(END_WITHIN))
            .without_max_times();
        if !handled.retry(again).await? {
            tracing::debug!(update, "another desk was faster");
        }
        Ok(())
    }
}
