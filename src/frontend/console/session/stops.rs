//! What asks a running command to stop.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What asks a running command to stop: Ctrl-C, the end of the terminal, the end of the session.
pub(super) struct Stops(Vec<Signal>);

impl Stops {
    pub(super) fn listen() -> Self {
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        // One that can't be listened to keeps its usual effect.
        Self(
            kinds
                .into_iter()
                .filter_map(|kind| signal(kind).ok())
                .collect(),
        )
    }

    /// Waits for the next one; for ever where none can be listened to.
    pub(super) async fn next(&mut self) {
        if self.0.is_empty() {
            return std::future::pending().await;
        }
        let each = self.0.iter_mut().map(|signal| Box::pin(signal.recv()));
        futures_util::future::select_all(each).await;
    }
}
