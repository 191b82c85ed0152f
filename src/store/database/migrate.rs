//! Bringing the tables up to date, at every start. One folder of migrations serves both databases.

use sqlx::migrate::{MigrateError, Migrator};

use super::{Database, Pool, StoreError, failure};

/// The migrations as they were when the program was built.
pub(in crate::store) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

impl Database {
    /// Runs what is missing. Two programs that start at once take turns: PostgreSQL by sqlx's advisory lock, SQLite by its
    /// write lock, which is held over all of them.
    pub(super) async fn migrate(&self) -> Result<(), StoreError> {
        match &self.pool {
            Pool::Sqlite(pool) => {
                let mut turn = self.begin_in_turn(pool).await?;
                Box::pin(MIGRATIONS.run_direct(None, &mut *turn, false))
                    .await
                    .map_err(|error| self.migration_failed(error))?;
                self.within(turn.commit()).await
            }
            Pool::Postgres { pool, .. } => Box::pin(MIGRATIONS.run(pool))
                .await
                .map_err(|error| self.migration_failed(error)),
        }
    }

    fn migration_failed(&self, error: MigrateError) -> StoreError {
        let database = self.name.clone();
        match error {
            MigrateError::VersionMissing(version) => StoreError::Newer {
                database,
                version,
                known: MIGRATIONS
                    .iter()
                    .map(|known| known.version)
                    .max()
                    .unwrap_or(0),
            },
            MigrateError::Execute(error) => failure::classify(error, self),
            other => StoreError::Migration {
                database,
                why: other.to_string(),
            },
        }
    }
}
