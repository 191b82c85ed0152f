//! The desk: what was written down is acted upon. Each update becomes a request to the router, chats side by side and each in
//! its order, and its answer is put out in the same transaction that ends the update.
//!
//! It decides nothing about who may do what, and sends no answer itself: the post does.

mod answer;
mod at_work;
mod attended;
mod begun;
mod menus;
mod pressed;
mod said;

use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::LocalSet;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::client::{Address, Client};
use super::heard::{Heard, Me, hear};
use super::live::Stops;
use crate::reply;
use crate::router::Router;
use crate::store::StoreError;
use crate::store::inbox::{Inbox, Reader, Update};
use crate::store::outbox::{Letter, Outbox};
use at_work::{AtWork, Left};
use attended::Turn;
use menus::Menus;

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
struct Arrived {
    /// Its number in the inbox.
    update: i64,
    /// When it was written down.
    at: DateTime<Utc>,
    /// Whether a desk ended in the middle of it before.
    again: bool,
}

impl Arrived {
    /// Whether a desk ended in the middle of it so long before `now`, by the store's clock, that nobody may want it any more.
    /// What was begun then isn't known here, so it isn't said that nothing was.
    fn is_old_hat(&self, now: DateTime<Utc>) -> bool {
        self.again && now - self.at > STILL_WANTED
    }
}

/// Who handles what arrives.
pub(super) struct Desk {
    client: Arc<Client>,
    router: Arc<Router>,
    inbox: Inbox,
    outbox: Outbox,
    stops: Arc<Stops>,
    menus: Menus,
    reader: Reader,
}

impl Desk {
    pub(super) fn new(
        client: &Arc<Client>,
        router: &Arc<Router>,
        inbox: Inbox,
        outbox: Outbox,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            client: Arc::clone(client),
            router: Arc::clone(router),
            inbox,
            outbox,
            stops: Arc::default(),
            menus: Menus::default(),
            reader: Reader::new(LEASE)?,
        })
    }

    /// Shows the menus of those who have none of their own.
    pub(super) async fn show_menus(&self) {
        self.menus.show_to_all(&self.client).await;
    }

    /// Handles what arrives until `stop`, each update as a task of its own on this thread: what takes long in it is waiting.
    /// Then operations end after the step that they are at, what they answer is put out, and what was not handled is left for
    /// the next desk.
    pub(super) async fn run(self: Arc<Self>, me: &Arc<Me>, stop: &CancellationToken) {
        let all = Box::pin(self.handle_all(me, stop));
        LocalSet::new().run_until(all).await;
    }

    async fn handle_all(self: Arc<Self>, me: &Arc<Me>, stop: &CancellationToken) {
        if let Err(error) = self.inbox.succeed(&self.reader).await {
            tracing::warn!(%error, "what a desk before this one left is taken up once its time is over");
        }
        let mut bell = self.inbox.bell();
        let mut at_work = AtWork::default();
        let mut alive = interval(LEASE / 3);
        alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !stop.is_cancelled() {
            self.take(me, &mut at_work).await;
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

    async fn take(self: &Arc<Self>, me: &Arc<Me>, at_work: &mut AtWork) {
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
                    let handled = Arc::clone(self).handle(update, Arc::clone(me));
                    at_work.begin(number, handled);
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

    /// Handles an update. Why it must be handled again, where its end isn't on record.
    async fn handle(self: Arc<Self>, update: Update, me: Arc<Me>) -> Result<(), StoreError> {
        let arrived = Arrived {
            update: update.number,
            at: update.received_at,
            again: update.times_taken > 1,
        };
        match hear(&update.body, &me) {
            // It ends whoever handles it; of what it was up to others bring news.
            heard if update.times_taken > TRIES || arrived.is_old_hat(self.inbox.now()) => {
                self.give_up(arrived, heard).await
            }
            Heard::Said(said) => self.said(arrived, said, &me).await,
            Heard::Pressed(press) => self.pressed(arrived, press, &me).await,
            Heard::Moved(moved) => self.moved(arrived, moved).await,
            Heard::Nothing(why) => {
                tracing::debug!(?why, "an update that asks for nothing");
                self.end(update.number, &[]).await
            }
        }
    }

    async fn give_up(&self, arrived: Arrived, heard: Heard) -> Result<(), StoreError> {
        let place = match heard {
            Heard::Said(said) => said.place,
            Heard::Pressed(press) => press.place,
            Heard::Moved(_) | Heard::Nothing(_) => return self.end(arrived.update, &[]).await,
        };
        tracing::error!(
            update = arrived.update,
            "an update that can't be handled is given up"
        );
        let turn = Turn::new(arrived.update, Address::to(place), "");
        self.answer(turn, Some(reply::interrupted_request())).await
    }

    /// The update is handled, and this is what is said to it: both, or neither.
    async fn end(&self, update: i64, answers: &[Letter]) -> Result<(), StoreError> {
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
