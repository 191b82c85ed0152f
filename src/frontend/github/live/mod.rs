//! The one comment that shows how an operation advances. It never holds anything up: what happens is noted, and a task of its
//! own writes what has come together, every three seconds at most. Its last words are the answer's.

mod board;
mod painter;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::{Notify, SetOnce};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::domain::name::OperationId;
use crate::github::At;
use crate::reply::{Progress, Responder};
use board::Board;

/// A comment that lives as long as an operation. It appears with the first news.
pub(super) struct LiveComment {
    shared: Arc<Shared>,
    painter: Mutex<Option<JoinHandle<()>>>,
}

/// What the one who tells and the one who paints have in common.
struct Shared {
    at: At,
    issue: u64,
    board: Mutex<Board>,
    news: Notify,
    /// The operation, once there is one.
    operation: SetOnce<OperationId>,
    /// The comment's number, once it is there.
    comment: SetOnce<u64>,
    /// No more is told.
    over: CancellationToken,
}

impl Shared {
    fn board(&self) -> MutexGuard<'_, Board> {
        // A panic elsewhere leaves at worst a step too many in the comment.
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LiveComment {
    /// For what is asked for in an issue or a pull request. Where that is public it shows how far it has come, and nothing of what
    /// was met on the way.
    pub(super) fn new(at: At, issue: u64, is_public: bool) -> Self {
        let shared = Arc::new(Shared {
            at,
            issue,
            board: Mutex::new(Board::new(is_public)),
            news: Notify::new(),
            operation: SetOnce::new(),
            comment: SetOnce::new(),
            over: CancellationToken::new(),
        });
        let painter = tokio::spawn(painter::paint(Arc::clone(&shared)));
        Self {
            shared,
            painter: Mutex::new(Some(painter)),
        }
    }

    /// The operation. Waits for its first news, which may never come.
    pub(super) async fn operation(&self) -> &OperationId {
        self.shared.operation.wait().await
    }

    /// Its number. Waits until it is there, which it may never be.
    pub(super) async fn comment(&self) -> u64 {
        *self.shared.comment.wait().await
    }

    /// Writes no more, from the moment that this returns. The operation that was told of, and the comment, as far as there are
    /// any.
    pub(super) async fn close(&self) -> (Option<OperationId>, Option<u64>) {
        self.shared.over.cancel();
        let painter = self
            .painter
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(painter) = painter
            && let Err(broken) = painter.await
        {
            tracing::warn!(error = %broken, "the live comment was left as it was");
        }
        (
            self.shared.operation.get().cloned(),
            self.shared.comment.get().copied(),
        )
    }
}

impl Drop for LiveComment {
    fn drop(&mut self) {
        self.shared.over.cancel();
    }
}

impl Responder for LiveComment {
    fn progress(&self, progress: Progress) {
        // The first stays: a comment shows one operation.
        drop(self.shared.operation.set(progress.operation.clone()));
        self.shared.board().steps.hear(&progress, Instant::now());
        self.shared.news.notify_one();
    }

    fn line(&self, line: &str) {
        self.shared.board().line(line);
        self.shared.news.notify_one();
    }
}
