//! How a letter goes out to Telegram: its messages one after the other.
//!
//! A message that was sent and of which nobody heard is sent once more; better twice than never.

mod parcel;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::Place;
use super::client::{Address, Client, TelegramError};
use crate::frontend::mail::{self, noted, pause};
use crate::router::Router;
use crate::store::StoreError;
use crate::store::outbox::{Due, Outbox};
pub(super) use parcel::Parcel;
pub(in crate::frontend) use parcel::told_in;

/// What sending one message or file may take, the pace of a group included; and how long nobody else sends it meanwhile.
const PIECE: Duration = Duration::from_secs(100);
const WHILE_SENDING: Duration = Duration::from_mins(2);
/// After that a file isn't tried any more: its way is too narrow, and others wait behind it.
const MOST_UPLOADS: i64 = 3;

/// Who sends what is put out.
pub(super) struct Post {
    client: Arc<Client>,
    router: Arc<Router>,
    outbox: Outbox,
    mail: mail::Post,
}

impl Post {
    pub(super) fn new(
        client: &Arc<Client>,
        router: &Arc<Router>,
        outbox: Outbox,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            client: Arc::clone(client),
            router: Arc::clone(router),
            mail: mail::Post::new(outbox.clone(), WHILE_SENDING)?,
            outbox,
        })
    }

    /// Sends until `stop`, and then what is there still, for a moment.
    pub(super) async fn run(self: &Arc<Self>, stop: &CancellationToken) {
        let deliver = |due| {
            let post = Arc::clone(self);
            async move { post.deliver(due).await }
        };
        self.mail.run(deliver, stop).await;
    }

    async fn deliver(&self, due: Due) {
        let parcel = Place::of(&due.conversation).zip(Parcel::read(&due.body));
        let Some((place, mut parcel)) = parcel else {
            let why = "it is no letter for Telegram";
            return noted(due.number, || self.outbox.gave_up(due.number, why)).await;
        };
        if due.attempts > MOST_UPLOADS && parcel.letter.without_file() {
            tracing::warn!(letter = due.number, "a file is not tried any more");
        }
        let Err(error) = self.send(due.number, place, parcel).await else {
            return;
        };
        let why = error.to_string();
        if error.may_pass() || error == TelegramError::Token {
            let said = match error {
                TelegramError::Wait { secs } => Some(secs),
                _ => None,
            };
            let wait = pause(said, due.attempts);
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
