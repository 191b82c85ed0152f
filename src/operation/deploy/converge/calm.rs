//! While one service is down for its handover, nothing else is started that could wait: the engine does both slower at a time, and
//! only the one that is down is missed.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::RwLock;
use tokio::time::timeout;

/// For how long the others wait for one at most: an old container may take minutes to stop.
const LONGEST: Duration = Duration::from_secs(2);

/// Who has the engine's attention.
pub(in crate::operation::deploy) struct Calm {
    turns: RwLock<()>,
    longest: Duration,
}

impl Default for Calm {
    fn default() -> Self {
        Self::of(LONGEST)
    }
}

impl Calm {
    fn of(longest: Duration) -> Self {
        Self {
            turns: RwLock::default(),
            longest,
        }
    }

    /// Stops old containers and starts their successors, which are missed until then. One at a time.
    pub(super) async fn hand_over<T>(&self, handover: impl Future<Output = T>) -> T {
        let turn = self.turns.write().await;
        self.within(turn, handover).await
    }

    /// Starts what nobody misses, beside others of its kind.
    pub(super) async fn start<T>(&self, start: impl Future<Output = T>) -> T {
        let turn = self.turns.read().await;
        self.within(turn, start).await
    }

    /// What takes longer than others wait goes on without its turn.
    async fn within<G, T>(&self, turn: G, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let soon = timeout(self.longest, &mut work).await;
        drop(turn);
        match soon {
            Ok(done) => done,
            Err(_elapsed) => work.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn while_one_is_handed_over_nothing_is_started() {
        let calm = Calm::default();
        let mut handover = Box::pin(calm.hand_over(pending::<()>()));
        assert!((&mut handover).now_or_never().is_none());
        assert!(calm.hand_over(ready(())).now_or_never().is_none());
        assert!(calm.start(ready(())).now_or_never().is_none());
        drop(handover);
        assert!(calm.start(ready(())).now_or_never().is_some());
    }

    #[tokio::test]
    async fn while_something_is_started_others_are_and_nothing_is_handed_over() {
        let calm = Calm::default();
        let mut start = Box::pin(calm.start(pending::<()>()));
        assert!((&mut start).now_or_never().is_none());
        assert!(calm.start(ready(())).now_or_never().is_some());
        assert!(calm.hand_over(ready(())).now_or_never().is_none());
    }

    #[tokio::test]
    async fn what_takes_long_holds_nobody_up() {
        let calm = Calm::of(Duration::ZERO);
        let long = calm.hand_over(pending::<()>());
        tokio::select! {
            () = long => {}
            () = calm.hand_over(ready(())) => {}
        }
    }
}
