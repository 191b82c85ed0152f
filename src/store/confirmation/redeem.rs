//! Spending a confirmation: once, by the right person, in the right place, in time, for what was shown.

use chrono::{DateTime, Utc};

use crate::domain::confirmation::{NotRedeemed, Pending, Redeemed, Which};
use crate::domain::policy::Unconfirmed;
use crate::store::Store;
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;
use crate::store::random::operation_id;
use crate::store::text::word;

use super::ConfirmationError;
use super::refusal::Asked;
use super::row::{Row, code, columns, may_confirm, meant, nonce, said_at};

/// The whole decision. A second one that comes at the same moment waits for the row and then finds it spent.
const SPEND: &str = concat!(
    "UPDATE confirmations SET state = 'redeemed', decided_by = $1, decided_by_name = $2, decided_at = $3 \
     WHERE state = 'pending' AND expires_at > $3 AND id = (SELECT id FROM confirmations \
        WHERE state = 'pending' AND expires_at > $3 \
        AND codebase = $5 AND action = $6 AND ($9 IS NULL OR opened_at < $9) AND ",
    meant!("$4", "$7", "$8"),
    " AND ",
    may_confirm!(),
    " ORDER BY opened_at DESC LIMIT 1) RETURNING ",
    columns!()
);

impl Store {
    /// The one whom policy allows this after a yes says yes. What they may confirm is spent, and the operation queued, in one
    /// transaction; or nothing is, and the error says why.
    pub async fn redeem(
        &self,
        unconfirmed: &Unconfirmed,
        which: &Which,
    ) -> Result<Redeemed, ConfirmationError> {
        let facts = unconfirmed.facts();
        let Some(codebase) = &facts.codebase else {
            return Err(NotRedeemed::NonePending.into());
        };
        let now = self.now();
        let statement = sql(SPEND)
            .bind(&facts.actor.principal)
            .bind(&facts.actor.display_name)
            .bind(now)
            .bind(&facts.conversation)
            .bind(codebase)
            .bind(word(&facts.action)?)
            .bind(code(which))
            .bind(nonce(which))
            .bind(said_at(which));
        let mut transaction = self.database.begin().await?;
        let Some(row) = transaction.optional::<Row>(statement).await? else {
            drop(transaction);
            let asked = Asked::anything(&facts.actor.principal, &facts.conversation, which);
            let asked = asked.about(Some((codebase, facts.action)))?;
            return Err(self.why_not(&asked).await);
        };
        let confirmation = row.id.clone();
        let redeemed = Redeemed {
            pending: row.read()?,
            confirmed_by: facts.actor.clone(),
            operation: operation_id()?,
        };
        queue(&mut transaction, &confirmation, &redeemed, now).await?;
        transaction.commit().await?;
        Ok(redeemed)
    }
}

async fn queue(
    transaction: &mut Transaction<'_>,
    confirmation: &str,
    redeemed: &Redeemed,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Redeemed {
        pending:
            Pending {
                conversation,
                action,
                codebase,
                digest,
                command,
                ..
            },
        confirmed_by,
        operation,
    } = redeemed;
    transaction
        .execute(
            sql(
                "INSERT INTO operations (id, confirmation, codebase, action, actor, actor_name, conversation, \
                     command, digest, state, queued_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10)",
            )
            .bind(operation)
            .bind(confirmation)
            .bind(codebase)
            .bind(word(action)?)
            .bind(&confirmed_by.principal)
            .bind(&confirmed_by.display_name)
            .bind(conversation)
            .bind(command)
            .bind(digest.to_hex())
            .bind(now),
        )
        .await?;
    Ok(())
}
