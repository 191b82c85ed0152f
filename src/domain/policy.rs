//! Who may do what. Pure: facts in, a decision out, and the only place that can make an [`Approved`].

use super::action::Action;
use super::actor::{Actor, Conversation};
use super::confirmation::{ConfirmBy, Redeemed};
use super::hold::Hold;
use super::name::{CodebaseName, OperationId};
use super::plan::PlanDigest;
use super::role::Role;

/// What is known when a decision is due. The router collects it; nothing here is assumed.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Who asks, verified by a front end.
    pub actor: Actor,
    /// Where.
    pub conversation: Conversation,
    /// For what.
    pub action: Action,
    /// Of which codebase; `None` for what concerns none or all.
    pub codebase: Option<CodebaseName>,
    /// The role of the actor there. `None`: no grant.
    pub role: Option<Role>,
    /// The hold on the project, if someone keeps it.
    pub hold: Option<Hold>,
}

/// Proof that policy allowed a change. It can't be made anywhere else: its fields are private to this file.
#[derive(Debug, Clone)]
pub struct Approved {
    facts: Facts,
    redeemed: Option<Box<Redeemed>>,
}

impl Approved {
    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.facts.actor
    }

    /// Where the answer belongs.
    #[must_use]
    pub const fn conversation(&self) -> &Conversation {
        &self.facts.conversation
    }

    /// What was approved.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.facts.action
    }

    /// For which codebase.
    #[must_use]
    pub const fn codebase(&self) -> Option<&CodebaseName> {
        self.facts.codebase.as_ref()
    }

    /// The plan that was shown and confirmed, where the action asks for one.
    #[must_use]
    pub fn digest(&self) -> Option<PlanDigest> {
        self.redeemed
            .as_ref()
            .map(|redeemed| redeemed.pending.digest)
    }

    /// The operation that the confirmation queued.
    #[must_use]
    pub fn operation(&self) -> Option<&OperationId> {
        self.redeemed.as_ref().map(|redeemed| &redeemed.operation)
    }

    /// The hold that this goes over, to be announced.
    #[must_use]
    pub const fn over_hold(&self) -> Option<&Hold> {
        self.facts.hold.as_ref()
    }
}

/// Proof that the actor may do this once a shown plan is confirmed. It allows a preview and nothing else.
#[derive(Debug, Clone)]
pub struct Unconfirmed(Facts);

impl Unconfirmed {
    /// The facts that were decided on.
    #[must_use]
    pub const fn facts(&self) -> &Facts {
        &self.0
    }

    /// Turns a spent confirmation into an approval, if it is a confirmation of this very request.
    pub fn confirmed(self, redeemed: Redeemed) -> Result<Approved, Denied> {
        let facts = self.0;
        let pending = &redeemed.pending;
        let same_request = pending.action == facts.action
            && facts.codebase.as_ref() == Some(&pending.codebase)
            && redeemed.confirmed_by.principal == facts.actor.principal;
        if !same_request {
            return Err(Denied::ForeignConfirmation);
        }
        let allowed = match pending.confirm_by {
            ConfirmBy::Requester => same_person(&pending.requester, &facts.actor),
            ConfirmBy::Another => two_persons(&pending.requester, &facts.actor),
        };
        if !allowed {
            return Err(Denied::WrongConfirmer(pending.confirm_by));
        }
        Ok(Approved {
            facts,
            redeemed: Some(Box::new(redeemed)),
        })
    }
}

/// The same identity, or two identities of one person.
#[must_use]
pub fn same_person(one: &Actor, other: &Actor) -> bool {
    one.principal == other.principal || (one.person.is_some() && one.person == other.person)
}

/// Two identities that are known to belong to two persons. An identity tied to no person proves nothing.
#[must_use]
pub fn two_persons(one: &Actor, other: &Actor) -> bool {
    matches!((&one.person, &other.person), (Some(one), Some(other)) if one != other)
}

/// What policy says.
#[derive(Debug, Clone)]
pub enum Decision {
    /// Go ahead.
    Approved(Approved),
    /// Show the plan first.
    NeedsConfirmation(Unconfirmed),
    /// No.
    Denied(Denied),
}

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
    #[error("{holder} holds {scope}: {reason}")]
    Held {
        /// Who holds it.
        holder: String,
        /// The codebase.
        scope: String,
        /// Why, in the holder's words.
        reason: String,
    },
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

/// Decides. Default deny: without a grant nothing but help, `/whoami` and pairing is allowed.
#[must_use]
pub fn decide(facts: Facts) -> Decision {
    let rule = facts.action.rule();
    let scope = facts
        .codebase
        .as_ref()
        .map_or_else(|| "any codebase".to_owned(), ToString::to_string);
    if let Some(needs) = rule.role {
        match facts.role {
            None => {
                return Decision::Denied(Denied::Stranger {
                    actor: facts.actor.principal.to_string(),
                    scope,
                });
            }
            Some(has) if has < needs => {
                return Decision::Denied(Denied::RoleTooLow {
                    actor: facts.actor.principal.to_string(),
                    has,
                    needs,
                    scope,
                    what: facts.action.phrase(),
                });
            }
            Some(_) => {}
        }
    }
    if let Some(hold) = facts
        .hold
        .as_ref()
        .filter(|hold| rule.locks && !hold.allows(&facts.actor, facts.role))
    {
        return Decision::Denied(Denied::Held {
            holder: hold.holder.display_name.clone(),
            scope,
            reason: hold
                .reason
                .clone()
                .unwrap_or_else(|| "no reason given".to_owned()),
        });
    }
    if rule.confirmed {
        Decision::NeedsConfirmation(Unconfirmed(facts))
    } else {
        Decision::Approved(Approved {
            facts,
            redeemed: None,
        })
    }
}
