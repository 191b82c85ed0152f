//! What an operation is read from.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::journal::OperationState;
use crate::domain::operation::Operation;
use crate::domain::plan::PlanDigest;
use crate::store::error::StoreError;
use crate::store::text::Place;

/// The columns of a [`Row`].
macro_rules! columns {
    () => {
        "operations.id, operations.codebase, operations.project, operations.action, operations.actor, \
         operations.actor_name, operations.conversation, operations.command, operations.digest, operations.state, \
         operations.queued_at, operations.begun_at, operations.ended_at, operations.outcome, \
         (SELECT person FROM identities WHERE principal = operations.actor) AS person"
    };
}
pub(super) use columns;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    codebase: String,
    project: Option<String>,
    action: String,
    actor: String,
    actor_name: String,
    person: Option<String>,
    conversation: String,
    command: Option<String>,
    digest: Option<String>,
    state: String,
    queued_at: DateTime<Utc>,
    begun_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    outcome: Option<Value>,
}

impl Row {
    pub(super) fn read(self) -> Result<Operation, StoreError> {
        let place = Place {
            table: "operations",
            id: &self.id,
        };
        Ok(Operation {
            id: place.name(&self.id)?,
            codebase: place.name(&self.codebase)?,
            project: self.project.map(|name| place.name(&name)).transpose()?,
            action: place.word(self.action)?,
            actor: place.actor(&self.actor, self.actor_name, self.person)?,
            conversation: place.name(&self.conversation)?,
            command: self.command,
            digest: self
                .digest
                .map(|hex| {
                    PlanDigest::from_hex(&hex)
                        .ok_or_else(|| place.corrupt(&"the digest has other than 64 hex digits"))
                })
                .transpose()?,
            state: place.word::<OperationState>(self.state)?,
            queued_at: self.queued_at,
            begun_at: self.begun_at,
            ended_at: self.ended_at,
            outcome: self
                .outcome
                .map(|outcome| place.document(outcome))
                .transpose()?,
        })
    }
}
