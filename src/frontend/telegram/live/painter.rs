//! Paints a live message: sends it with the first news, and edits it with what has come together since.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Shared;
use super::stops::Followed;
use crate::frontend::telegram::client::TelegramError;
use crate::frontend::telegram::render::Piece;

/// Before it is tried again to paint what couldn't be painted.
const PAUSE: Duration = Duration::from_secs(1);
/// How old the time of a step gets of which there is no news: else it seems to hang.
const TICK: Duration = Duration::from_secs(10);

pub(super) async fn paint(shared: Arc<Shared>) {
    let Some(message) = begun(&shared).await else {
        return;
    };
    let place = (shared.to.place, message);
    if let Some(follower) = shared.follower.get() {
        let followed = Followed {
            follower: follower.clone(),
            stopped: shared.stopped.clone(),
        };
        shared.stops.remember(place, followed);
    }
    // It is sent once, here.
    drop(shared.message.set(message));
    let painted = repaint(&shared, message).await;
    shared.stops.forget(place);
    let painted = match painted {
        Ok(()) => paint_end(&shared, message).await,
        gone => gone,
    };
    if let Err(error) = painted {
        // Whoever deletes the message doesn't want it; the answer comes all the same.
        tracing::debug!(%error, "the live message is painted no more");
    }
}

/// The message, sent with the first news; none where nothing is told, or where it can't be sent.
async fn begun(shared: &Shared) -> Option<i32> {
    tokio::select! {
        () = shared.news.notified() => {}
        () = shared.over.cancelled() => {}
    }
    let piece = {
        let board = shared.board();
        if board.is_empty() {
            return None;
        }
        let (html, keyboard) = board.draw(Instant::now());
        Piece::Text { html, keyboard }
    };
    match shared.client.send(&shared.to, &piece).await {
        Ok(message) => Some(message),
        Err(error) => {
            tracing::debug!(%error, "there is no live message");
            None
        }
    }
}

/// Edits until it is over; the error after which there is no message to edit.
async fn repaint(shared: &Shared, message: i32) -> Result<(), TelegramError> {
    let place = (shared.to.place, message);
    while !shared.over.is_cancelled() {
        tokio::select! {
            () = shared.news.notified() => {}
            () = tokio::time::sleep(TICK), if shared.board().is_timed() => {}
            () = shared.over.cancelled() => break,
        }
        let draw = || shared.board().draw(Instant::now());
        match shared.client.edit_once(place, draw).await {
            Err(error) if error.may_pass() => {
                // What was missed is painted with the next try.
                shared.news.notify_one();
                let pause = tokio::time::sleep(PAUSE);
                tokio::select! {
                    () = pause => {}
                    () = shared.over.cancelled() => {}
                }
            }
            painted => painted?,
        }
    }
    Ok(())
}

/// Paints how it ended.
async fn paint_end(shared: &Shared, message: i32) -> Result<(), TelegramError> {
    let (html, keyboard) = shared.board().draw(Instant::now());
    let place = (shared.to.place, message);
    shared.client.edit(place, &html, &keyboard).await
}
