//! The post: letters go out, conversations side by side and each in its order, and again where they didn't arrive.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::store::StoreError;
use crate::store::outbox::{Due, Outbox, Sender};

/// After that it is given up: some days, since the longest pause is a minute.
const MOST_ATTEMPTS: i64 = 5000;
/// How often it is looked for what rang no bell: what is to be tried again, or was put in elsewhere.
const LOOK: Duration = Duration::from_millis(500);
/// Conversations that are written to at a time.
const MOST: usize = 64;
/// Before a letter is tried again, from the second try on doubled up to the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(1));
/// What the last answers may take when Hailer ends; what isn't sent then is sent by the next.
const LAST: Duration = Duration::from_secs(5);

/// Who hands out what is due.
pub(in crate::frontend) struct Post {
    outbox: Outbox,
    sender: Sender,
}

impl Post {
    /// Sending a letter, or a part of it, takes less than `while_sending`.
    pub(in crate::frontend) fn new(
        outbox: Outbox,
        while_sending: Duration,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            outbox,
            sender: Sender::new(while_sending)?,
        })
    }

    /// Has `deliver` send what is due until `stop`, and then what is there still, for a moment. It says what became of each
    /// letter by itself.
    ///
    /// Each letter is a task of its own: one that only goes on while the others are waited for could be the next in the
    /// store's row while the others wait for the store.
    pub(in crate::frontend) async fn run<F>(
        &self,
        deliver: impl Fn(Due) -> F,
        stop: &CancellationToken,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        if let Err(error) = self.outbox.succeed(&self.sender).await {
            tracing::warn!(%error, "what was on its way before is sent once its time is over");
        }
        let mut bell = self.outbox.bell();
        let mut on_their_way = JoinSet::new();
        while !stop.is_cancelled() {
            self.hand_out(&deliver, &mut on_their_way).await;
            tokio::select! {
                () = stop.cancelled() => {}
                Some(ended) = on_their_way.join_next() => look_at(ended),
                () = bell.rung(LOOK) => {}
            }
        }
        let last = async {
            loop {
                self.hand_out(&deliver, &mut on_their_way).await;
                match on_their_way.join_next().await {
                    Some(ended) => look_at(ended),
                    None => break,
                }
            }
        };
        if timeout(LAST, last).await.is_err() {
            tracing::warn!("not all answers are sent; they go out at the next start");
        }
        on_their_way.shutdown().await;
        if let Err(error) = self.outbox.give_back(&self.sender).await {
            tracing::warn!(%error, "what was on its way is sent once its time is over");
        }
    }

    async fn hand_out<F>(&self, deliver: &impl Fn(Due) -> F, on_their_way: &mut JoinSet<()>)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        for due in self.due(MOST.saturating_sub(on_their_way.len())).await {
            if due.attempts > MOST_ATTEMPTS {
                let why = "it was tried often enough";
                tracing::error!(letter = due.number, conversation = %due.conversation, "an answer is given up");
                noted(due.number, || self.outbox.gave_up(due.number, why)).await;
                continue;
            }
            on_their_way.spawn(deliver(due));
        }
    }

    async fn due(&self, most: usize) -> Vec<Due> {
        let most = u32::try_from(most).unwrap_or(0);
        if most == 0 {
            return vec![];
        }
        let due = self.outbox.due(&self.sender, most).await;
        due.unwrap_or_else(|error| {
            tracing::warn!(%error, "not known what is to be sent");
            vec![]
        })
    }
}

/// A letter that broke is given again once its time is over.
fn look_at(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "an answer was left in the middle");
    }
}

/// A letter of which it isn't on record what became of it is given again once its time is over.
pub(in crate::frontend) async fn noted<F>(letter: i64, note: impl FnMut() -> F)
where
    F: Future<Output = Result<(), StoreError>>,
{
    if let Err(error) = note.retry(ExponentialBuilder::default()).await {
        tracing::warn!(%error, letter, "not on record what became of an answer");
    }
}

/// How long after so many attempts a letter is tried once more: longer each time, unless the platform has said it.
pub(in crate::frontend) fn pause(said: Option<u64>, attempts: i64) -> Duration {
    if let Some(secs) = said {
        return Duration::from_secs(secs);
    }
    let (first, longest) = PAUSES;
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(10);
    (first * 2_u32.pow(doublings)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_is_tried_again_later_and_later_but_once_a_minute_at_least() {
        let pauses = [1, 2, 3, 7, 600].map(|attempts| pause(None, attempts).as_secs());
        assert_eq!(pauses, [1, 2, 4, 60, 60]);
        assert_eq!(pause(Some(90), 1).as_secs(), 90);
    }
}
