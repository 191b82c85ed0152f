//! The inbox: what the platforms sent, written down before it is acknowledged, so that a crash loses nothing.
//!
//! The way of an update: [`Inbox::receive`] commits it with the cursor, and only then the platform hears that it arrived;
//! [`Inbox::take`] gives it to one [`Reader`]; [`Inbox::handled`] ends it and puts its answers into the outbox, both or
//! neither. A reader says that it is alive by [`Inbox::keep_taken`], lets others by with [`Inbox::let_pass`] once an update
//! has become an operation, and leaves with [`Inbox::give_back`].
//!
//! Each update is handled at least once: one that was taken by a program that is silent for too long is given again, and at
//! once where that program ran on this machine and has ended ([`Inbox::succeed`]). What
//! an update leads to is protected elsewhere, by the confirmation that is spent and the row of the operation. Nothing here
//! reads an update.

mod receive;
mod take;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Bell, Store};
use crate::domain::actor::{Conversation, Platform};

pub use take::Reader;

const TABLE: &str = "inbox";

/// The inbox of one platform.
#[derive(Debug, Clone)]
pub struct Inbox {
    store: Arc<Store>,
    platform: Platform,
    /// Where its readers show that they are alive.
    signs: Option<PathBuf>,
}

impl Inbox {
    /// What `platform` sends, in `store`.
    #[must_use]
    pub const fn new(store: Arc<Store>, platform: Platform) -> Self {
        Self {
            store,
            platform,
            signs: None,
        }
    }

    /// The same, whose readers show in `folder`, to each other alone, that they are alive.
    #[must_use]
    pub fn with_signs_in(self, folder: PathBuf) -> Self {
        Self {
            signs: Some(folder),
            ..self
        }
    }

    /// The time by the store's clock, which stamps what arrives.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.store.now()
    }

    /// What rings when there may be something to take.
    #[must_use]
    pub fn bell(&self) -> Bell {
        self.store.inbox_bell.bell()
    }
}

/// Something that a platform sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// What it is known by on its platform (`update:123`, `delivery:72d3162e-…`). It is put in once.
    pub key: String,
    /// Other names of the same thing (`comment:42`): whatever has one of them is in already.
    pub also: Vec<String>,
    /// The whole chat or issue that it came from: what came from there is handled in its order.
    pub lane: Conversation,
    /// As the platform sent it. It is sealed while it waits.
    pub body: Value,
}

/// How far a source was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor<'a> {
    /// What is read: one platform may have several (`updates`, a repository).
    pub source: &'a str,
    /// Up to where, in the platform's words. Where it goes back, what is read twice is known again by its key.
    pub reached: &'a str,
}

/// An update that is to be handled now.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// Its number, in the order of arrival.
    pub number: i64,
    /// Its lane.
    pub lane: Conversation,
    /// As the platform sent it.
    pub body: Value,
    /// When it was put in, by the store's clock.
    pub received_at: DateTime<Utc>,
    /// How often it was taken, this time included. More than once: a program ended in the middle of it.
    pub times_taken: i64,
}
