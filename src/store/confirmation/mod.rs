//! Confirmations. A plan that is shown waits here for a yes; whether a yes counts is decided by the database, in the one
//! statement of `redeem`.

mod button;
mod find;
mod redeem;
mod refusal;
mod row;

use std::time::Duration;

use crate::domain::confirmation::{NotRedeemed, Pending, Proposal};

use super::Store;
use super::clock::after;
use super::database::sql;
use super::error::StoreError;
use super::random::digits;
use super::text::{document, word};

/// How often a code is drawn: of a thousand million, with a handful in use.
const DRAWS: usize = 5;

/// Why a yes or no did not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmationError {
    /// It is not to be.
    #[error(transparent)]
    NotRedeemed(#[from] NotRedeemed),
    /// The store could not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// A plan is about to be shown and will wait for a yes for `life`. It takes the place of an older one that the same
    /// identity asked for, in the same conversation, for the same codebase.
    pub async fn open_confirmation(
        &self,
        proposal: Proposal,
        life: Duration,
    ) -> Result<Pending, StoreError> {
        for _ in 0..DRAWS {
            let opened_at = self.now();
            let code = digits(6)?.to_uppercase();
            let span = (opened_at, after(opened_at, life));
            let pending = Pending::new(proposal.clone(), code, span);
            if self.try_open(&pending).await? {
                return Ok(pending);
            }
        }
        Err(StoreError::Busy {
            database: self.describe().to_owned(),
            why: "no code could be found for the preview".to_owned(),
        })
    }

    /// Says whether it waits now; not, if its code is in use or the same was shown a second time at this moment.
    async fn try_open(&self, pending: &Pending) -> Result<bool, StoreError> {
        let shown = pending.shown.as_ref();
        let shown = shown
            .map(|shown| document("what is shown", shown))
            .transpose()?;
        let mut transaction = self.database.begin().await?;
        let older = sql(
            "UPDATE confirmations SET state = CASE WHEN expires_at <= $4 THEN 'expired' ELSE 'superseded' END \
             WHERE state = 'pending' AND requester = $1 AND conversation = $2 AND codebase = $3",
        )
        .bind(&pending.requester.principal)
        .bind(&pending.conversation)
        .bind(&pending.codebase)
        .bind(pending.opened_at);
        transaction.execute(older).await?;
        let opened = transaction
            .execute(
                sql("INSERT INTO confirmations (id, code, state, requester, requester_name, conversation, \
                         action, codebase, digest, command, confirm_by, opened_at, expires_at, shown) \
                     VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
                     ON CONFLICT DO NOTHING")
                .bind(digits(10)?)
                .bind(&pending.code)
                .bind(&pending.requester.principal)
                .bind(&pending.requester.display_name)
                .bind(&pending.conversation)
                .bind(word(&pending.action)?)
                .bind(&pending.codebase)
                .bind(pending.digest.to_hex())
                .bind(&pending.command)
                .bind(word(&pending.confirm_by)?)
                .bind(pending.opened_at)
                .bind(pending.expires_at)
                .bind(shown),
            )
            .await?;
        if opened == 0 {
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }
}
