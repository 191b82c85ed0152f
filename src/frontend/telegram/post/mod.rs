//! The post: letters go out, chats side by side and each in its order, and again where they didn't arrive.
//!
//! A message that was sent and of which nobody heard is sent once more; better twice than never.

mod parcel;

use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::Place;
use super::client::{Address, Client, TelegramError};
use crate::router::Router;
use crate::store::StoreError;
use crate::store::outbox::{Due, Outbox};
pub(super) use parcel::Parcel;

/// What sending one message or file may take, the pace of a group included; and how long nobody else sends it meanwhile.
const PIECE: Duration = Duration::from_secs(100);
const WHILE_SENDING: Duration = Duration::from_mins(2);
/// After that it is given up: some days, since the longest pause is a minute.
const MOST_ATTEMPTS: i64 = 5000;
/// After that a file isn't tried any more: its way is too narrow, and others wait behind it.
const MOST_UPLOADS: i64 = 3;
/// How often it is looked for what rang no bell: what is to be tried again, or was put in elsewhere.
const LOOK: Duration = Duration::from_millis(500);
/// Chats that are written to at a time.
const MOST: usize = 64;
/// Before a letter is tried again, from the second try on doubled up to the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_mins(1));
/// What the last answers may take when Hailer ends; what isn't sent then is sent by the next.
const LAST: Duration = Duration::from_secs(5);

/// Who sends what is put out.
pub(super) struct Post {
    client: Arc<Client>,
    router: Arc<Router>,
    outbox: Outbox,
}

impl Post {
    pub(super) fn new(client: &Arc<Client>, router: &Arc<Router>, outbox: Outbox) -> Self {
        Self {
            client: Arc::clone(client),
            router: Arc::clone(router),
            outbox,
        }
    }

    /// Sends until `stop`, and then what is there still, for a moment.
    ///
    /// Each letter is a task of its own: one that only goes on while the others are waited for could be the next in the
    /// store's row while the others wait for the store.
    pub(super) async fn run(self: &Arc<Self>, stop: &CancellationToken) {
        // Whoever sent before may have ended in the middle of it.
        if let Err(error) = self.outbox.all_due().await {
            tracing::warn!(%error, "what was on its way is sent once its time is over");
        }
        let mut bell = self.outbox.bell();
        let mut on_their_way = JoinSet::new();
        while !stop.is_cancelled() {
            self.hand_out(&mut on_their_way).await;
            tokio::select! {
                () = stop.cancelled() => {}
                Some(ended) = on_their_way.join_next() => look_at(ended),
                () = bell.rung(LOOK) => {}
            }
        }
        let last = async {
            loop {
                self.hand_out(&mut on_their_way).await;
                match on_their_way.join_next().await {
                    Some(ended) => look_at(ended),
                    None => break,
                }
            }
        };
        if timeout(LAST, last).await.is_err() {
            tracing::warn!("not all answers are sent; they go out at the next start");
        }
    }

    async fn hand_out(self: &Arc<Self>, on_their_way: &mut JoinSet<()>) {
        for due in self.due(MOST.saturating_sub(on_their_way.len())).await {
            let post = Arc::clone(self);
            on_their_way.spawn(async move { post.deliver(due).await });
        }
    }

    async fn due(&self, most: usize) -> Vec<Due> {
        let most = u32::try_from(most).unwrap_or(0);
        if most == 0 {
            return vec![];
        }
        let due = self.outbox.due(WHILE_SENDING, most).await;
        due.unwrap_or_else(|error| {
            tracing::warn!(%error, "not known what is to be sent");
            vec![]
        })
    }

