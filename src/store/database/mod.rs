//! One database, SQLite or PostgreSQL: connections, transactions, limits. Every wait on it ends.

mod connect;
mod failure;
mod migrate;
mod statement;
mod target;
mod value;
mod wire;

use std::future::Future;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::error::StoreError;
use wire::Wire;

pub(super) use statement::{Statement, sql};
pub(super) use wire::FromEither;

pub use target::{StorePlace, StoreTarget};

#[cfg(test)]
pub(super) use migrate::MIGRATIONS;

/// The longest wait for a connection, and the longest for a statement.
const LIMIT: Duration = Duration::from_secs(5);

/// The longest wait for a turn where others have every connection: each of them may take as long as its disk does.
const TURN: Duration = Duration::from_secs(20);

/// A database with its connections.
#[derive(Debug)]
pub(super) struct Database {
    pool: Pool,
    name: String,
    place: StorePlace,
}

#[derive(Debug)]
enum Pool {
    Sqlite(SqlitePool),
    // The pool's own limit is one for a turn and a new connection together, and can't say which of the two didn't come.
    Postgres { pool: PgPool, turns: Semaphore },
}

impl Database {
    /// Connects and brings the tables up to date.
    pub(super) async fn open(target: &StoreTarget) -> Result<Self, StoreError> {
        let database = Self::connect(target).await?;
        database.migrate().await?;
        Ok(database)
    }

    /// The database in words, without its password.
    pub(super) fn describe(&self) -> &str {
        &self.name
    }

    /// Where it keeps its data.
    pub(super) const fn place(&self) -> &StorePlace {
        &self.place
    }

    /// The one text that differs between the two: the database's own clock, in microseconds since 1970.
    pub(super) const fn clock_text(&self) -> &'static str {
        match self.pool {
            Pool::Sqlite(_) => "SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
            Pool::Postgres { .. } => {
                "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"
            }
        }
    }

    /// Begins a transaction that will write. Dropped without a commit, it changes nothing.
    pub(super) async fn begin(&self) -> Result<Transaction<'_>, StoreError> {
        // The one place to branch: a transaction of SQLite that reads before it writes has to ask for the write lock at
        // once, or it fails when somebody else has written in between.
        let open = match &self.pool {
            Pool::Sqlite(pool) => Open::Sqlite(self.begin_in_turn(pool).await?),
            Pool::Postgres { pool, turns } => {
                let turn = self.turn(turns).await?;
                Open::Postgres(self.within(pool.begin()).await?, turn)
            }
        };
        Ok(Transaction {
            open,
            database: self,
        })
    }

    /// Runs a statement by itself; says how many rows it changed.
    pub(super) async fn execute(&self, statement: Statement) -> Result<u64, StoreError> {
        let mut taken = self.take().await?;
        self.within(taken.wire().execute(statement)).await
    }

    /// Runs a statement by itself and reads its rows.
    pub(super) async fn all<T: FromEither>(
        &self,
        statement: Statement,
    ) -> Result<Vec<T>, StoreError> {
        let mut taken = self.take().await?;
        self.within(taken.wire().all(statement)).await
    }

    /// Runs a statement by itself that gives one row at most.
    pub(super) async fn optional<T: FromEither>(
        &self,
        statement: Statement,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(statement).await?.into_iter().next())
    }

    pub(super) async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres { pool, .. } => pool.close().await,
        }
    }

    /// Waits for a turn and then for the write lock.
    async fn begin_in_turn(
        &self,
        pool: &SqlitePool,
    ) -> Result<sqlx::Transaction<'static, Sqlite>, StoreError> {
        let begin = pool.begin_with("BEGIN IMMEDIATE");
        self.within_limit(TURN + LIMIT, begin).await
    }

    /// Waits until one of the connections is free, or can be made.
    async fn turn<'a>(&self, turns: &'a Semaphore) -> Result<SemaphorePermit<'a>, StoreError> {
        match timeout(TURN, turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(failure::no_turn(self.name.clone())),
        }
    }

    async fn take(&self) -> Result<Taken<'_>, StoreError> {
        Ok(match &self.pool {
            // The pool itself keeps the limit of a turn.
            Pool::Sqlite(pool) => {
                let turn = pool.acquire().await;
                Taken::Sqlite(turn.map_err(|error| failure::classify(error, self))?)
            }
            Pool::Postgres { pool, turns } => {
                let turn = self.turn(turns).await?;
                Taken::Postgres {
                    taken: self.within(pool.acquire()).await?,
                    _turn: turn,
                }
            }
        })
    }

    /// Waits for the database, but not for ever.
    fn within<'a, T: 'a>(
        &'a self,
        work: impl Future<Output = Result<T, sqlx::Error>> + Send + 'a,
    ) -> impl Future<Output = Result<T, StoreError>> + Send + 'a {
        self.within_limit(LIMIT, work)
    }

    /// What waits for the database is kept on the heap: every future that asks the store anything would else have room for it,
    /// and so would whatever waits for those.
    fn within_limit<'a, T: 'a>(
        &'a self,
        limit: Duration,
        work: impl Future<Output = Result<T, sqlx::Error>> + Send + 'a,
    ) -> impl Future<Output = Result<T, StoreError>> + Send + 'a {
        let work = timeout(limit, Box::pin(work));
        async move {
            match work.await {
                Ok(Ok(done)) => Ok(done),
                Ok(Err(error)) => Err(failure::classify(error, self)),
                Err(_) => Err(StoreError::TimedOut {
                    database: self.name.clone(),
                    limit,
                }),
            }
        }
    }
}

/// A connection, until it is dropped.
enum Taken<'a> {
    Sqlite(PoolConnection<Sqlite>),
    Postgres {
        taken: PoolConnection<Postgres>,
        _turn: SemaphorePermit<'a>,
    },
}

impl Taken<'_> {
    fn wire(&mut self) -> Wire<'_> {
        match self {
            Self::Sqlite(taken) => Wire::Sqlite(taken),
            Self::Postgres { taken, .. } => Wire::Postgres(taken),
        }
    }
}

/// A transaction. Dropped without a commit, it changes nothing.
pub(super) struct Transaction<'a> {
    open: Open<'a>,
    database: &'a Database,
}

enum Open<'a> {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>, SemaphorePermit<'a>),
}

impl Transaction<'_> {
    /// Runs a statement; says how many rows it changed.
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64, StoreError> {
        let work = self.open.wire().execute(statement);
        self.database.within(work).await
    }

    /// Runs a statement that gives one row at most.
    pub(super) async fn optional<T: FromEither>(
        &mut self,
        statement: Statement,
    ) -> Result<Option<T>, StoreError> {
        let work = self.open.wire().all(statement);
        Ok(self.database.within(work).await?.into_iter().next())
    }

    /// Makes it so. After an error it is unknown whether it is.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self.open {
            Open::Sqlite(open) => self.database.within(open.commit()).await,
            Open::Postgres(open, _turn) => self.database.within(open.commit()).await,
        }
    }
}

impl Open<'_> {
    fn wire(&mut self) -> Wire<'_> {
        match self {
            Self::Sqlite(open) => Wire::Sqlite(open),
            Self::Postgres(open, _) => Wire::Postgres(open),
        }
    }
}
