//! All SQL, for SQLite and PostgreSQL alike. sqlx lives here alone, and none of its types leave.
//!
//! The [`Store`] is the one thing that the other rooms see; each file adds the methods of its noun. Front ends see less of
//! it: an [`inbox::Inbox`] and an [`outbox::Outbox`] of their own platform. Below them,
//! `database` runs a statement on whichever database it is: every text of SQL is written once and runs unchanged on both.
//!
//! What must hold is decided by the database, not by the program: one statement spends a confirmation, a row with a
//! fence is the lock, unique indexes keep one codebase to a project and one live release to a codebase.
//!
//! Nothing here asks the machine's wall clock: the time is the database's (see `clock`).

mod audit;
mod bell;
mod clock;
mod codebase;
mod confirmation;
mod counter;
mod database;
mod error;
mod hold;
pub mod inbox;
mod instance;
mod operation;
pub mod outbox;
mod people;
mod random;
mod release;
mod seal;
mod sign;
mod text;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use bell::Ringer;
use clock::Clock;
use database::Database;

pub use bell::Bell;
pub use codebase::CodebaseError;
pub use confirmation::ConfirmationError;
pub use database::{StorePlace, StoreTarget};
pub use error::{Rule, StoreError};
pub use hold::HoldError;
pub use instance::PulledImage;
pub use operation::{BeginError, Lease, Unannounced, Untold};
pub use people::{LinkError, Linked, LinkingError, Paired, PairingCode, PairingError};
pub use seal::{Seal, SealError};

/// Everything that Hailer remembers.
#[derive(Debug)]
pub struct Store {
    database: Database,
    clock: Clock,
    seal: Seal,
    /// Something came in, or what came in may be taken.
    inbox_bell: Ringer,
    /// Something is to go out.
    outbox_bell: Ringer,
}

impl Store {
    /// Connects, brings the tables up to date and reads the database's clock. What has to stay secret in the database is
    /// sealed with `seal`: `OtherKey` or `NoKey` where that isn't the key that the database was sealed with.
    pub async fn open(target: &StoreTarget, seal: Seal) -> Result<Self, StoreError> {
        let database = Database::open(target).await?;
        let clock = Clock::read_from(&database).await?;
        let seal = seal::settled(&database, seal).await?;
        Ok(Self {
            database,
            clock,
            seal,
            inbox_bell: Ringer::new(),
            outbox_bell: Ringer::new(),
        })
    }

    /// The time by the database's clock, to the microsecond.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Reads the database's clock again. Leases do it by themselves; a program that idles for days does it on a timer.
    /// It is also the shortest proof that the database answers.
    pub async fn synchronise_clock(&self) -> Result<(), StoreError> {
        self.clock.synchronise(&self.database).await
    }

    /// The database in words without its password ("PostgreSQL at db:5432, database hailer").
    #[must_use]
    pub fn describe(&self) -> &str {
        self.database.describe()
    }

    /// Where its data is kept.
    #[must_use]
    pub const fn place(&self) -> &StorePlace {
        self.database.place()
    }

    /// Waits for what is under way and disconnects.
    pub async fn close(&self) {
        self.database.close().await;
    }
}
