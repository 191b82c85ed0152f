//! The record of who asked for what. Rows are added and read, never changed.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::audit::{AuditEntry, AuditFilter, Audited};

use super::Store;
use super::database::{Statement, sql};
use super::error::StoreError;
use super::random::digits;
use super::text::{Place, word};

impl Store {
    /// Puts `audited` on record, at the store's time.
    pub async fn record(&self, audited: &Audited) -> Result<(), StoreError> {
        self.database
            .execute(insert(audited, self.now())?)
            .await
            .map(|_| ())
    }

    /// The rows that `filter` lets through, newest first.
    pub async fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditEntry>, StoreError> {
        let statement = sql(
            "SELECT id, at, actor, actor_name, conversation, action, codebase, verdict, detail, \
                    (SELECT person FROM identities WHERE principal = audit.actor) AS person \
             FROM audit WHERE (NOT $1 OR verdict = 'denied') AND ($2 IS NULL OR codebase = $2) \
             ORDER BY at DESC, id LIMIT $3",
        )
        .bind(filter.denied_only)
        .bind(filter.codebase.as_ref())
        .bind(filter.limit);
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }
}

/// The statement that puts `audited` on record, for the transactions that do it beside their own work.
pub(super) fn insert(audited: &Audited, at: DateTime<Utc>) -> Result<Statement, StoreError> {
    if !audited.detail.is_object() {
        return Err(StoreError::Unstorable {
            what: "the detail of an audit row",
            why: "it is no object".to_owned(),
        });
    }
    Ok(sql(
        "INSERT INTO audit (id, at, actor, actor_name, conversation, action, codebase, verdict, detail) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(digits(12)?)
    .bind(at)
    .bind(&audited.actor.principal)
    .bind(&audited.actor.display_name)
    .bind(&audited.conversation)
    .bind(word(&audited.action)?)
    .bind(audited.codebase.as_ref())
    .bind(word(&audited.verdict)?)
    .bind(audited.detail.clone()))
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    at: DateTime<Utc>,
    actor: String,
    actor_name: String,
    person: Option<String>,
    conversation: String,
    action: String,
    codebase: Option<String>,
    verdict: String,
    detail: Value,
}

impl Row {
    fn read(self) -> Result<AuditEntry, StoreError> {
        let place = Place {
            table: "audit",
            id: &self.id,
        };
        Ok(AuditEntry {
            at: self.at,
            audited: Audited {
                actor: place.actor(&self.actor, self.actor_name, self.person)?,
                conversation: place.name(&self.conversation)?,
                action: place.word(self.action)?,
                codebase: self.codebase.map(|name| place.name(&name)).transpose()?,
                verdict: place.word(self.verdict)?,
                detail: self.detail,
            },
        })
    }
}
