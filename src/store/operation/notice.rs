//! What is still to be told: how an operation ended. The row is written with the end, in one transaction, and goes with the
//! letter that tells it, so between the two it can't be lost.
//!
//! At a terminal whoever was asked prints the answer there and then; only what another program brought to an end has a row.
//! In a chat every end has one, since nobody sees there that a program ended before it answered.
//!
//! What was begun is announced, too, in the codebase's own chat where it has one. That row is another, and goes by itself.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::domain::operation::Operation;
use crate::store::Store;
use crate::store::clock::before;
use crate::store::database::{Statement, Transaction, sql};
use crate::store::error::StoreError;
use crate::store::text::Place;

use super::row::{Row, columns};

/// How long whoever was asked has to tell it, before others do. Theirs is the answer to the command, with all that belongs
/// to it; but usually it comes within milliseconds of the end.
const ASKED_TELLS_WITHIN: Duration = Duration::from_secs(10);

/// After that it is no news any more: nobody has brought it, say because the chat's platform is off.
const NEWS_FOR: Duration = Duration::from_hours(7 * 24);

/// An operation whose end is still to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Untold {
    /// The operation.
    pub operation: Operation,
    /// Whether it had been interrupted, and another program than the one that was asked ended it.
    pub interrupted: bool,
}

/// An operation whose end is still to be announced: told in the chat that is told of every change of its codebase.
#[derive(Debug, Clone, PartialEq)]
pub struct Unannounced {
    /// The operation.
    pub operation: Operation,
    /// Where.
    pub chat: Conversation,
}

impl Store {
    /// The operations whose end is still to be told in their conversations, oldest first.
    pub async fn untold(&self) -> Result<Vec<Untold>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            ", notices.asked_tells FROM operations JOIN notices ON notices.operation = operations.id \
             WHERE NOT notices.asked_tells OR notices.made_at <= $1 ORDER BY notices.made_at, operations.id"
        ))
        .bind(before(self.now(), ASKED_TELLS_WITHIN));
        let rows: Vec<Noticed> = self.database.all(statement).await?;
        rows.into_iter().map(Noticed::read).collect()
    }

    /// The operations whose end is still to be announced, oldest first.
    pub async fn unannounced(&self) -> Result<Vec<Unannounced>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            ", announcements.chat FROM operations JOIN announcements ON announcements.operation = operations.id \
             WHERE announcements.made_at > $1 ORDER BY announcements.made_at, operations.id"
        ))
        .bind(before(self.now(), NEWS_FOR));
        let rows: Vec<Announced> = self.database.all(statement).await?;
        rows.into_iter().map(Announced::read).collect()
    }

    /// How the operation ended was told where it belongs. Said twice, or of one that nothing is to be told of, it is fine.
    pub async fn told(&self, operation: &OperationId) -> Result<(), StoreError> {
        self.database.execute(telling(operation)).await?;
        Ok(())
    }
}

fn telling(operation: &OperationId) -> Statement {
    sql("DELETE FROM notices WHERE operation = $1").bind(operation)
}

/// Its end is to be told; `asked_tells`: by whoever was asked, if they come to it.
pub(super) async fn to_tell(
    transaction: &mut Transaction<'_>,
    ended: &OperationId,
    asked_tells: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement =
        sql("INSERT INTO notices (operation, made_at, asked_tells) VALUES ($1, $2, $3)")
            .bind(ended)
            .bind(now)
            .bind(asked_tells);
    transaction.execute(statement).await?;
    Ok(())
}

/// Its end is to be announced, if its codebase has a chat for that, which isn't the one where it is told anyway.
pub(super) async fn to_announce(
    transaction: &mut Transaction<'_>,
    ended: &Operation,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let statement = sql("INSERT INTO announcements (operation, chat, made_at) \
         SELECT $1, docker_config->>'announce', $2 FROM codebases \
         WHERE name = $3 AND docker_config->>'announce' <> $4")
    .bind(&ended.id)
    .bind(now)
    .bind(&ended.codebase)
    .bind(&ended.conversation);
    transaction.execute(statement).await?;
    Ok(())
}

/// Whether the operation's end was still to be announced. From now on it isn't.
pub(in crate::store) async fn announces(
    transaction: &mut Transaction<'_>,
    operation: &OperationId,
) -> Result<bool, StoreError> {
    let statement = sql("DELETE FROM announcements WHERE operation = $1").bind(operation);
    Ok(transaction.execute(statement).await? > 0)
}

/// Whether what is said of the operation now wasn't told before: it has not ended, or its end is told by this.
pub(in crate::store) async fn is_news(
    transaction: &mut Transaction<'_>,
    operation: &OperationId,
) -> Result<bool, StoreError> {
    if transaction.execute(telling(operation)).await? > 0 {
        return Ok(true);
    }
    let statement =
        sql("SELECT id FROM operations WHERE id = $1 AND ended_at IS NOT NULL").bind(operation);
    let ended: Option<(String,)> = transaction.optional(statement).await?;
    Ok(ended.is_none())
}

#[derive(sqlx::FromRow)]
struct Noticed {
    #[sqlx(flatten)]
    row: Row,
    asked_tells: bool,
}

impl Noticed {
    fn read(self) -> Result<Untold, StoreError> {
        Ok(Untold {
            operation: self.row.read()?,
            interrupted: !self.asked_tells,
        })
    }
}

#[derive(sqlx::FromRow)]
struct Announced {
    #[sqlx(flatten)]
    row: Row,
    chat: String,
}

impl Announced {
    fn read(self) -> Result<Unannounced, StoreError> {
        let operation = self.row.read()?;
        let place = Place {
            table: "announcements",
            id: operation.id.as_str(),
        };
        let chat = place.name(&self.chat)?;
        Ok(Unannounced { operation, chat })
    }
}
