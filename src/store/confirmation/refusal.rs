//! Why a yes or no hit nothing: a second look at what it could have meant. It decides nothing.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::domain::action::Action;
use crate::domain::actor::{Conversation, Principal};
use crate::domain::confirmation::{ConfirmBy, NotRedeemed, Which};
use crate::domain::name::CodebaseName;
use crate::store::Store;
use crate::store::clock::after;
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::text::{Place, word};

use super::ConfirmationError;
use super::row::{code, meant, nonce, same_person};

/// How long after its end a confirmation is still spoken of. Later, "nothing waits" says more.
const REMEMBERED: Duration = Duration::from_hours(1);

/// What was said, by whom and where.
pub(super) struct Asked<'a> {
    principal: &'a Principal,
    conversation: &'a Conversation,
    code: Option<String>,
    nonce: Option<String>,
    pub(super) codebase: Option<&'a CodebaseName>,
    pub(super) action: Option<String>,
}

impl<'a> Asked<'a> {
    /// A word that could be about anything that waits there.
    pub(super) fn anything(
        principal: &'a Principal,
        conversation: &'a Conversation,
        which: &Which,
    ) -> Self {
        Self {
            principal,
            conversation,
            code: code(which),
            nonce: nonce(which),
            codebase: None,
            action: None,
        }
    }

    /// The same about one action on one codebase; `None`: about whatever it is.
    pub(super) fn about(
        self,
        this: Option<(&'a CodebaseName, Action)>,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            codebase: this.map(|(codebase, _)| codebase),
            action: this.map(|(_, action)| word(&action)).transpose()?,
            ..self
        })
    }
}

impl Store {
    /// The reason why `asked` hit nothing. What has run out is written down as expired on the way.
    pub(super) async fn why_not(&self, asked: &Asked<'_>) -> ConfirmationError {
        match self.look_again(asked).await {
            Ok(reason) => reason.into(),
            Err(error) => error.into(),
        }
    }

    async fn look_again(&self, asked: &Asked<'_>) -> Result<NotRedeemed, StoreError> {
        let now = self.now();
        self.database
            .execute(
                sql("UPDATE confirmations SET state = 'expired' \
                     WHERE state = 'pending' AND expires_at <= $1 AND (conversation = $2 \
                        OR id = (SELECT confirmation FROM confirmation_buttons AS button \
                            WHERE button.nonce = $3 AND button.conversation = $2))")
                .bind(now)
                .bind(asked.conversation)
                .bind(asked.nonce.clone()),
            )
            .await?;
        let statement = sql(concat!(
            "SELECT id, state, confirm_by, decided_by_name, decided_at, expires_at, ",
            same_person!(),
            " AS own FROM confirmations WHERE ",
            meant!("$2", "$3", "$6"),
            " AND ($4 IS NULL OR codebase = $4) AND ($5 IS NULL OR action = $5) \
             ORDER BY opened_at DESC LIMIT 1"
        ))
        .bind(asked.principal)
        .bind(asked.conversation)
        .bind(asked.code.clone())
        .bind(asked.codebase)
        .bind(asked.action.clone())
        .bind(asked.nonce.clone());
        // A button stays where it is, and whoever presses it is told of it however late that is.
        let button = asked.nonce.is_some();
        match self.database.optional::<Row>(statement).await? {
            Some(row) if button || after(row.expires_at, REMEMBERED) > now => row.reason(),
            _ => Ok(NotRedeemed::NonePending),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    state: String,
    confirm_by: String,
    decided_by_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    own: bool,
}

impl Row {
    fn reason(self) -> Result<NotRedeemed, StoreError> {
        let place = Place {
            table: "confirmations",
            id: &self.id,
        };
        let confirm_by: ConfirmBy = place.word(self.confirm_by)?;
        Ok(
            match (self.state.as_str(), self.decided_by_name, self.decided_at) {
                ("redeemed", Some(by), Some(at)) => NotRedeemed::AlreadyRedeemed { by, at },
                ("cancelled", ..) => NotRedeemed::Cancelled,
                ("superseded", ..) => NotRedeemed::Superseded,
                ("expired", ..) => NotRedeemed::Expired {
                    at: self.expires_at,
                },
                ("pending", ..) => match confirm_by {
                    ConfirmBy::Another => NotRedeemed::NeedsAnother,
                    ConfirmBy::Requester if !self.own => NotRedeemed::NotYours,
                    // It came up between the two looks.
                    ConfirmBy::Requester => NotRedeemed::NonePending,
                },
                (state, ..) => return Err(place.corrupt(&format!("{state} is no state"))),
            },
        )
    }
}
