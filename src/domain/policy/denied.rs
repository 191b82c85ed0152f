//! Why something may not be done.

use chrono::{DateTime, Utc};

use crate::domain::confirmation::ConfirmBy;
use crate::domain::hold::Hold;
use crate::domain::role::Role;

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No grant on this codebase at all.
    #[error("{actor} has no role on {scope}")]
    Stranger {
        /// The identity that would need a grant.
        actor: String,
        /// The codebase, or "any codebase".
        scope: String,
    },
    /// It concerns more than one codebase, and there is no grant on all of them.
    #[error("{actor} may not {what}: that takes {needs} on every codebase")]
    NotEverywhere {
        /// The identity that was checked.
        actor: String,
        /// The role that the action takes.
        needs: Role,
        /// The action as a verb phrase.
        what: &'static str,
    },
    /// A grant, but a lesser one.
    #[error("{actor} is {has} on {scope}; to {what} takes {needs}")]
    RoleTooLow {
        /// The identity that was checked.
        actor: String,
        /// The role it has.
        has: Role,
        /// The role that the action takes.
        needs: Role,
        /// The codebase, or "any codebase".
        scope: String,
        /// The action as a verb phrase.
        what: &'static str,
    },
    /// Someone keeps the project as it is.
    #[error("{holder} holds {scope} until {}: {reason}", until.format("%Y-%m-%d %H:%M UTC"))]
    Held {
        /// Who holds it.
        holder: String,
        /// The codebase.
        scope: String,
        /// Why, in the holder's words.
        reason: String,
        /// Until when.
        until: DateTime<Utc>,
        /// Whether the hold came after the preview, so that the yes didn't know of it. Else the role is too low.
        unseen: bool,
    },
    /// No administrator has allowed this group.
    #[error("this group may not give commands yet")]
    GroupNotAllowed,
    /// The issue or pull request is closed or locked.
    #[error("this conversation is closed or locked")]
    ThreadOver,
    /// The pull request comes from a fork, whoever writes there.
    #[error("a version from a fork takes an administrator")]
    ForkTakesAdmin,
    /// The confirmation that was spent belongs to another request.
    #[error("that confirmation belongs to another request")]
    ForeignConfirmation,
    /// The confirmer isn't the one who may confirm.
    #[error("that confirmation must come from {}", match .0 {
        ConfirmBy::Requester => "the person who asked",
        ConfirmBy::Another => "another person than the one who asked",
    })]
    WrongConfirmer(ConfirmBy),
}

impl Denied {
    pub(super) fn held(hold: &Hold, scope: String, unseen: bool) -> Self {
        let reason = hold.reason.clone();
        Self::Held {
            holder: hold.holder.display_name.clone(),
            scope,
            reason: reason.unwrap_or_else(|| "no reason given".to_owned()),
            until: hold.until,
            unseen,
        }
    }
}
