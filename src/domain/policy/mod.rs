//! Who may do what. Pure: facts in, a decision out, and the only place that can make an [`Approved`].

mod denied;
mod instances;

use super::action::Action;
use super::actor::{Actor, Conversation};
use super::confirmation::{ConfirmBy, Pending, Redeemed};
use super::hold::Hold;
use super::name::{CodebaseName, OperationId};
use super::plan::{PlanDigest, SourceState};
use super::role::Role;
pub use denied::Denied;
pub use instances::meant_of_instances;

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

impl Facts {
    /// The hold of another that this would go over.
    #[must_use]
    pub fn over_hold(&self) -> Option<&Hold> {
        let hold = self.hold.as_ref().filter(|_| self.action.rule().locks);
        hold.filter(|hold| !same_person(&hold.holder, &self.actor))
    }
}

/// What releasing a hold comes to: one's own is another thing than somebody else's.
#[must_use]
pub fn meant(action: Action, actor: &Actor, hold: Option<&Hold>) -> Action {
    match (action, hold) {
        (Action::Unhold, Some(hold)) if !same_person(&hold.holder, actor) => Action::UnholdOther,
        (action, _) => action,
    }
}

/// Proof that policy allowed a change. It can't be made anywhere else: its fields are private to this room.
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

    /// The hold of another that this goes over, to be announced.
    #[must_use]
    pub fn over_hold(&self) -> Option<&Hold> {
        self.facts.over_hold()
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
        if is_of_fork(pending) && facts.role < Some(Role::Admin) {
            return Err(Denied::ForkTakesAdmin);
        }
        if let Some(hold) = facts.over_hold()
            && !was_shown(pending, hold)
        {
            return Err(Denied::held(hold, scope_of(&facts), true));
        }
        Ok(Approved {
            facts,
            redeemed: Some(Box::new(redeemed)),
        })
    }
}

/// Whether what was shown comes from a repository whose writers have no say here.
fn is_of_fork(pending: &Pending) -> bool {
    let source = pending.shown.as_ref().map(|shown| &shown.plan.source);
    let Some(Some(SourceState::Github(source))) = source else {
        return false;
    };
    source.pull.as_ref().is_some_and(|pull| pull.fork.is_some())
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

/// Whether the one who says yes was told of this hold.
fn was_shown(pending: &Pending, hold: &Hold) -> bool {
    let shown = pending.shown.as_ref().and_then(|shown| shown.hold.as_ref());
    shown.is_some_and(|shown| {
        shown.holder.principal == hold.holder.principal && shown.since == hold.since
    })
}

fn scope_of(facts: &Facts) -> String {
    let codebase = facts.codebase.as_ref();
    codebase.map_or_else(|| "any codebase".to_owned(), ToString::to_string)
}

/// Decides. Default deny: without a grant nothing but help, `/whoami` and pairing is allowed.
#[must_use]
pub fn decide(facts: Facts) -> Decision {
    let rule = facts.action.rule();
    let scope = scope_of(&facts);
    if let Some(needs) = rule.role {
        match facts.role {
            // They may well have a role on one of them.
            None if facts.codebase.is_none() && needs > Role::Viewer => {
                return Decision::Denied(Denied::NotEverywhere {
                    actor: facts.actor.principal.to_string(),
                    needs,
                    what: facts.action.phrase(),
                });
            }
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
        return Decision::Denied(Denied::held(hold, scope, false));
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

#[cfg(test)]
mod tests;
