//! What a confirmation is read from, and who it is for, in SQL.

use chrono::{DateTime, Utc};

use crate::domain::confirmation::{ConfirmBy, Pending, Which};
use crate::domain::plan::PlanDigest;
use crate::store::error::StoreError;
use crate::store::random::as_digits;
use crate::store::text::Place;

/// The columns of a [`Row`].
macro_rules! columns {
    () => {
        "confirmations.id, code, requester, requester_name, conversation, action, codebase, digest, command, \
         confirm_by, opened_at, expires_at, shown, \
         (SELECT person FROM identities WHERE principal = confirmations.requester) AS requester_person"
    };
}
pub(super) use columns;

/// Whether the requester of a confirmation is $1, or another identity of the same person.
macro_rules! same_person {
    () => {
        "(requester = $1 OR EXISTS (SELECT 1 FROM identities AS mine \
            JOIN identities AS theirs ON theirs.person = mine.person \
            WHERE mine.principal = $1 AND theirs.principal = requester))"
    };
}
pub(super) use same_person;

/// Whether $1 is known to be another person than the requester. An identity of nobody proves nothing.
macro_rules! another_person {
    () => {
        "EXISTS (SELECT 1 FROM identities AS mine \
            JOIN identities AS theirs ON theirs.person <> mine.person \
            WHERE mine.principal = $1 AND theirs.principal = requester)"
    };
}
pub(super) use another_person;

/// Whether $1 is the one who may say yes.
macro_rules! may_confirm {
    () => {
        concat!(
            "CASE confirm_by WHEN 'requester' THEN ",
            $crate::store::confirmation::row::same_person!(),
            " ELSE ",
            $crate::store::confirmation::row::another_person!(),
            " END"
        )
    };
}
pub(super) use may_confirm;

/// Whether a confirmation is what is meant in the conversation, where there is a code (or none) and the nonce of a button
/// (or none). A button was made for a place of its own, which may be another than the preview's.
macro_rules! meant {
    ($conversation:literal, $code:literal, $nonce:literal) => {
        concat!(
            "((",
            $nonce,
            " IS NULL AND conversation = ",
            $conversation,
            " AND (",
            $code,
            " IS NULL OR code = ",
            $code,
            ")) OR id = (SELECT confirmation FROM confirmation_buttons AS button WHERE button.nonce = ",
            $nonce,
            " AND button.conversation = ",
            $conversation,
            "))"
        )
    };
}
pub(super) use meant;

/// The code that was given, as it is stored; `None` for the latest.
pub(super) fn code(which: &Which) -> Option<String> {
    match which {
        Which::Latest | Which::SaidAt(_) | Which::Button(_) => None,
        Which::Code(typed) => Some(as_digits(typed).to_uppercase()),
    }
}

/// The nonce of the button that was pressed.
pub(super) fn nonce(which: &Which) -> Option<String> {
    match which {
        Which::Latest | Which::SaidAt(_) | Which::Code(_) => None,
        Which::Button(nonce) => Some(nonce.clone()),
    }
}

/// When it was said, where that decides what is meant.
pub(super) const fn said_at(which: &Which) -> Option<DateTime<Utc>> {
    match which {
        Which::SaidAt(at) => Some(*at),
        Which::Latest | Which::Code(_) | Which::Button(_) => None,
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: String,
    code: String,
    requester: String,
    requester_name: String,
    requester_person: Option<String>,
    conversation: String,
    action: String,
    codebase: String,
    digest: String,
    command: String,
    confirm_by: String,
    opened_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    shown: Option<serde_json::Value>,
}

impl Row {
    pub(super) fn read(self) -> Result<Pending, StoreError> {
        let place = Place {
            table: "confirmations",
            id: &self.id,
        };
        Ok(Pending {
            requester: place.actor(&self.requester, self.requester_name, self.requester_person)?,
            conversation: place.name(&self.conversation)?,
            action: place.word(self.action)?,
            codebase: place.name(&self.codebase)?,
            digest: PlanDigest::from_hex(&self.digest)
                .ok_or_else(|| place.corrupt(&"the digest has other than 64 hex digits"))?,
            confirm_by: place.word::<ConfirmBy>(self.confirm_by)?,
            code: self.code,
            command: self.command,
            opened_at: self.opened_at,
            expires_at: self.expires_at,
            // A plan of another version of Hailer may read otherwise: then it isn't known what was shown.
            shown: self.shown.and_then(|shown| place.document(shown).ok()),
        })
    }
}
