//! Holds that end with their pull requests: it is looked whether these have been merged or closed, at the latest when GitHub says
//! that something has become of one.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use crate::frontend::telegram;
use crate::router::Router;
use crate::store::outbox::Outbox;

/// Between two looks, of which each asks once for every hold.
const LOOK: Duration = Duration::from_mins(1);

/// And at least, however much becomes of pull requests.
const PACE: Duration = Duration::from_secs(3);

/// Who looks.
pub(super) struct Holds {
    pub(super) router: Arc<Router>,
    pub(super) outbox: Outbox,
    pub(super) news: Notify,
}

impl Holds {
    /// Something has become of a pull request.
    pub(super) fn look_soon(&self) {
        self.news.notify_one();
    }

    /// Looks at once, and again until `stop`.
    pub(super) async fn run(&self, stop: &CancellationToken) {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = look.tick() => {}
                () = self.news.notified() => {}
                () = stop.cancelled() => return,
            }
            self.release().await;
            tokio::select! {
                () = sleep(PACE) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    async fn release(&self) {
        let over = match self.router.holds_over().await {
            Ok(over) => over,
            Err(error) => return tracing::warn!(%error, "not known which holds are over"),
        };
        for hold in over {
            let (codebase, pull) = (&hold.codebase, &hold.pull);
            let chat = hold.chat.as_ref();
            let letter = chat.and_then(|chat| telegram::told_in(chat, hold.reply, None));
            match self.outbox.release(codebase, pull, letter.as_ref()).await {
                Ok(true) => {
                    tracing::info!(%codebase, %pull, "a hold is over with its pull request");
                }
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, %codebase, "a hold is released later"),
            }
        }
    }
}
