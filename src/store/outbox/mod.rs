//! The outbox: replies that must arrive, whatever becomes of this program or of the platform in the meantime.
//!
//! They arrive in order within a conversation, at least once; where a program ends between sending one and saying so here,
//! that one arrives twice. The way of a letter: [`Outbox::put`], the end of the update that it answers, or the beginning and the
//! end of an operation that brings a commit of GitHub's live ([`Deployment`]) puts it in;
//! [`Outbox::due`] gives it to a [`Sender`]; [`Outbox::sent`], [`Outbox::not_sent`] or [`Outbox::gave_up`] says what became of it.
//! Nothing here reads what is sent, or sends it.

mod deployment;
mod live;
mod send;
mod sender;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::actor::{Conversation, Platform};
use crate::domain::name::{CodebaseName, OperationId};

use super::counter::Counter;
use super::database::{Transaction, sql};
use super::error::StoreError;
use super::hold::unhold_for_pull;
use super::operation::{announces, is_news};
use super::seal::Seal;
use super::seal::sealed;
use super::{Bell, Store};
pub use deployment::Deployment;
pub use sender::Sender;

const TABLE: &str = "outbox";

/// The outbox of one platform.
#[derive(Debug, Clone)]
pub struct Outbox {
    store: Arc<Store>,
    platform: Platform,
    /// Where its senders show that they are alive.
    signs: Option<PathBuf>,
}

/// Something to say.
#[derive(Debug, Clone, PartialEq)]
pub struct Letter {
    /// Where.
    pub conversation: Conversation,
    /// The operations whose end it tells (`Reply::tells`). Each end is told once, whoever brings the news.
    pub tells: Vec<OperationId>,
    /// Whether it says more than that (`Reply::says_more`), so that it goes out also where all of that was told before.
    pub says_more: bool,
    /// What the front end renders. It is sealed while it waits.
    pub body: Value,
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

impl Outbox {
    /// What goes out to `platform`, from `store`.
    #[must_use]
    pub const fn new(store: Arc<Store>, platform: Platform) -> Self {
        Self {
            store,
            platform,
            signs: None,
        }
    }

    /// The same, whose senders show in `folder`, to each other alone, that they are alive.
    #[must_use]
    pub fn with_signs_in(self, folder: PathBuf) -> Self {
        Self {
            signs: Some(folder),
            ..self
        }
    }

    /// What rings when there may be something to send.
    #[must_use]
    pub fn bell(&self) -> Bell {
        self.store.outbox_bell.bell()
    }

    /// Puts a letter in, behind the others of its conversation. Says no where it says nothing but what was told before.
    pub async fn put(&self, letter: &Letter) -> Result<bool, StoreError> {
        let store = &self.store;
        let mut transaction = store.database.begin().await?;
        let new = put_into(&mut transaction, letter, (&store.seal, store.now())).await?;
        transaction.commit().await?;
        store.outbox_bell.ring();
        Ok(new)
    }

    /// Puts in the letter that announces how an operation ended. Says no where that was announced before.
    pub async fn announce(
        &self,
        operation: &OperationId,
        letter: &Letter,
    ) -> Result<bool, StoreError> {
        let store = &self.store;
        let mut transaction = store.database.begin().await?;
        if !announces(&mut transaction, operation).await? {
            return Ok(false);
        }
        put_into(&mut transaction, letter, (&store.seal, store.now())).await?;
        transaction.commit().await?;
        store.outbox_bell.ring();
        Ok(true)
    }

    /// Ends the hold on `codebase` for `pull`, and puts in the letter that announces it, if any does. Says no where there was no
    /// such hold any more.
    pub async fn release(
        &self,
        codebase: &CodebaseName,
        pull: &Conversation,
        letter: Option<&Letter>,
    ) -> Result<bool, StoreError> {
        let store = &self.store;
        let mut transaction = store.database.begin().await?;
        if !unhold_for_pull(&mut transaction, codebase, pull).await? {
            return Ok(false);
        }
        if let Some(letter) = letter {
            put_into(&mut transaction, letter, (&store.seal, store.now())).await?;
        }
        transaction.commit().await?;
        store.outbox_bell.ring();
        Ok(true)
    }
}

/// The same within a transaction that does more. What the letter tells is told from there on: both, or neither.
pub(super) async fn put_into(
    transaction: &mut Transaction<'_>,
    letter: &Letter,
    (seal, now): (&Seal, DateTime<Utc>),
) -> Result<bool, StoreError> {
    let mut news = letter.tells.is_empty() || letter.says_more;
    for operation in &letter.tells {
        news |= is_news(transaction, operation).await?;
    }
    if !news {
        return Ok(false);
    }
    let number = Counter::Outbox.take(transaction, 1).await?;
    let statement = sql(
        "INSERT INTO outbox (number, conversation, body, state, put_at, due_at) VALUES ($1, $2, $3, 'waiting', $4, $4)",
    )
    .bind(number)
    .bind(&letter.conversation)
    .bind(sealed(seal, (TABLE, number), &letter.body)?)
    .bind(now);
    transaction.execute(statement).await?;
    Ok(true)
}
