//! What a release is read from.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::release::Release;
use crate::store::error::StoreError;
use crate::store::text::Place;

/// The columns of a [`Row`].
macro_rules! columns {
    () => {
        "codebase, number, operation, state, source, images, config_hashes, recorded_at, live_at"
    };
}
pub(super) use columns;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    codebase: String,
    number: i64,
    operation: String,
    state: String,
    source: Option<Value>,
    images: Value,
    config_hashes: Value,
    recorded_at: DateTime<Utc>,
    live_at: Option<DateTime<Utc>>,
}

impl Row {
    pub(super) fn read(self) -> Result<Release, StoreError> {
        let id = format!("{} {}", self.codebase, self.number);
        let place = Place {
            table: "releases",
            id: &id,
        };
        Ok(Release {
            codebase: place.name(&self.codebase)?,
            number: self.number,
            operation: place.name(&self.operation)?,
            state: place.word(self.state)?,
            source: self
                .source
                .map(|source| place.document(source))
                .transpose()?,
            images: place.document(self.images)?,
            config_hashes: place.document(self.config_hashes)?,
            recorded_at: self.recorded_at,
            live_at: self.live_at,
        })
    }
}