    async fn deliver(&self, due: Due) {
        let parcel = Place::of(&due.conversation).zip(Parcel::read(&due.body));
        let Some((place, mut parcel)) = parcel else {
            let why = "it is no letter for Telegram";
            return noted(due.number, || self.outbox.gave_up(due.number, why)).await;
        };
        if due.attempts > MOST_ATTEMPTS {
            let why = "it was tried often enough";
            tracing::error!(letter = due.number, conversation = %due.conversation, "an answer is given up");
            return noted(due.number, || self.outbox.gave_up(due.number, why)).await;
        }
        if due.attempts > MOST_UPLOADS && parcel.letter.without_file() {
            tracing::warn!(letter = due.number, "a file is not tried any more");
        }
        let Err(error) = self.send(due.number, place, parcel).await else {
            return;
        };
        let why = error.to_string();
        if error.may_pass() || error == TelegramError::Token {
            let wait = pause(&error, due.attempts);
            let wait_ms = wait.as_millis();
            tracing::warn!(%error, letter = due.number, wait_ms, "an answer is not sent yet");
            noted(due.number, || self.outbox.not_sent(due.number, &why, wait)).await;
        } else {
            tracing::error!(%error, letter = due.number, conversation = %due.conversation, "an answer can't be sent");
            noted(due.number, || self.outbox.gave_up(due.number, &why)).await;
        }
    }

    /// Sends its messages one after the other. What arrived isn't sent again when a later one doesn't.
    async fn send(
        &self,
        letter: i64,
        mut place: Place,
        mut parcel: Parcel,
    ) -> Result<(), TelegramError> {
        while let Some(piece) = parcel.letter.pieces.first() {
            let to = Address {
                reply_to: parcel.reply_to,
                ..Address::to(place)
            };
            let sent = timeout(PIECE, self.client.send(&to, piece)).await;
            let sent = sent.unwrap_or_else(|_| Err(TelegramError::silent(PIECE)));
            let message = match sent {
                Ok(message) => message.to_string(),
                Err(error) => {
                    let another_way = another_way(&error, &mut place, &mut parcel);
                    if another_way {
                        // Which may take as long again.
                        let otherwise = parcel.body();
                        noted(letter, || {
                            self.outbox.sent_in_part(letter, &otherwise, WHILE_SENDING)
                        })
                        .await;
                        continue;
                    }
                    return Err(error);
                }
            };
            if let Some(nonce) = parcel.asked() {
                let shown = (&place.conversation(), message.as_str());
                let shown = self.router.button_shown(&nonce, shown).await;
                shown.unwrap_or_else(|error| {
                    tracing::warn!(%error, "a yes in reply to the preview won't be understood; its buttons will");
                });
            }
            parcel.letter.pieces.remove(0);
            if parcel.letter.pieces.is_empty() {
                noted(letter, || self.outbox.sent(letter, &message)).await;
            } else {
                let rest = parcel.body();
                noted(letter, || {
                    self.outbox.sent_in_part(letter, &rest, WHILE_SENDING)
                })
                .await;
            }
        }
        Ok(())
    }
}

/// A letter that broke is given again once its time is over.
fn look_at(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "an answer was left in the middle");
    }
}

/// Whether it can be said elsewhere or otherwise, each of which is tried once: the group has another id, the topic is gone, or
/// Telegram doesn't take how it looks.
fn another_way(error: &TelegramError, place: &mut Place, parcel: &mut Parcel) -> bool {
    match error {
        TelegramError::Moved { to } if place.chat != *to => {
            *place = Place::chat(*to);
            parcel.reply_to = None;
            true
        }
        TelegramError::NoTopic if place.topic.is_some() => {
            *place = Place::chat(place.chat);
            // An answer goes where its question stands, unless told otherwise.
            parcel.reply_to = None;
            true
        }
        TelegramError::Refused(_) => parcel.letter.simplify() || parcel.letter.without_file(),
        TelegramError::Muted => parcel.letter.without_file(),
        _ => false,
    }
}

/// A letter of which it isn't on record what became of it is given again once its time is over.
async fn noted<F: Future<Output = Result<(), StoreError>>>(letter: i64, note: impl FnMut() -> F) {
    if let Err(error) = note.retry(ExponentialBuilder::default()).await {
        tracing::warn!(%error, letter, "not on record what became of an answer");
    }
}

/// As long as Telegram asks, else longer with each attempt.
fn pause(error: &TelegramError, attempts: i64) -> Duration {
    if let TelegramError::Wait { secs } = error {
        return Duration::from_secs(*secs);
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
        let lost = TelegramError::Unreached("refused".to_owned());
        let pauses = [1, 2, 3, 7, 600].map(|attempts| pause(&lost, attempts).as_secs());
        assert_eq!(pauses, [1, 2, 4, 60, 60]);
        assert_eq!(pause(&TelegramError::Wait { secs: 90 }, 1).as_secs(), 90);
    }
}
