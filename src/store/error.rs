//! What can go wrong with the store, in words that name the database and never its password.

use std::path::PathBuf;
use std::time::Duration;

use crate::domain::name::{OperationId, ProjectName};

use super::seal::SealError;

/// Why the store could not do it. Nothing was changed, unless it says that this is unknown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The target isn't one.
    #[error("the database can't be used: {why}")]
    BadTarget {
        /// What is wrong with it.
        why: String,
    },
    /// There is no connection, or it broke. A change that was being committed may or may not have happened.
    #[error("{database} can't be reached: {why}")]
    Unreachable {
        /// The database, without password.
        database: String,
        /// What the connection said.
        why: String,
    },
    /// It did not answer in time. A change that was being committed may or may not have happened.
    #[error("{database} did not answer within {} s", .limit.as_secs())]
    TimedOut {
        /// The database, without password.
        database: String,
        /// How long it was waited for.
        limit: Duration,
    },
    /// Somebody else is writing for too long. Try again.
    #[error("{database} is busy: {why}; try again")]
    Busy {
        /// The database, without password.
        database: String,
        /// What it said.
        why: String,
    },
    /// A rule of the tables would have been broken.
    #[error("{database} refused it by its rules: {why}")]
    Broken {
        /// The database, without password.
        database: String,
        /// The kind of rule.
        rule: Rule,
        /// What it said; names the rule.
        why: String,
    },
    /// The database refused for a reason of its own.
    #[error("{database} refused: {why}")]
    Refused {
        /// The database, without password.
        database: String,
        /// What it said.
        why: String,
    },
    /// A newer Hailer has been here.
    #[error(
        "{database} was last used by a newer Hailer (its tables are at version {version}, this program knows {known}): \
         install that version, or restore the backup from before it"
    )]
    Newer {
        /// The database, without password.
        database: String,
        /// The version of its tables.
        version: i64,
        /// The last version that this program knows.
        known: i64,
    },
    /// The tables could not be brought up to date.
    #[error("the tables of {database} could not be brought up to date: {why}")]
    Migration {
        /// The database, without password.
        database: String,
        /// What went wrong.
        why: String,
    },
    /// A row holds what this program can't read.
    #[error("{row} can't be read: {why}")]
    Corrupt {
        /// The table and the id ("operations 0a1b2c3d4e").
        row: String,
        /// What is wrong with it.
        why: String,
    },
    /// Something that can't be stored.
    #[error("{what} can't be stored: {why}")]
    Unstorable {
        /// What it is.
        what: &'static str,
        /// Why not.
        why: String,
    },
    /// The operation no longer has its project's lock: its lease ran out, and somebody may have taken it over.
    #[error(
        "operation {operation} has lost the lock of {project}: it must not change anything any more"
    )]
    LeaseLost {
        /// The project.
        project: ProjectName,
        /// The operation that had the lock.
        operation: OperationId,
    },
    /// It isn't there.
    #[error("there is no {what}")]
    NotFound {
        /// What ("codebase shop").
        what: String,
    },
    /// The key file isn't the one that the database was sealed with.
    #[error(
        "the key file {} isn't the one that {database} was sealed with. It belongs to another database, or was made anew \
         when the right one was lost, so nothing that was sealed can be opened. Put the right one back from the backup; \
         where it is lost, docs/OPERATIONS.md says how to begin again (\"When the key is lost\").",
        .key.display()
    )]
    OtherKey {
        /// The database, without password.
        database: String,
        /// The file.
        key: PathBuf,
    },
    /// There is no key file, and the database was sealed with one.
    #[error(
        "there is no key file {}, and {database} was sealed with one. A new one would open nothing of what was sealed, so \
         none is made. Put it back from the backup; where it is lost, docs/OPERATIONS.md says how to begin again (\"When \
         the key is lost\").",
        .key.display()
    )]
    NoKey {
        /// The database, without password.
        database: String,
        /// Where the file should be.
        key: PathBuf,
    },
    /// A sealed value, or the key to it.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// A kind of rule of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Something exists once only.
    Unique,
    /// Something refers to what isn't there.
    Reference,
    /// A value is out of its range.
    Check,
}

impl StoreError {
    pub(super) fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into() }
    }

    pub(super) fn corrupt(table: &str, id: &str, why: &impl ToString) -> Self {
        Self::Corrupt {
            row: format!("{table} {id}"),
            why: why.to_string(),
        }
    }

    /// Whether it is a rule of this kind that would have been broken.
    pub(super) fn breaks(&self, kind: Rule) -> bool {
        matches!(self, Self::Broken { rule, .. } if *rule == kind)
    }
}
