//! The record of who asked for what, and what was said to it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::action::Action;
use super::actor::{Actor, Conversation};
use super::name::CodebaseName;

/// Something that goes on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audited {
    /// Who.
    pub actor: Actor,
    /// Where.
    pub conversation: Conversation,
    /// What was asked for.
    pub action: Action,
    /// Of which codebase; `None` for what concerns none or all.
    pub codebase: Option<CodebaseName>,
    /// What was said to it.
    pub verdict: Verdict,
    /// The particulars, a JSON object without secrets.
    pub detail: serde_json::Value,
}

/// What became of a request at the moment it went on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Policy allowed it.
    Allowed,
    /// Policy denied it, or a confirmation did not count.
    Denied,
    /// A shown plan was confirmed.
    Confirmed,
    /// A shown plan was declined, or an operation stopped.
    Cancelled,
    /// An operation ended; the detail holds its id and outcome.
    Ended,
}

/// A row of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditEntry {
    /// When, by the store's clock.
    pub at: DateTime<Utc>,
    /// What.
    #[serde(flatten)]
    pub audited: Audited,
}

/// Which rows to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only what was denied.
    pub denied_only: bool,
    /// Only what concerns this codebase.
    pub codebase: Option<CodebaseName>,
    /// At most so many, newest first.
    pub limit: u32,
}
