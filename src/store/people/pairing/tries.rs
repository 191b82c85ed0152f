//! Wrong codes, which are counted against whoever tries them.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::PairingError;
use crate::domain::actor::Principal;
use crate::store::clock::before;
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;

/// Wrong codes that one sender may try within [`TRYING`].
pub(in crate::store::people) const TRIES: i64 = 5;

/// How long wrong codes are counted against their sender, from the first of them.
pub(in crate::store::people) const TRYING: Duration = Duration::from_hours(1);

/// How many wrong codes the sender has tried, and since when. Another try of theirs waits for the end of this one.
pub(in crate::store::people) async fn tries(
    transaction: &mut Transaction<'_>,
    sender: &Principal,
    now: DateTime<Utc>,
) -> Result<(i64, DateTime<Utc>), StoreError> {
    let statement = sql(
        "INSERT INTO pairing_tries (principal, wrong, since) VALUES ($1, 0, $2) ON CONFLICT (principal) DO UPDATE \
         SET wrong = CASE WHEN pairing_tries.since <= $3 THEN 0 ELSE pairing_tries.wrong END, \
             since = CASE WHEN pairing_tries.since <= $3 THEN excluded.since ELSE pairing_tries.since END \
         RETURNING wrong, since",
    )
    .bind(sender)
    .bind(now)
    .bind(before(now, TRYING));
    let row = transaction.optional(statement).await?;
    row.ok_or_else(|| StoreError::not_found(format!("count of the codes that {sender} tried")))
}

/// A wrong code is counted; what is said of it.
pub(in crate::store::people) async fn one_more_wrong(
    mut transaction: Transaction<'_>,
    (sender, wrong): (&Principal, i64),
) -> PairingError {
    let statement =
        sql("UPDATE pairing_tries SET wrong = wrong + 1 WHERE principal = $1").bind(sender);
    let counted = match transaction.execute(statement).await {
        Ok(_) => transaction.commit().await,
        Err(error) => Err(error),
    };
    match counted {
        Ok(()) => PairingError::Wrong {
            left: TRIES - wrong - 1,
        },
        Err(error) => error.into(),
    }
}
