//! Bringing the tables up to date, at every start. One folder of migrations serves both databases.

use sqlx::migrate::{MigrateError, Migrator};

use super::{Database, Pool, StoreError, failure, sql};

/// The migrations as they were when the program was built.
pub(in crate::store) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

impl Database {
    /// Runs what is missing. Two programs that start at once take turns: PostgreSQL by sqlx's advisory lock, SQLite by its
    /// write lock, which is held over all of them. Where nothing is missing nobody waits.
    pub(super) async fn migrate(&self) -> Result<(), StoreError> {
        if self.is_current().await {
            return Ok(());
        }
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

    /// Whether this program's migrations have run, each as it is now, and no others. Where that can't be read they haven't:
    /// running them says what is wrong.
    async fn is_current(&self) -> bool {
        let ran = sql("SELECT version, checksum, success FROM _sqlx_migrations ORDER BY version");
        let ran: Result<Vec<(i64, Vec<u8>, bool)>, _> = self.all(ran).await;
        let known = MIGRATIONS
            .iter()
            .map(|known| (known.version, known.checksum.to_vec(), true));
        ran.is_ok_and(|ran| ran.into_iter().eq(known))
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
