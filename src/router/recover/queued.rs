//! What was confirmed and has to wait until something else is put right isn't taken for abandoned meanwhile.

use std::convert::Infallible;
use std::future::pending;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::domain::name::OperationId;
use crate::router::Router;

/// A few times within what a queued operation is left alone for.
const BEAT: Duration = Duration::from_secs(5);

impl Router {
    /// Says again and again that the queued operation will begin. Never ends.
    pub(in crate::router) async fn keep_queued(&self, queued: Option<&OperationId>) -> Infallible {
        let Some(queued) = queued else {
            return pending().await;
        };
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            if let Err(error) = self.context.store.still_queued(queued).await {
                tracing::warn!(%error, operation = %queued, "not on record that it still waits");
            }
        }
    }
}
