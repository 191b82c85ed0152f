//! Instances, whose owners matter beside roles: what a change of theirs comes to, and what ends by itself because that was asked
//! for once.

use chrono::{DateTime, Utc};

use super::{Approved, Facts, same_person};
use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation};
use crate::domain::instance::Instance;
use crate::domain::name::CodebaseName;

/// What destroying and resetting instances comes to: one's own is another thing than somebody else's, and to lose data is another
/// than to lose none.
#[must_use]
pub fn meant_of_instances(
    action: Action,
    actor: &Actor,
    instances: &[Instance],
    and_volumes: bool,
) -> Action {
    let of_others = instances
        .iter()
        .any(|instance| !same_person(&instance.owner, actor));
    let missed = instances
        .iter()
        .any(|instance| instance.is_missed(and_volumes));
    let emptied = instances
        .iter()
        .any(|instance| instance.made.in_memory && !same_person(&instance.owner, actor));
    match action {
        Action::Destroy if of_others => Action::DestroyOther,
        Action::Destroy if missed => Action::DestroyData,
        Action::Reset if of_others => Action::ResetOther,
        Action::Stop | Action::Restart if emptied => Action::StopOther,
        other => other,
    }
}

impl Approved {
    /// One of several things that were approved together, as an operation of its own.
    #[must_use]
    pub fn part(&self) -> Self {
        Self {
            facts: self.facts.clone(),
            redeemed: None,
        }
    }

    /// The end that an instance was given when it was made has come: whoever asked for it let that happen then. `None`: it has
    /// not.
    #[must_use]
    pub fn expiry(instance: &Instance, now: DateTime<Utc>) -> Option<Self> {
        let over = instance.expires_at.is_some_and(|end| end <= now);
        over.then(|| Self::end_of(instance))
    }

    /// The bot is being ended, and the instance was made to go with it. `None`: it was not.
    #[must_use]
    pub fn end_with_bot(instance: &Instance) -> Option<Self> {
        let goes = instance.made.with_bot;
        goes.then(|| Self::end_of(instance))
    }

    fn end_of(instance: &Instance) -> Self {
        Self {
            facts: Facts {
                actor: instance.owner.clone(),
                conversation: instance.conversation.clone(),
                action: Action::DestroyData,
                codebase: Some(CodebaseName::instances()),
                role: None,
                hold: None,
            },
            redeemed: None,
        }
    }

    /// What Hailer made in somebody's name, and neither they nor anybody else has, is cleared away by itself.
    #[must_use]
    pub fn clearing_away(owner: Actor) -> Self {
        let conversation = Conversation::new(owner.principal.platform(), owner.principal.id());
        Self {
            facts: Facts {
                actor: owner,
                conversation,
                action: Action::Destroy,
                codebase: Some(CodebaseName::instances()),
                role: None,
                hold: None,
            },
            redeemed: None,
        }
    }
}
