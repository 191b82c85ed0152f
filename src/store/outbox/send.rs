//! What is to be sent now, and what became of it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::store::clock::{after, before};
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::seal::Seal;
use crate::store::seal::{opened, sealed, told_apart};
use crate::store::text::Place;

use super::{Due, Outbox, Sender, TABLE};

impl Outbox {
    /// The first unsent letter of each conversation whose time has come, `most` at most. They are the sender's for as long as
    /// sending one may take, or until it has ended.
    pub async fn due(&self, sender: &Sender, most: u32) -> Result<Vec<Due>, StoreError> {
        let now = self.store.now();
        let statement = sql(
            "UPDATE outbox SET attempts = attempts + 1, due_at = $3, why = NULL, sender = $5 \
             WHERE number IN (SELECT number FROM outbox AS candidate \
                 WHERE state = 'waiting' AND due_at <= $2 AND conversation LIKE $1 \
                 AND NOT EXISTS (SELECT 1 FROM outbox AS earlier WHERE earlier.conversation = candidate.conversation \
                     AND earlier.number < candidate.number AND earlier.state = 'waiting') \
                 ORDER BY number LIMIT $4) \
             AND state = 'waiting' AND due_at <= $2 \
             RETURNING number, conversation, body, attempts, put_at",
        )
        .bind(format!("{}:%", self.platform.as_str()))
        .bind(now)
        .bind(after(now, sender.while_sending))
        .bind(most)
        .bind(sender.id());
        let rows: Vec<Row> = self.store.database.all(statement).await?;
        let rows = rows.into_iter();
        let read = rows.map(|row| (row.number, row.read(&self.store.seal)));
        let (due, unreadable) = told_apart(read);
        for (number, error) in unreadable {
            tracing::error!(number, %error, "what is to be said can't be read, and is given up");
            self.gave_up(number, &error.to_string()).await?;
        }
        Ok(due)
    }

    /// It arrived, as the platform's `message`. What it said is forgotten here.
    pub async fn sent(&self, letter: i64, message: &str) -> Result<(), StoreError> {
        let statement = sql(
            "UPDATE outbox SET state = 'sent', body = NULL, message = $2, ended_at = $3 \
             WHERE number = $1 AND state <> 'sent'",
        )
        .bind(letter)
        .bind(message)
        .bind(self.store.now());
        self.store.database.execute(statement).await.map(|_| ())
    }

    /// A part of it arrived; `rest` is what is still to be sent, which may take `while_sending` more.
    pub async fn sent_in_part(
        &self,
        letter: i64,
        rest: &Value,
        while_sending: Duration,
    ) -> Result<(), StoreError> {
        let statement =
            sql("UPDATE outbox SET body = $2, due_at = $3 WHERE number = $1 AND state = 'waiting'")
                .bind(letter)
                .bind(sealed(&self.store.seal, (TABLE, letter), rest)?)
                .bind(after(self.store.now(), while_sending));
        self.store.database.execute(statement).await.map(|_| ())
    }

    /// It did not arrive, or nobody knows; it is to be tried again after `wait`. What is behind it waits with it.
    pub async fn not_sent(&self, letter: i64, why: &str, wait: Duration) -> Result<(), StoreError> {
        let statement =
            sql("UPDATE outbox SET due_at = $3, why = $2 WHERE number = $1 AND state = 'waiting'")
                .bind(letter)
                .bind(why)
                .bind(after(self.store.now(), wait));
        self.store.database.execute(statement).await.map(|_| ())
    }

    /// It will never arrive (the bot was blocked, the chat is gone). It is kept with the reason, and no longer in the way.
    pub async fn gave_up(&self, letter: i64, why: &str) -> Result<(), StoreError> {
        let statement = sql(
            "UPDATE outbox SET state = 'given_up', why = $2, ended_at = $3 WHERE number = $1 AND state = 'waiting'",
        )
        .bind(letter)
        .bind(why)
        .bind(self.store.now());
        self.store.database.execute(statement).await.map(|_| ())
    }

    /// How many letters are still to be sent.
    pub async fn waiting(&self) -> Result<u64, StoreError> {
        let statement =
            sql("SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND conversation LIKE $1")
                .bind(format!("{}:%", self.platform.as_str()));
        let row: Option<(i64,)> = self.store.database.optional(statement).await?;
        Ok(row.map_or(0, |(waiting,)| waiting.unsigned_abs()))
    }

    /// Forgets what was put in longer than `kept` ago and nobody has sent.
    pub async fn forget_waiting(&self, kept: Duration) -> Result<u64, StoreError> {
        let statement = sql(
            "DELETE FROM outbox WHERE state = 'waiting' AND conversation LIKE $1 AND put_at <= $2",
        )
        .bind(format!("{}:%", self.platform.as_str()))
        .bind(before(self.store.now(), kept));
        self.store.database.execute(statement).await
    }

    /// Forgets what was sent or given up longer than `kept` ago.
    pub async fn forget_sent(&self, kept: Duration) -> Result<u64, StoreError> {
        let statement = sql("DELETE FROM outbox WHERE state <> 'waiting' AND ended_at <= $1")
            .bind(before(self.store.now(), kept));
        self.store.database.execute(statement).await
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    conversation: String,
    body: Option<Value>,
    attempts: i64,
    put_at: DateTime<Utc>,
}

impl Row {
    fn read(self, seal: &Seal) -> Result<Due, StoreError> {
        let id = self.number.to_string();
        let place = Place {
            table: TABLE,
            id: &id,
        };
        Ok(Due {
            number: self.number,
            conversation: place.name(&self.conversation)?,
            body: opened(seal, (TABLE, self.number), self.body)?,
            attempts: self.attempts,
            put_at: self.put_at,
        })
    }
}
