//! Taking updates out to handle them: in order within a lane, lanes side by side, and again where a program fell silent.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::store::clock::{after, before};
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::outbox::{self, Letter};
use crate::store::seal::Seal;
use crate::store::seal::{opened, told_apart};
use crate::store::sign::Taker;
use crate::store::text::Place;

use super::{Inbox, TABLE, Update};

/// One program that handles updates. What it has taken is its own until it says nothing for the length of the lease.
#[derive(Debug)]
pub struct Reader {
    taker: Taker,
    lease: Duration,
}

impl Reader {
    /// A reader of its own, whatever else reads the inbox. It says that it is alive with [`Inbox::keep_taken`], a few
    /// times within `lease`.
    pub fn new(lease: Duration) -> Result<Self, StoreError> {
        Ok(Self {
            taker: Taker::new()?,
            lease,
        })
    }
}

impl Inbox {
    /// The reader begins: it shows that it is alive, and what readers of this machine had taken that have ended since can be
    /// taken at once.
    pub async fn succeed(&self, reader: &Reader) -> Result<(), StoreError> {
        let Some(folder) = &self.signs else {
            return Ok(());
        };
        for gone in reader.taker.begin(folder)? {
            self.free(&gone.id).await?;
            gone.forget();
        }
        Ok(())
    }

    /// The next updates that can be handled side by side, `most` at most: the first unhandled one of each lane whose
    /// earlier ones are done, or let it pass.
    pub async fn take(&self, reader: &Reader, most: u32) -> Result<Vec<Update>, StoreError> {
        let now = self.store.now();
        // What a second reader takes at this moment has changed its state by the time it can be written here.
        let statement = sql(
            "UPDATE inbox SET state = 'taken', taker = $1, taken_at = $2, taken_until = $3, holds_lane = TRUE, \
                 times_taken = times_taken + 1 \
             WHERE number IN (SELECT number FROM inbox AS candidate \
                 WHERE platform = $4 AND state <> 'done' AND (state = 'received' OR taken_until <= $2) \
                 AND NOT EXISTS (SELECT 1 FROM inbox AS earlier WHERE earlier.lane = candidate.lane \
                     AND earlier.number < candidate.number AND earlier.state <> 'done' AND earlier.holds_lane) \
                 ORDER BY number LIMIT $5) \
             AND state <> 'done' AND (state = 'received' OR taken_until <= $2) \
             RETURNING number, lane, body, received_at, times_taken",
        )
        .bind(&reader.taker.id)
        .bind(now)
        .bind(after(now, reader.lease))
        .bind(self.platform.as_str())
        .bind(most);
        let rows: Vec<Row> = self.store.database.all(statement).await?;
        let rows = rows.into_iter();
        let read = rows.map(|row| (row.number, row.read(&self.store.seal)));
        let (updates, unreadable) = told_apart(read);
        for (number, error) in unreadable {
            tracing::error!(number, %error, "what came in can't be read, and is passed over");
            self.handled(number, &[]).await?;
        }
        Ok(updates)
    }

    /// The reader is alive and handles these updates, which stay its own for the length of its lease.
    pub async fn keep_taken(&self, reader: &Reader, updates: &[i64]) -> Result<(), StoreError> {
        for update in updates {
            let statement = sql(
                "UPDATE inbox SET taken_until = $2 WHERE number = $3 AND taker = $1 AND state = 'taken'",
            )
            .bind(&reader.taker.id)
            .bind(after(self.store.now(), reader.lease))
            .bind(*update);
            self.store.database.execute(statement).await?;
        }
        Ok(())
    }

    /// The reader has left an update in the middle: it can be taken again at once.
    pub async fn leave(&self, reader: &Reader, update: i64) -> Result<(), StoreError> {
        let statement = sql(
            "UPDATE inbox SET state = 'received', holds_lane = TRUE, taker = NULL, taken_at = NULL, taken_until = NULL \
             WHERE number = $2 AND taker = $1 AND state = 'taken'",
        )
        .bind(&reader.taker.id)
        .bind(update);
        self.store.database.execute(statement).await?;
        self.store.inbox_bell.ring();
        Ok(())
    }

    /// Those behind this update needn't wait for its end: it has become an operation that takes its time, and somebody may
    /// want to ask how that is, or cancel it.
    pub async fn let_pass(&self, update: i64) -> Result<(), StoreError> {
        let statement =
            sql("UPDATE inbox SET holds_lane = FALSE WHERE number = $1 AND state = 'taken'")
                .bind(update);
        self.store.database.execute(statement).await?;
        self.store.inbox_bell.ring();
        Ok(())
    }

    /// The update was handled, and `answers` are what is to be said to it: both, or after a crash neither. Says no where
    /// another reader was first; then nothing of it is put out, and the ends of operations that it would have told are left
    /// for [`Outbox::put`](crate::store::outbox::Outbox::put) to tell.
    pub async fn handled(&self, update: i64, answers: &[Letter]) -> Result<bool, StoreError> {
        let store = &self.store;
        let now = store.now();
        let mut transaction = store.database.begin().await?;
        let statement = sql(
            "UPDATE inbox SET state = 'done', body = NULL, done_at = $2 WHERE number = $1 AND state <> 'done'",
        )
        .bind(update)
        .bind(now);
        if transaction.execute(statement).await? == 0 {
            return Ok(false);
        }
        for answer in answers {
            outbox::put_into(&mut transaction, answer, (&store.seal, now)).await?;
        }
        transaction.commit().await?;
        store.inbox_bell.ring();
        store.outbox_bell.ring();
        Ok(true)
    }

    /// The reader ends: what it has taken and not handled can be taken at once.
    pub async fn give_back(&self, reader: &Reader) -> Result<u64, StoreError> {
        self.free(&reader.taker.id).await
    }

    async fn free(&self, reader: &str) -> Result<u64, StoreError> {
        let statement = sql(
            "UPDATE inbox SET state = 'received', holds_lane = TRUE, taker = NULL, taken_at = NULL, taken_until = NULL \
             WHERE taker = $1 AND state = 'taken'",
        )
        .bind(reader);
        let given_back = self.store.database.execute(statement).await?;
        self.store.inbox_bell.ring();
        Ok(given_back)
    }

    /// Forgets what was handled longer than `kept` ago. It has to be longer than the platform sends things again.
    pub async fn forget_handled(&self, kept: Duration) -> Result<u64, StoreError> {
        let statement =
            sql("DELETE FROM inbox WHERE state = 'done' AND done_at <= $1 AND platform = $2")
                .bind(before(self.store.now(), kept))
                .bind(self.platform.as_str());
        self.store.database.execute(statement).await
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    lane: String,
    body: Option<Value>,
    received_at: DateTime<Utc>,
    times_taken: i64,
}

impl Row {
    fn read(self, seal: &Seal) -> Result<Update, StoreError> {
        let id = self.number.to_string();
        let place = Place {
            table: TABLE,
            id: &id,
        };
        Ok(Update {
            number: self.number,
            lane: place.name(&self.lane)?,
            body: opened(seal, (TABLE, self.number), self.body)?,
            received_at: self.received_at,
            times_taken: self.times_taken,
        })
    }
}
