//! What waits for whom, and saying no to it.

use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation};
use crate::domain::confirmation::{Pending, Which};
use crate::domain::name::{CodebaseName, OperationId};
use crate::domain::plan::Plan;
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;

use super::ConfirmationError;
use super::refusal::Asked;
use super::row::{
    Row, another_person, code, columns, may_confirm, meant, nonce, said_at, same_person,
};

impl Store {
    /// The plan that a yes of `actor` in `conversation` would confirm now, so that policy can be asked about it: of such an
    /// action on such a codebase, or (`None`) whatever it is. It may have come after what was said
    /// ([`Pending::came_after`]); then that is no yes to it, nor to any other.
    pub async fn pending_for(
        &self,
        actor: &Actor,
        conversation: &Conversation,
        which: &Which,
        about: Option<(&CodebaseName, Action)>,
    ) -> Result<Pending, ConfirmationError> {
        let asked = Asked::anything(&actor.principal, conversation, which).about(about)?;
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM confirmations WHERE state = 'pending' AND expires_at > $2 \
             AND ($6 IS NULL OR codebase = $6) AND ($7 IS NULL OR action = $7) AND ",
            meant!("$3", "$4", "$5"),
            " AND ",
            may_confirm!(),
            // Who has asked for something else since may have meant that; what others have asked for since they didn't.
            " ORDER BY CASE WHEN $8 IS NULL OR opened_at < $8 THEN 1 WHEN ",
            same_person!(),
            " THEN 0 ELSE 2 END, opened_at DESC LIMIT 1"
        ))
        .bind(&actor.principal)
        .bind(self.now())
        .bind(conversation)
        .bind(code(which))
        .bind(nonce(which))
        .bind(asked.codebase)
        .bind(asked.action.clone())
        .bind(said_at(which));
        match self.database.optional::<Row>(statement).await? {
            Some(row) => Ok(row.read()?),
            None => Err(self.why_not(&asked).await),
        }
    }

    /// The plan that was confirmed for an operation, as it was shown; `None` where nothing was, or it can't be read any more.
    pub async fn plan_of(&self, operation: &OperationId) -> Result<Option<Plan>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM confirmations WHERE id = (SELECT confirmation FROM operations WHERE operations.id = $1)"
        ))
        .bind(operation);
        let row: Option<Row> = self.database.optional(statement).await?;
        let pending = row.map(Row::read).transpose()?;
        Ok(pending
            .and_then(|pending| pending.shown)
            .map(|shown| shown.plan))
    }

    /// `actor` says no. It takes the person who asked, or one who could have said yes.
    pub async fn cancel_confirmation(
        &self,
        actor: &Actor,
        conversation: &Conversation,
        which: &Which,
    ) -> Result<Pending, ConfirmationError> {
        let now = self.now();
        let statement = sql(concat!(
            "UPDATE confirmations SET state = 'cancelled', decided_by = $1, decided_by_name = $5, decided_at = $2 \
             WHERE state = 'pending' AND id = (SELECT id FROM confirmations \
                WHERE state = 'pending' AND expires_at > $2 AND ",
            meant!("$3", "$4", "$6"),
            " AND (",
            same_person!(),
            " OR (confirm_by = 'another' AND ",
            another_person!(),
            ")) ORDER BY opened_at DESC LIMIT 1) RETURNING ",
            columns!()
        ))
        .bind(&actor.principal)
        .bind(now)
        .bind(conversation)
        .bind(code(which))
        .bind(&actor.display_name)
        .bind(nonce(which));
        match self.database.optional::<Row>(statement).await? {
            Some(row) => Ok(row.read()?),
            None => Err(self
                .why_not(&Asked::anything(&actor.principal, conversation, which))
                .await),
        }
    }
}
