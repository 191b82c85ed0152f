//! Asks Telegram for updates, one long poll after the other, and has each written down before Telegram may forget it.
//!
//! It acts upon none and never gives up: what goes wrong is waited over and tried again, and [`Listening`] says how it goes.
//! Talk among people isn't written down at all.

mod inbox;

use std::fmt::Display;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use serde_json::Value;
use tokio::sync::{SetOnce, watch};
use tokio_util::sync::CancellationToken;

use super::client::{Client, TelegramError};
use super::heard::{Me, update_id};
use crate::frontend::mail::{Ear, Listening};
pub use inbox::{Arrival, Inbox};

/// How long Telegram waits for something to tell, while all is well.
const POLL: Duration = Duration::from_secs(50);
/// Between two tries while something goes wrong, from first to last.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(1));

/// The one listener.
pub struct Intake<I> {
    client: Arc<Client>,
    inbox: I,
    me: SetOnce<Me>,
    ear: Ear,
}

/// What went wrong, and how long to wait where that was said.
struct Trouble {
    why: String,
    wait: Option<Duration>,
}

impl<I: Inbox> Intake<I> {
    /// Of what `client` hears, into `inbox`. Nothing is asked yet.
    #[must_use]
    pub fn new(client: Arc<Client>, inbox: I) -> Self {
        Self {
            client,
            inbox,
            me: SetOnce::new(),
            ear: Ear::new("Telegram"),
        }
    }

    /// How it goes, from now on.
    #[must_use]
    pub fn listening(&self) -> watch::Receiver<Listening> {
        self.ear.listening()
    }

    /// Who the bot is. Waits until Telegram has said so once.
    pub async fn me(&self) -> &Me {
        self.me.wait().await
    }

    /// Listens until `stop`. What was heard by then is written down or comes again.
    ///
    /// Only what was just written down is named as heard. Telegram gives the rest again, which the inbox knows; so it doesn't
    /// matter that it begins with other numbers after a week of silence (Bot API, `Update`).
    pub async fn run(&self, stop: &CancellationToken) {
        let mut kept = None;
        let mut pauses = pauses();
        loop {
            let asked = tokio::select! {
                asked = self.ask(kept) => asked,
                () = stop.cancelled() => break,
            };
            // Not cut short by the stop.
            let written = match asked {
                Ok(updates) => self.write_down(updates).await,
                Err(trouble) => Err(trouble),
            };
            match written {
                Ok(next) => {
                    kept = next;
                    pauses = self::pauses();
                    self.ear.hears();
                }
                Err(Trouble { why, wait }) => {
                    let pause = wait.or_else(|| pauses.next()).unwrap_or(PAUSES.1);
                    self.ear.is_deaf(why, pause);
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = stop.cancelled() => break,
                    }
                }
            }
        }
        self.ear.ends();
    }

    /// One call; without a wait until all is well, so that this is soon known.
    async fn ask(&self, kept: Option<i64>) -> Result<Vec<Value>, Trouble> {
        if self.me.get().is_none() {
            let me = self.client.me().await?;
            // A second one would be the same bot: the token is.
            drop(self.me.set(me));
        }
        let wait = if self.ear.is_well() {
            POLL
        } else {
            Duration::ZERO
        };
        Ok(self.client.updates(kept, wait).await?)
    }

    /// The update to ask for next, which says that those before it are written down; `None` where there was nothing.
    async fn write_down(&self, updates: Vec<Value>) -> Result<Option<i64>, Trouble> {
        let Some(me) = self.me.get() else {
            return Ok(None);
        };
        let last = updates.iter().filter_map(update_id).max();
        if last.is_none() && !updates.is_empty() {
            return Err(Trouble::new(&"Telegram's updates have no numbers"));
        }
        let arrived: Vec<Arrival> = updates
            .into_iter()
            .filter_map(|update| Arrival::of(update, me))
            .collect();
        if !arrived.is_empty() {
            let received = self.inbox.receive(arrived).await;
            let new = received.map_err(|error| Trouble::new(&error))?;
            tracing::debug!(new, "updates are written down");
        }
        Ok(last.map(|last| last + 1))
    }
}

impl Trouble {
    fn new(why: &impl Display) -> Self {
        let why = why.to_string();
        Self { why, wait: None }
    }
}

impl From<TelegramError> for Trouble {
    fn from(error: TelegramError) -> Self {
        let wait = match error {
            TelegramError::Wait { secs } => Some(Duration::from_secs(secs)),
            _ => None,
        };
        let why = error.to_string();
        Self { why, wait }
    }
}

fn pauses() -> impl Iterator<Item = Duration> {
    let (first, last) = PAUSES;
    ExponentialBuilder::default()
        .with_min_delay(first)
        .with_max_delay(last)
        .without_max_times()
        .with_jitter()
        .build()
}
