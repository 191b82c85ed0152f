//! Paints a live comment: writes it with the first news, and edits it with what has come together since.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::Shared;
use crate::frontend::github::post::of_operation;
use crate::github::GitHubError;

/// The shortest time between two edits.
const PACE: Duration = Duration::from_secs(3);
/// How old the time of a step gets of which there is no news: else it seems to hang.
const TICK: Duration = Duration::from_secs(30);

pub(super) async fn paint(shared: Arc<Shared>) {
    tokio::select! {
        () = shared.news.notified() => {}
        () = shared.over.cancelled() => {}
    }
    let Some(operation) = shared.operation.get() else {
        return;
    };
    let id = of_operation(operation);
    let draw = || shared.board().draw(&id, Instant::now());
    let made = shared.at.comment(shared.issue, &draw()).await;
    let comment = match made {
        Ok(made) => made.id,
        // The answer finds it by its marker if it is there all the same.
        Err(error) => return tracing::debug!(%error, "there is no live comment"),
    };
    // It is written once, here.
    drop(shared.comment.set(comment));
    if let Err(error) = repaint(&shared, comment, draw).await {
        // Whoever deletes the comment doesn't want it; the answer comes all the same.
        tracing::debug!(%error, "the live comment is painted no more");
    }
}

/// Edits until it is over; the error after which there is no comment to edit.
async fn repaint(
    shared: &Shared,
    comment: u64,
    draw: impl Fn() -> String,
) -> Result<(), GitHubError> {
    let mut wait = PACE;
    loop {
        tokio::select! {
            () = sleep(wait) => {}
            () = shared.over.cancelled() => return Ok(()),
        }
        tokio::select! {
            () = shared.news.notified() => {}
            () = sleep(TICK), if shared.board().steps.is_timed() => {}
            () = shared.over.cancelled() => return Ok(()),
        }
        wait = match shared.at.edit(comment, &draw()).await {
            Ok(()) => PACE,
            // What was missed is painted with the next try.
            Err(GitHubError::Wait { secs }) => missed(shared, Duration::from_secs(secs)),
            Err(error) if error.may_pass() => missed(shared, PACE),
            Err(error) => return Err(error),
        };
    }
}

fn missed(shared: &Shared, wait: Duration) -> Duration {
    shared.news.notify_one();
    wait.max(PACE)
}
