//! A row of `instances`, read.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::actor::Conversation;
use crate::domain::instance::Instance;
use crate::store::error::StoreError;
use crate::store::text::Place;

/// The table, as the seal and errors name it.
pub(super) const TABLE: &str = "instances";

/// The columns of a [`Row`].
macro_rules! columns {
    () => {
        "name, life, owner, owner_name, conversation, made, container, created_at, expires_at, ready_at, stopped_at, \
         (SELECT person FROM identities WHERE principal = instances.owner) AS person"
    };
}
pub(super) use columns;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    name: String,
    life: String,
    owner: String,
    owner_name: String,
    person: Option<String>,
    conversation: String,
    made: Value,
    container: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    ready_at: Option<DateTime<Utc>>,
    stopped_at: Option<DateTime<Utc>>,
}

impl Row {
    pub(super) fn read(self) -> Result<Instance, StoreError> {
        let place = Place {
            table: TABLE,
            id: &self.name,
        };
        let conversation: Conversation = place.name(&self.conversation)?;
        Ok(Instance {
            name: place.name(&self.name)?,
            life: place.word(self.life)?,
            owner: place.actor(&self.owner, self.owner_name, self.person)?,
            conversation,
            made: place.document(self.made)?,
            container: self.container,
            created_at: self.created_at,
            expires_at: self.expires_at,
            ready_at: self.ready_at,
            stopped_at: self.stopped_at,
        })
    }
}
