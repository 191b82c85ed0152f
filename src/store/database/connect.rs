//! Connecting: options, sizes and limits of either kind of connection.

use std::io;
use std::path::Path;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};
use tokio::sync::Semaphore;

use super::{Database, LIMIT, Pool, StoreError, StorePlace, StoreTarget, TURN};

/// PostgreSQL's own limits are a little shorter than ours, so that it answers with the reason. The one on idle transactions
/// frees the rows of a program that was frozen in the middle of one.
const POSTGRES_LIMITS: [(&str, &str); 3] = [
    ("statement_timeout", "4500ms"),
    ("lock_timeout", "4000ms"),
    ("idle_in_transaction_session_timeout", "10s"),
];

const POSTGRES_CONNECTIONS: u16 = 8;

/// As above: SQLite gives up on the write lock before we give up on SQLite.
const SQLITE_BUSY: Duration = Duration::from_millis(4500);

impl Database {
    /// A database that answers. Its tables may be of any version.
    pub(in crate::store) async fn connect(target: &StoreTarget) -> Result<Self, StoreError> {
        match target {
            StoreTarget::Sqlite(path) => Self::connect_sqlite(path).await,
            StoreTarget::Postgres(url) => Self::connect_postgres(url).await,
        }
    }

    async fn connect_sqlite(path: &Path) -> Result<Self, StoreError> {
        let name = format!("the SQLite database {}", path.display());
        create_private(path).map_err(|error| StoreError::Unreachable {
            database: name.clone(),
            why: error.to_string(),
        })?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(SQLITE_BUSY);
        // One connection: SQLite has one writer anyway, and here the writers queue fairly instead of polling for its lock.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(TURN)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_lazy_with(options);
        let database = Self {
            pool: Pool::Sqlite(pool.clone()),
            name,
            place: StorePlace::Folder(path.parent().unwrap_or(path).to_owned()),
        };
        // A new file becomes one with a write-ahead log once. Who comes at that moment is refused, whatever they would wait.
        let first = || database.within(pool.acquire());
        first
            .retry(ExponentialBuilder::default().with_min_delay(Duration::from_millis(50)))
            .when(|error| matches!(error, StoreError::Busy { .. }))
            .await?;
        Ok(database)
    }

    async fn connect_postgres(url: &SecretString) -> Result<Self, StoreError> {
        let options = postgres_options(url.expose_secret())?;
        let options = options.application_name("hailer").options(POSTGRES_LIMITS);
        let name = format!(
            "PostgreSQL at {}:{}, database {}",
            options.get_host(),
            options.get_port(),
            options.get_database().unwrap_or("of the user's name")
        );
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS.into())
            .acquire_timeout(LIMIT)
            .connect_lazy_with(options.clone());
        let database = Self {
            pool: Pool::Postgres {
                pool,
                turns: Semaphore::new(POSTGRES_CONNECTIONS.into()),
            },
            name,
            place: postgres_place(&options),
        };
        // The pool tries a refused connection again until its time is up and then doesn't say why it had none. At the
        // start the reason is what somebody needs.
        let first = database.within(options.connect()).await?;
        database.within(first.close()).await?;
        Ok(database)
    }
}

/// A host that is a path is the folder of the server's socket (libpq, "host").
fn postgres_place(options: &PgConnectOptions) -> StorePlace {
    let host = options.get_host();
    let named = host.starts_with('/').then(|| host.into());
    match options.get_socket().cloned().or(named) {
        Some(folder) => StorePlace::Folder(folder),
        None => StorePlace::Server {
            host: host.to_owned(),
            port: options.get_port(),
        },
    }
}

/// sqlx takes any scheme for PostgreSQL's; a URL of something else is better refused than tried.
fn postgres_options(url: &str) -> Result<PgConnectOptions, StoreError> {
    let bad = |why: String| StoreError::BadTarget {
        why: format!(
            "its URL is not one of PostgreSQL ({why}): write it \
             postgres://USER:PASSWORD@HOST:5432/DATABASE"
        ),
    };
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(bad("another scheme".to_owned()));
    }
    url.parse()
        .map_err(|error: sqlx::Error| bad(error.to_string()))
}

/// Makes the file for its owner alone, before SQLite would make it for everybody. SQLite gives the same mode to the files
/// that it puts beside it.
fn create_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let created = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match created {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}
