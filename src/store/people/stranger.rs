//! Strangers in groups, who are told that they aren't known, but not at every word.

use std::time::Duration;

use crate::domain::actor::{Conversation, Principal};
use crate::store::Store;
use crate::store::clock::before;
use crate::store::database::sql;
use crate::store::error::StoreError;

impl Store {
    /// Whether somebody was granted anything.
    pub async fn has_grant(&self, principal: &Principal) -> Result<bool, StoreError> {
        let statement =
            sql("SELECT principal FROM grants WHERE principal = $1 LIMIT 1").bind(principal);
        let row: Option<(String,)> = self.database.optional(statement).await?;
        Ok(row.is_some())
    }

    /// Whether a stranger is to be told now that they aren't known there: once in `every`. From now on they were.
    pub async fn tell_stranger(
        &self,
        principal: &Principal,
        conversation: &Conversation,
        every: Duration,
    ) -> Result<bool, StoreError> {
        let now = self.now();
        let statement = sql(
            "INSERT INTO strangers_told (principal, conversation, told_at) VALUES ($1, $2, $3) \
             ON CONFLICT (principal, conversation) DO UPDATE SET told_at = excluded.told_at \
             WHERE strangers_told.told_at <= $4",
        )
        .bind(principal)
        .bind(conversation)
        .bind(now)
        .bind(before(now, every));
        Ok(self.database.execute(statement).await? > 0)
    }
}
