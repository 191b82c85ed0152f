//! The outbox: replies that must arrive, whatever becomes of this program or of the platform in the meantime.
//!
//! They arrive in order within a conversation, at least once; where a program ends between sending one and saying so here,
//! that one arrives twice. Nothing here reads what is sent, or sends it.

mod live;
mod send;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;

use super::Store;
use super::counter::Counter;
use super::database::{Transaction, sql};
use super::error::StoreError;

/// How the key of a letter begins that says how an operation ended.
pub(super) const END: &str = "outcome:";

/// Something to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// Where.
    pub conversation: Conversation,
    /// What it is known by, if it may be said once only (`outcome:k3f9a2m7qx`).
    pub key: Option<String>,
    /// What the front end renders, without secrets.
    pub body: Value,
}

impl Letter {
    /// How an operation ended. It is said once, whoever brings the news.
    #[must_use]
    pub fn of_the_end(operation: &OperationId, conversation: Conversation, body: Value) -> Self {
        Self {
            conversation,
            key: Some(format!("{END}{operation}")),
            body,
        }
    }
}

/// A letter that is to be sent now.
#[derive(Debug, Clone, PartialEq)]
pub struct Due {
    /// Its number, in the order in which letters were put in.
    pub number: i64,
    /// Where it goes.
    pub conversation: Conversation,
    /// What the front end renders.
    pub body: Value,
    /// How often it was tried, this time included. After the first time it may have arrived already.
    pub attempts: i64,
    /// When it was put in, by the store's clock.
    pub put_at: DateTime<Utc>,
}

impl Store {
    /// Puts a letter in, behind the others of its conversation. Says no where one with its key was put in before.
    pub async fn put(&self, letter: &Letter) -> Result<bool, StoreError> {
        let mut transaction = self.database.begin().await?;
        let new = put_into(&mut transaction, letter, self.now()).await?;
        transaction.commit().await?;
        Ok(new)
    }
}

/// The same within a transaction that does more.
pub(super) async fn put_into(
    transaction: &mut Transaction<'_>,
    letter: &Letter,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let number = Counter::Outbox.take(transaction, 1).await?;
    let statement = sql(
        "INSERT INTO outbox (number, key, conversation, body, state, put_at, due_at) \
         VALUES ($1, $2, $3, $4, 'waiting', $5, $5) ON CONFLICT (key) DO NOTHING",
    )
    .bind(number)
    .bind(letter.key.clone())
    .bind(&letter.conversation)
    .bind(letter.body.clone())
    .bind(now);
    Ok(transaction.execute(statement).await? > 0)
}
