//! An operation as it is on record: who had what done, how far it came, and what became of it.

pub mod outcome;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation};
use crate::domain::journal::{OperationState, Step};
use crate::domain::name::{CodebaseName, OperationId, ProjectName};
use crate::domain::plan::PlanDigest;
use outcome::Outcome;

/// An operation. Times are the store's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its id.
    pub id: OperationId,
    /// On which codebase.
    pub codebase: CodebaseName,
    /// The Compose project whose lock it takes; `None` until it has begun.
    pub project: Option<ProjectName>,
    /// What is done.
    pub action: Action,
    /// Who let it happen: the one who confirmed, or asked where nothing is confirmed.
    pub actor: Actor,
    /// Where the outcome is told.
    pub conversation: Conversation,
    /// The command as it was given; `None` where nothing is confirmed.
    pub command: Option<String>,
    /// The plan that was confirmed; `None` where nothing is.
    pub digest: Option<PlanDigest>,
    /// Where it stands.
    pub state: OperationState,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// When it took the lock.
    pub begun_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

/// Where a step stands. `Intent` after a crash means: it may have happened, look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// About to be done, or being done.
    Intent,
    /// Done.
    Done,
    /// Tried, and it failed.
    Failed,
}

/// A row of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRecord {
    /// Its number within the operation, from 1.
    pub number: i64,
    /// What it does.
    pub step: Step,
    /// Where it stands.
    pub state: StepState,
    /// What came of it: the id of what was created, or why it failed. No secrets.
    pub detail: Option<serde_json::Value>,
    /// When the intent was committed.
    pub intended_at: DateTime<Utc>,
    /// When it was done or had failed.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Who has a project's lock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{project} is busy: {by} has operation {operation} running since {since}{}", if *.lapsed {
    "; it was interrupted and must be recovered first"
} else {
    ""
})]
pub struct Busy {
    /// The Compose project.
    pub project: ProjectName,
    /// The operation that has the lock.
    pub operation: OperationId,
    /// What it does.
    pub action: Action,
    /// The name of the one who let it happen.
    pub by: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whether its lease has run out: nobody works on it, and the project may be halfway.
    pub lapsed: bool,
}
