//! The one message that shows how an operation advances: its steps with their times, or the tail of a log that is followed.
//!
//! It never holds anything up: what happens is noted, and a task of its own paints what has come together, once a second at
//! most. What is painted may be lost; the answer itself is another message.

mod board;
mod painter;
mod stops;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use tokio::sync::{Notify, SetOnce};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::client::{Address, Client};
use crate::domain::actor::Principal;
use crate::reply::{Progress, Reply, Responder};
use board::Board;
pub(super) use stops::Followed;
pub use stops::Stops;

/// A message that lives as long as an operation. It appears with the first news, or when a log is followed.
#[derive(Debug)]
pub struct LiveMessage {
    shared: Arc<Shared>,
    painter: Mutex<Option<JoinHandle<()>>>,
}

/// What the one who tells and the one who paints have in common.
#[derive(Debug)]
struct Shared {
    client: Arc<Client>,
    to: Address,
    stops: Arc<Stops>,
    board: Mutex<Board>,
    news: Notify,
    /// Its number in the chat, once it is there.
    message: SetOnce<i32>,
    /// No more is told.
    over: CancellationToken,
    /// Who follows a log in it.
    follower: OnceLock<Principal>,
    /// Somebody who may has pressed Stop.
    stopped: CancellationToken,
}

impl Shared {
    fn board(&self) -> MutexGuard<'_, Board> {
        // A panic elsewhere leaves at worst a line too many in the message.
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LiveMessage {
    /// For what was asked for ("/docker-logs --follow"), shown where `to` says, without a sound. `stops` is where a press
    /// of its Stop button is told.
    #[must_use]
    pub fn new(client: &Arc<Client>, to: Address, asked: &str, stops: &Arc<Stops>) -> Self {
        let shared = Arc::new(Shared {
            client: Arc::clone(client),
            to: Address { silent: true, ..to },
            stops: Arc::clone(stops),
            board: Mutex::new(Board::new(asked)),
            news: Notify::new(),
            message: SetOnce::new(),
            over: CancellationToken::new(),
            follower: OnceLock::new(),
            stopped: CancellationToken::new(),
        });
        let painter = tokio::spawn(painter::paint(Arc::clone(&shared)));
        Self {
            shared,
            painter: Mutex::new(Some(painter)),
        }
    }

    /// A log is followed by `who`: the message appears at once with its Stop button, since there may be no line for long.
    pub fn follow(&self, who: &Principal) {
        self.shared.follower.get_or_init(|| who.clone());
        self.shared.board().follow();
        self.shared.news.notify_one();
    }

    /// Its number in the chat. Waits until it is there, which it never may be.
    pub async fn message(&self) -> i32 {
        *self.shared.message.wait().await
    }

    /// Waits until somebody has pressed Stop. That a log is followed for five minutes at most is the operation's to see to,
    /// which then says so in its answer.
    pub async fn stopped(&self) {
        self.shared.stopped.cancelled().await;
    }

    /// Paints how it ended, as `reply` has it (`None`: it was stopped), and takes the Stop button away. Where nothing was told
    /// there is no message.
    pub async fn finish(&self, reply: Option<&Reply>) {
        self.shared.board().end(reply, Instant::now());
        self.shared.over.cancel();
        let painter = self
            .painter
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(painter) = painter
            && let Err(broken) = painter.await
        {
            tracing::warn!(error = %broken, "the live message was left as it was");
        }
    }
}

impl Drop for LiveMessage {
    /// Who doesn't wait for the end gets it all the same.
    fn drop(&mut self) {
        self.shared.board().end(None, Instant::now());
        self.shared.over.cancel();
    }
}

impl Responder for LiveMessage {
    fn progress(&self, progress: Progress) {
        self.shared.board().hear(&progress, Instant::now());
        self.shared.news.notify_one();
    }

    fn line(&self, line: &str) {
        self.shared.board().line(line);
        self.shared.news.notify_one();
    }
}
