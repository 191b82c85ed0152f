//! One connection of either kind, and the two ways of running a statement on it.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{FromRow, PgConnection, SqliteConnection};

use super::statement::Statement;
use super::value::arguments;

/// A row type that either database can fill; `#[derive(sqlx::FromRow)]` makes one.
pub(in crate::store) trait FromEither:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> FromEither for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

/// A connection.
pub(super) enum Wire<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

impl Wire<'_> {
    /// Runs a statement; says how many rows it changed.
    pub(super) async fn execute(self, statement: Statement) -> Result<u64, sqlx::Error> {
        let Statement { text, values } = statement;
        match self {
            Self::Sqlite(connection) => {
                let arguments = arguments!(SqliteArguments, values)?;
                let done = sqlx::query_with(text, arguments)
                    .execute(connection)
                    .await?;
                Ok(done.rows_affected())
            }
            Self::Postgres(connection) => {
                let arguments = arguments!(PgArguments, values)?;
                let done = sqlx::query_with(text, arguments)
                    .execute(connection)
                    .await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// Runs a statement and reads its rows.
    pub(super) async fn all<T: FromEither>(
        self,
        statement: Statement,
    ) -> Result<Vec<T>, sqlx::Error> {
        let Statement { text, values } = statement;
        match self {
            Self::Sqlite(connection) => {
                let arguments = arguments!(SqliteArguments, values)?;
                sqlx::query_as_with(text, arguments)
                    .fetch_all(connection)
                    .await
            }
            Self::Postgres(connection) => {
                let arguments = arguments!(PgArguments, values)?;
                sqlx::query_as_with(text, arguments)
                    .fetch_all(connection)
                    .await
            }
        }
    }
}
