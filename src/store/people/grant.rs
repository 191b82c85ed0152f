//! Grants: which identity has which role on what. A person's other identities lend it nothing.
//!
//! Administrators of the configuration and of the console aren't kept here; whoever asks for a role adds those.

use chrono::{DateTime, Utc};

use crate::domain::actor::{Actor, Principal};
use crate::domain::name::CodebaseName;
use crate::domain::role::{Grant, Role, Scope};

use crate::store::Store;
use crate::store::database::{Statement, sql};
use crate::store::error::{Rule, StoreError};
use crate::store::text::Place;

impl Store {
    /// `by` gives `principal` a role, in place of the one it has on the same scope.
    pub async fn grant(
        &self,
        principal: &Principal,
        scope: &Scope,
        role: Role,
        by: &Actor,
    ) -> Result<(), StoreError> {
        let statement = giving(principal, scope, role, (&by.principal, self.now()));
        match self.database.execute(statement).await {
            Err(error) if error.breaks(Rule::Reference) => {
                Err(StoreError::not_found(format!("codebase {scope}")))
            }
            done => done.map(|_| ()),
        }
    }

    /// Takes the role on exactly this scope away. Says whether there was one.
    pub async fn revoke(&self, principal: &Principal, scope: &Scope) -> Result<bool, StoreError> {
        let statement = sql("DELETE FROM grants WHERE principal = $1 AND scope = $2")
            .bind(principal)
            .bind(scope.to_string());
        Ok(self.database.execute(statement).await? > 0)
    }

    /// The highest role of this identity on `codebase`, or on everything where that is `None`. `None`: no grant.
    pub async fn role_of(
        &self,
        principal: &Principal,
        codebase: Option<&CodebaseName>,
    ) -> Result<Option<Role>, StoreError> {
        let statement = sql(
            "SELECT principal, scope, role, granted_by, granted_at FROM grants \
             WHERE principal = $1 AND (codebase IS NULL OR codebase = $2)",
        )
        .bind(principal)
        .bind(codebase);
        let rows: Vec<Row> = self.database.all(statement).await?;
        let grants: Result<Vec<Grant>, StoreError> = rows.into_iter().map(Row::read).collect();
        Ok(grants?.into_iter().map(|grant| grant.role).max())
    }

    /// Every grant, by identity and scope.
    pub async fn grants(&self) -> Result<Vec<Grant>, StoreError> {
        let statement = sql(
            "SELECT principal, scope, role, granted_by, granted_at FROM grants \
             ORDER BY principal, scope",
        );
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }
}

/// The statement that gives a role, for the transactions that do it beside their own work.
pub(super) fn giving(
    principal: &Principal,
    scope: &Scope,
    role: Role,
    (by, at): (&Principal, DateTime<Utc>),
) -> Statement {
    sql(
        "INSERT INTO grants (principal, scope, codebase, role, granted_by, granted_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (principal, scope) DO UPDATE \
         SET role = excluded.role, granted_by = excluded.granted_by, granted_at = excluded.granted_at",
    )
    .bind(principal)
    .bind(scope.to_string())
    .bind(match scope {
        Scope::Everything => None,
        Scope::Codebase(name) => Some(name),
    })
    .bind(role.as_str())
    .bind(by)
    .bind(at)
}

#[derive(sqlx::FromRow)]
struct Row {
    principal: String,
    scope: String,
    role: String,
    granted_by: String,
    granted_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<Grant, StoreError> {
        let id = format!("{} on {}", self.principal, self.scope);
        let place = Place {
            table: "grants",
            id: &id,
        };
        Ok(Grant {
            principal: place.name(&self.principal)?,
            scope: match self.scope.as_str() {
                "*" => Scope::Everything,
                name => Scope::Codebase(place.name(name)?),
            },
            role: place.name(&self.role)?,
            granted_by: place.name(&self.granted_by)?,
            granted_at: self.granted_at,
        })
    }
}
