//! Putting in what arrived, and how far the platform was read, in one transaction.

use chrono::{DateTime, Utc};

use crate::domain::actor::Platform;
use crate::store::counter::Counter;
use crate::store::database::{Statement, Transaction, sql};
use crate::store::error::StoreError;
use crate::store::seal::sealed;

use super::{Arrival, Cursor, Inbox, TABLE};

impl Inbox {
    /// Puts in what is new of `arrived`, in its order, and moves the cursor. Returns how many were new. Only after this
    /// may the platform be told that they arrived.
    pub async fn receive(
        &self,
        arrived: &[Arrival],
        cursor: Option<Cursor<'_>>,
    ) -> Result<usize, StoreError> {
        let (store, platform) = (&self.store, self.platform);
        // What is delivered again needs no turn among those who write.
        if cursor.is_none() && self.is_all_in(arrived).await? {
            return Ok(0);
        }
        let now = store.now();
        let many = i64::try_from(arrived.len()).unwrap_or(i64::MAX);
        let mut transaction = store.database.begin().await?;
        // Others wait here for their turn, so a key that isn't there now can't come before the commit.
        let last = Counter::Inbox.take(&mut transaction, many).await?;
        let mut new = 0;
        for (number, arrival) in (last - many + 1..).zip(arrived) {
            if !is_known(&mut transaction, platform, arrival).await? {
                self.put_in(&mut transaction, (number, arrival), now)
                    .await?;
                new += 1;
            }
        }
        if let Some(cursor) = cursor {
            move_on(&mut transaction, platform, cursor, now).await?;
        }
        transaction.commit().await?;
        store.inbox_bell.ring();
        Ok(new)
    }

    async fn is_all_in(&self, arrived: &[Arrival]) -> Result<bool, StoreError> {
        for arrival in arrived {
            let mut is_in = false;
            for key in keys(arrival) {
                let row: Option<(i64,)> = self
                    .store
                    .database
                    .optional(known(self.platform, key))
                    .await?;
                is_in |= row.is_some();
            }
            if !is_in {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn put_in(
        &self,
        transaction: &mut Transaction<'_>,
        (number, arrival): (i64, &Arrival),
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement = sql(
            "INSERT INTO inbox (number, platform, lane, body, state, received_at) \
         VALUES ($1, $2, $3, $4, 'received', $5)",
        )
        .bind(number)
        .bind(self.platform.as_str())
        .bind(&arrival.lane)
        .bind(sealed(&self.store.seal, (TABLE, number), &arrival.body)?)
        .bind(now);
        transaction.execute(statement).await?;
        for key in keys(arrival) {
            let statement =
                sql("INSERT INTO inbox_keys (platform, key, number) VALUES ($1, $2, $3)")
                    .bind(self.platform.as_str())
                    .bind(key)
                    .bind(number);
            transaction.execute(statement).await?;
        }
        Ok(())
    }

    /// How far a source was read; `None`: never.
    pub async fn cursor(&self, source: &str) -> Result<Option<String>, StoreError> {
        let statement =
            sql("SELECT reached FROM inbox_cursors WHERE platform = $1 AND source = $2")
                .bind(self.platform.as_str())
                .bind(source);
        let row: Option<(String,)> = self.store.database.optional(statement).await?;
        Ok(row.map(|(reached,)| reached))
    }
}

/// Every name of an arrival.
fn keys(arrival: &Arrival) -> impl Iterator<Item = &String> {
    std::iter::once(&arrival.key).chain(&arrival.also)
}

fn known(platform: Platform, key: &str) -> Statement {
    sql("SELECT number FROM inbox_keys WHERE platform = $1 AND key = $2")
        .bind(platform.as_str())
        .bind(key)
}

async fn is_known(
    transaction: &mut Transaction<'_>,
    platform: Platform,
    arrival: &Arrival,
) -> Result<bool, StoreError> {
    for key in keys(arrival) {
        let row: Option<(i64,)> = transaction.optional(known(platform, key)).await?;
        if row.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn move_on(
    transaction: &mut Transaction<'_>,
    platform: Platform,
    cursor: Cursor<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = sql(
        "INSERT INTO inbox_cursors (platform, source, reached, moved_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (platform, source) DO UPDATE SET reached = excluded.reached, moved_at = excluded.moved_at",
    )
    .bind(platform.as_str())
    .bind(cursor.source)
    .bind(cursor.reached)
    .bind(now);
    transaction.execute(statement).await.map(|_| ())
}
