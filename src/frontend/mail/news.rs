//! News of operations that ended without an answer: their program was killed, or another brought them to an end. Here is also
//! forgotten what has long been handled and sent.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::router::{Router, Told};
use crate::store::inbox::Inbox;
use crate::store::outbox::Outbox;

/// How often it is looked for news.
const LOOK: Duration = Duration::from_secs(3);
/// How often it is forgotten.
const FORGET: Duration = Duration::from_hours(1);
/// Longer than a platform gives an update again, and than anybody asks what became of an answer.
const KEPT: Duration = Duration::from_hours(7 * 24);

/// Who looks for news.
pub(in crate::frontend) struct News {
    pub(in crate::frontend) router: Arc<Router>,
    pub(in crate::frontend) inbox: Inbox,
    pub(in crate::frontend) outbox: Outbox,
}

impl News {
    /// Has `tell` tell what there is until `stop`; what isn't for this platform it leaves to others.
    pub(in crate::frontend) async fn run(
        &self,
        tell: impl AsyncFn(Told),
        stop: &CancellationToken,
    ) {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut forget_at = Instant::now();
        loop {
            tokio::select! {
                _ = look.tick() => {}
                () = stop.cancelled() => return,
            }
            match self.router.untold().await {
                Ok(all) => {
                    for told in all {
                        tokio::select! {
                            () = tell(told) => {}
                            () = stop.cancelled() => return,
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "not known what is still to be told"),
            }
            if Instant::now() >= forget_at {
                forget_at = Instant::now() + FORGET;
                self.forget().await;
            }
        }
    }

    async fn forget(&self) {
        let handled = self.inbox.forget_handled(KEPT).await;
        let sent = self.outbox.forget_sent(KEPT).await;
        match handled.and_then(|handled| Ok((handled, sent?))) {
            Ok((handled, sent)) => {
                tracing::debug!(handled, sent, "forgot what has long been handled and sent");
            }
            Err(error) => tracing::warn!(%error, "what has long been handled is still on record"),
        }
    }
}
