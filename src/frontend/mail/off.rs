//! A platform that Hailer doesn't talk on, or no more: what is to go out to it waits for a while, and is then forgotten.

use tokio::time::interval;
use tokio_util::sync::CancellationToken;

use super::news::{FORGET, KEPT};
use crate::domain::actor::Platform;
use crate::store::outbox::Outbox;

/// Who keeps what nobody sends.
pub struct Off {
    platform: Platform,
    outbox: Outbox,
}

impl Off {
    /// For what would go out to `platform`.
    #[must_use]
    pub const fn new(platform: Platform, outbox: Outbox) -> Self {
        Self { platform, outbox }
    }

    /// Says what waits, and then forgets until `stop` what has waited for a week.
    pub async fn run(&self, stop: &CancellationToken) {
        let platform = self.platform.as_str();
        match self.outbox.waiting().await {
            Ok(0) => {}
            Ok(letters) => tracing::warn!(
                platform,
                letters,
                "what is to go out waits for a week at most: there is no account to send it with"
            ),
            Err(error) => tracing::warn!(%error, platform, "not known what waits to go out"),
        }
        let mut forget = interval(FORGET);
        loop {
            tokio::select! {
                _ = forget.tick() => {}
                () = stop.cancelled() => return,
            }
            match self.outbox.forget_waiting(KEPT).await {
                Ok(0) => {}
                Ok(letters) => tracing::warn!(platform, letters, "forgot what was never sent"),
                Err(error) => {
                    tracing::warn!(%error, platform, "what was never sent is still on record");
                }
            }
        }
    }
}
