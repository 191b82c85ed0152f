//! Holds: a person keeps a codebase as it is for a while. They end by the store's clock.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::domain::actor::{Actor, Principal};
use crate::domain::hold::Hold;
use crate::domain::name::CodebaseName;

use super::Store;
use super::clock::after;
use super::database::sql;
use super::error::{Rule, StoreError};
use super::text::Place;

/// Why a codebase could not be held.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoldError {
    /// Somebody else holds it.
    #[error("{} holds it until {}", .0.holder.display_name, .0.until)]
    Held(Box<Hold>),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// `holder` keeps `codebase` as it is for `length`, in place of a hold of their own. Another's hold stays.
    pub async fn hold(
        &self,
        codebase: &CodebaseName,
        holder: &Actor,
        reason: Option<&str>,
        length: Duration,
    ) -> Result<Hold, HoldError> {
        let since = self.now();
        let until = after(since, length);
        let statement = sql(
            "INSERT INTO holds (codebase, holder, holder_name, reason, since, until) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (codebase) DO UPDATE \
             SET holder = excluded.holder, holder_name = excluded.holder_name, reason = excluded.reason, \
                 since = excluded.since, until = excluded.until \
             WHERE holds.until <= $5 OR holds.holder = $2",
        )
        .bind(codebase)
        .bind(&holder.principal)
        .bind(&holder.display_name)
        .bind(reason.map(ToOwned::to_owned))
        .bind(since)
        .bind(until);
        match self.database.execute(statement).await {
            Ok(0) => {}
            Ok(_) => {
                return Ok(Hold {
                    holder: holder.clone(),
                    reason: reason.map(ToOwned::to_owned),
                    since,
                    until,
                });
            }
            Err(error) if error.breaks(Rule::Reference) => {
                return Err(StoreError::not_found(format!("codebase {codebase}")).into());
            }
            Err(error) => return Err(error.into()),
        }
        match self.hold_of(codebase).await? {
            Some(hold) => Err(HoldError::Held(Box::new(hold))),
            None => Err(HoldError::Store(StoreError::Busy {
                database: self.describe().to_owned(),
                why: format!("another's hold on {codebase} ended just now"),
            })),
        }
    }

    /// Ends the hold of `holder` on `codebase`. Says whether there was one: somebody else's, taken meanwhile, stays.
    pub async fn unhold(
        &self,
        codebase: &CodebaseName,
        holder: &Principal,
    ) -> Result<bool, StoreError> {
        let statement = sql("DELETE FROM holds WHERE codebase = $1 AND holder = $2 AND until > $3")
            .bind(codebase)
            .bind(holder)
            .bind(self.now());
        Ok(self.database.execute(statement).await? > 0)
    }

    /// The hold on `codebase`, if one is in force.
    pub async fn hold_of(&self, codebase: &CodebaseName) -> Result<Option<Hold>, StoreError> {
        let statement = sql(
            "SELECT codebase, holder, holder_name, reason, since, until, \
                    (SELECT person FROM identities WHERE principal = holds.holder) AS person \
             FROM holds WHERE codebase = $1 AND until > $2",
        )
        .bind(codebase)
        .bind(self.now());
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(Row::read).transpose()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    codebase: String,
    holder: String,
    holder_name: String,
    person: Option<String>,
    reason: Option<String>,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<Hold, StoreError> {
        let place = Place {
            table: "holds",
            id: &self.codebase,
        };
        Ok(Hold {
            holder: place.actor(&self.holder, self.holder_name, self.person)?,
            reason: self.reason,
            since: self.since,
            until: self.until,
        })
    }
}
