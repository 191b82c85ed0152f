//! sqlx's errors as ours. Only messages are taken over: the details of a PostgreSQL error can quote a whole row.

use sqlx::error::{DatabaseError, ErrorKind};

use crate::store::error::{Rule, StoreError};

use super::{Database, LIMIT, Pool, TURN};

/// What `error` means for the one who waits for `database`.
pub(super) fn classify(error: sqlx::Error, database: &Database) -> StoreError {
    let in_file = matches!(database.pool, Pool::Sqlite(_));
    let database = database.name.clone();
    match error {
        sqlx::Error::Database(error) => refused(error.as_ref(), database),
        // The connection to a file is there; others are before us.
        sqlx::Error::PoolTimedOut if in_file => no_turn(database),
        sqlx::Error::PoolTimedOut => StoreError::Unreachable {
            database,
            why: format!("no connection within {} s", LIMIT.as_secs()),
        },
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => StoreError::Unreachable {
            database,
            why: error.to_string(),
        },
        sqlx::Error::ColumnDecode { index, source } => StoreError::Corrupt {
            row: format!("column {index} in {database}"),
            why: source.to_string(),
        },
        other => StoreError::Refused {
            database,
            why: other.to_string(),
        },
    }
}

/// Others have had every connection for too long.
pub(super) fn no_turn(database: String) -> StoreError {
    StoreError::Busy {
        database,
        why: format!("no turn within {} s", TURN.as_secs()),
    }
}

fn refused(error: &dyn DatabaseError, database: String) -> StoreError {
    let why = error.message().to_owned();
    let rule = match error.kind() {
        ErrorKind::UniqueViolation => Some(Rule::Unique),
        ErrorKind::ForeignKeyViolation => Some(Rule::Reference),
        ErrorKind::NotNullViolation | ErrorKind::CheckViolation => Some(Rule::Check),
        _ => None,
    };
    if let Some(rule) = rule {
        return StoreError::Broken {
            database,
            rule,
            why,
        };
    }
    match error.code().as_deref() {
        // PostgreSQL: lock not available, serialization failure, deadlock. SQLite: busy and locked, with their kinds.
        Some("55P03" | "40001" | "40P01" | "5" | "6" | "261" | "262" | "517" | "773") => {
            StoreError::Busy { database, why }
        }
        // PostgreSQL: statement cancelled at its limit.
        Some("57014") => StoreError::TimedOut {
            database,
            limit: LIMIT,
        },
        // PostgreSQL: shut down, crashed, starting up, idle in a transaction for too long, too many connections, wrong
        // password, no such database. SQLite: can't open, not a database.
        Some(
            "57P01" | "57P02" | "57P03" | "25P03" | "53300" | "28P01" | "28000" | "3D000" | "14"
            | "26",
        ) => StoreError::Unreachable { database, why },
        _ => StoreError::Refused { database, why },
    }
}
