//! Who sends, and what is left of those who have ended in the middle of it.

use std::time::Duration;

use super::Outbox;
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::sign::Taker;

/// One program that sends letters. What it was given is its own until the time that sending one may take is over.
#[derive(Debug)]
pub struct Sender {
    taker: Taker,
    pub(super) while_sending: Duration,
}

impl Sender {
    /// A sender of its own, whatever else sends. Sending one letter takes less than `while_sending`.
    pub fn new(while_sending: Duration) -> Result<Self, StoreError> {
        Ok(Self {
            taker: Taker::new()?,
            while_sending,
        })
    }

    pub(super) fn id(&self) -> &str {
        &self.taker.id
    }
}

impl Outbox {
    /// The sender begins: it shows that it is alive, and what was on its way by senders of this machine that have ended since
    /// can be sent at once. What is tried again later (because Telegram asked to wait, say) waits on.
    pub async fn succeed(&self, sender: &Sender) -> Result<(), StoreError> {
        let Some(folder) = &self.signs else {
            return Ok(());
        };
        for gone in sender.taker.begin(folder)? {
            self.free(&gone.id).await?;
            gone.forget();
        }
        Ok(())
    }

    /// The sender ends, and sends nothing any more: what was on its way can be sent at once by another.
    pub async fn give_back(&self, sender: &Sender) -> Result<u64, StoreError> {
        self.free(sender.id()).await
    }

    async fn free(&self, sender: &str) -> Result<u64, StoreError> {
        let statement = sql(
            "UPDATE outbox SET due_at = $2 WHERE sender = $1 AND state = 'waiting' AND why IS NULL AND due_at > $2",
        )
        .bind(sender)
        .bind(self.store.now());
        let given_back = self.store.database.execute(statement).await?;
        self.store.outbox_bell.ring();
        Ok(given_back)
    }
}
