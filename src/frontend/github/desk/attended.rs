//! A request while it is carried out: the signs and the comment that show how it goes, what GitHub is told of a deploy, and
//! those behind it, who needn't wait for its end.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::answer::Answer;
use super::place::Thread;
use super::{Arrived, Desk};
use crate::domain::actor::Actor;
use crate::frontend::github::deployed;
use crate::frontend::github::kept::Kept;
use crate::frontend::github::live::LiveComment;
use crate::frontend::github::shown::Showing;
use crate::github::Reaction;
use crate::reply::{Reply, Responder};

/// What hasn't been answered by then lets others pass.
const LONG: Duration = Duration::from_secs(2);

impl Desk {
    /// Waits for the answer, and shows how it goes. `None` where nothing is to be said.
    pub(super) async fn attend(
        &self,
        arrived: Arrived,
        (kept, actor): (&Kept, &Actor),
        thread: &Thread,
        ask: impl AsyncFnOnce(Arc<dyn Responder>) -> Option<Reply>,
    ) -> Option<Answer> {
        let live = Arc::new(LiveComment::new(
            self.client.at(&kept.repository),
            kept.issue,
            !thread.is_private,
        ));
        let showing = Arc::new(Showing::new(self.outbox.clone(), kept.conversation()));
        let mut asked = Box::pin(ask(Arc::clone(&live) as Arc<dyn Responder>));
        let (reply, begun) = {
            let mut aside = std::pin::pin!(async {
                tokio::join!(
                    self.sign_for_known(kept, actor),
                    self.aside(arrived, (&live, &showing)),
                )
            });
            let mut is_aside = true;
            let mut begun = None;
            // Beside it, not before: an operation that isn't polled loses its lease. And not after: it may be waiting for the store.
            let reply = loop {
                tokio::select! {
                    reply = &mut asked => break reply,
                    _ = &mut aside, if is_aside => is_aside = false,
                    operation = live.operation(), if begun.is_none() => {
                        let at = self.client.at(&kept.repository);
                        let (router, showing) = (Arc::clone(&self.router), Arc::clone(&showing));
                        let operation = operation.clone();
                        begun = Some(tokio::spawn(async move {
                            if let Some(deployed) = deployed::begin(&at, &router, &operation).await {
                                showing.deployed(&operation, deployed).await;
                            }
                        }));
                    }
                }
            };
            (reply, begun)
        };
        let (operation, comment) = live.close().await;
        if let Some(begun) = begun
            && let Err(broken) = begun.await
        {
            tracing::warn!(error = %broken, "not known whether GitHub shows the deployment");
        }
        let shown = showing.so_far(comment).await;
        let answer = Answer::in_thread(kept, thread, reply?).asked_by(actor);
        Some(answer.of_operation(operation, shown))
    }

    /// Lets others pass what takes long, and remembers where an operation is shown.
    async fn aside(&self, arrived: Arrived, (live, showing): (&LiveComment, &Showing)) {
        tokio::select! {
            _ = live.operation() => {}
            () = sleep(LONG) => {}
        }
        self.mail.let_pass(arrived.update).await;
        let operation = live.operation().await;
        let comment = live.comment().await;
        showing.comment(operation, comment).await;
    }

    /// Whoever may ask there sees that it was heard.
    async fn sign_for_known(&self, kept: &Kept, actor: &Actor) {
        let thread = kept.conversation();
        if let Ok(true) = self.router.is_known_in(actor, &thread).await {
            self.sign(kept, Reaction::Eyes).await;
        }
    }
}
