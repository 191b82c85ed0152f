//! A yes, and what it is bound to. The store decides in one statement whether it counts; see `store::confirmation`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::action::Action;
use super::actor::{Actor, Conversation};
use super::hold::Hold;
use super::name::{CodebaseName, OperationId};
use super::plan::{Plan, PlanDigest};

/// Who may say yes to a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConfirmBy {
    /// The one who asked.
    #[default]
    Requester,
    /// Another person than the one who asked.
    Another,
}

/// What a person saw who says yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The plan. It holds no values of an environment.
    pub plan: Plan,
    /// Whose hold on the codebase was named with it.
    pub hold: Option<Hold>,
}

/// A plan that is about to be shown: all that a yes to it will be bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who asks.
    pub requester: Actor,
    /// Where the preview is shown and the yes must be said.
    pub conversation: Conversation,
    /// What would be done.
    pub action: Action,
    /// To which codebase.
    pub codebase: CodebaseName,
    /// For exactly which plan.
    pub digest: PlanDigest,
    /// The command as it was given, so that it can be planned again under the lock.
    pub command: String,
    /// Who may say yes.
    pub confirm_by: ConfirmBy,
    /// What is shown, so that it can be said later what has changed since.
    pub shown: Option<Box<Shown>>,
}

/// Which of the plans that wait in a conversation a yes or no is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one shown last.
    Latest,
    /// The one shown last when this was said, by the store's clock: nobody has read what was shown since.
    SaidAt(DateTime<Utc>),
    /// The one with this code, in either case; O, I and L are read as the digits they look like.
    Code(String),
    /// The one that this button is for, by its nonce, which counts where the button was shown.
    Button(String),
}

/// A plan that waits for a yes: what the store keeps, so that a yes can be checked against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// What is typed with `/confirm`: six characters, unique among what is pending.
    pub code: String,
    /// Who asked.
    pub requester: Actor,
    /// Where the preview was shown and the yes must be said.
    pub conversation: Conversation,
    /// What would be done.
    pub action: Action,
    /// To which codebase.
    pub codebase: CodebaseName,
    /// For exactly which plan.
    pub digest: PlanDigest,
    /// The command as it was given, so that it can be planned again under the lock.
    pub command: String,
    /// Who may say yes.
    pub confirm_by: ConfirmBy,
    /// When it was about to be shown, by the store's clock.
    pub opened_at: DateTime<Utc>,
    /// From when it no longer counts, by the store's clock.
    pub expires_at: DateTime<Utc>,
    /// What was shown; `None` where that isn't known any more (another version of Hailer showed it).
    pub shown: Option<Box<Shown>>,
}

impl Pending {
    /// The proposal as it waits, from when until when.
    #[must_use]
    pub fn new(
        proposal: Proposal,
        code: String,
        (opened_at, expires_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
        Self {
            code,
            requester: proposal.requester,
            conversation: proposal.conversation,
            action: proposal.action,
            codebase: proposal.codebase,
            digest: proposal.digest,
            command: proposal.command,
            confirm_by: proposal.confirm_by,
            opened_at,
            expires_at,
            shown: proposal.shown,
        }
    }

    /// Whether nobody can have read it when this was said.
    #[must_use]
    pub fn came_after(&self, said_at: DateTime<Utc>) -> bool {
        self.opened_at >= said_at
    }
}

/// A confirmation that has been spent: the row is redeemed and the operation queued in the same transaction.
///
/// Only the store makes one, from what its statement returned (`tests/tidy.rs` holds it to that).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeemed {
    /// What was pending.
    pub pending: Pending,
    /// Who said yes.
    pub confirmed_by: Actor,
    /// The operation that was queued.
    pub operation: OperationId,
}

/// Why a yes did not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRedeemed {
    /// Nothing waits for a yes from this person here.
    #[error("nothing waits for your confirmation here")]
    NonePending,
    /// It was spent before: by whom and when.
    #[error("this was already confirmed by {by} at {at}")]
    AlreadyRedeemed {
        /// The one who confirmed.
        by: String,
        /// When, by the store's clock.
        at: DateTime<Utc>,
    },
    /// Its time ran out.
    #[error("this confirmation expired at {at}")]
    Expired {
        /// When, by the store's clock.
        at: DateTime<Utc>,
    },
    /// A newer preview took its place.
    #[error("a newer preview has replaced this one")]
    Superseded,
    /// Somebody said no.
    #[error("this was cancelled")]
    Cancelled,
    /// It belongs to someone else.
    #[error("this is not yours to confirm")]
    NotYours,
    /// The codebase asks for a second person, and the one who said yes isn't known to be one.
    #[error("a second person must confirm this")]
    NeedsAnother,
}
