//! What is said to whoever asks an operation to stop: what it is doing, and when that takes effect.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::domain::action::Action;
use crate::domain::actor::Actor;
use crate::domain::name::{CodebaseName, InstanceName};
use crate::domain::operation::{Busy, StepRecord, StepState};
use crate::domain::policy::same_person;

use super::block::{Block, Reply};
use super::outcome::operation_of;
use super::step::doing;
use super::words::moment;

/// An operation that somebody wants to stop.
#[derive(Debug, Clone, Copy)]
pub struct UnderWay<'a> {
    /// What it changes.
    pub whose: Whose<'a>,
    /// The operation.
    pub busy: &'a Busy,
    /// The last step that it has on record, if it has begun one.
    pub last: Option<&'a StepRecord>,
    /// Now, by the store's clock.
    pub now: DateTime<Utc>,
}

/// What an operation changes.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// A codebase's project.
    Codebase(&'a CodebaseName),
    /// An instance.
    Instance(&'a InstanceName),
}

/// Nothing runs.
#[must_use]
pub fn nothing_to_cancel(whose: Whose<'_>) -> Reply {
    let reply = Reply::usage("nothing is under way");
    let (label, line) = whose.look();
    whose
        .signs(reply)
        .text("A preview that waits for a yes is declined with /cancel.")
        .then(label, line)
}

/// It was asked to stop; `first` asked before `asker`, or is the same.
#[must_use]
pub fn asked_to_stop(under_way: &UnderWay<'_>, asker: &Actor, first: &Actor) -> Reply {
    let what = what(under_way.busy);
    let headline = if same_person(asker, first) {
        format!("{what} is asked to stop at its next step")
    } else {
        let first = &first.display_name;
        format!("{what} is asked to stop at its next step already, by {first}")
    };
    signed(Reply::done(headline), under_way).text(under_way.whose.effect(under_way.busy.action))
}

/// The new version is verified and serves.
#[must_use]
pub fn too_late_to_cancel(under_way: &UnderWay<'_>) -> Reply {
    let what = what(under_way.busy);
    let headline = format!("too late: what {what} brings is verified and serves already");
    signed(Reply::failed(headline), under_way)
        .text("What is left is tidying up, which isn't cut short. To go back, roll back once it has ended.")
        .then("Roll back", "/docker-rollback")
}

/// It has failed by itself.
#[must_use]
pub fn goes_back_already(under_way: &UnderWay<'_>) -> Reply {
    let what = what(under_way.busy);
    let headline = format!("{what} has failed and is being put back already");
    signed(Reply::failed(headline), under_way).text("Putting back isn't cut short.")
}

/// "the deploy of Ada".
fn what(busy: &Busy) -> String {
    format!("the {}", operation_of(busy.action, &busy.by))
}

impl Whose<'_> {
    fn signs(self, reply: Reply) -> Reply {
        match self {
            Self::Codebase(codebase) => reply.about(codebase),
            Self::Instance(name) => Reply {
                headline: format!("{name}: {}", reply.headline),
                ..reply
            },
        }
    }

    fn look(self) -> (&'static str, String) {
        match self {
            Self::Codebase(_) => ("Status", "/docker-status".to_owned()),
            Self::Instance(name) => ("Inspect", format!("/docker-inspect {name}")),
        }
    }

    const fn effect(self, action: Action) -> &'static str {
        match (self, action) {
            (Self::Instance(_), Action::Create | Action::CreateMounting) => {
                "What was made of it is taken away again. If it is ready first, it stays, and is told."
            }
            (Self::Instance(_), _) => {
                "It waits no longer, neither for an image nor until the instance is ready; what it has done stays done."
            }
            (Self::Codebase(_), Action::Start) => "What it has started is stopped again.",
            (Self::Codebase(_), Action::Restart | Action::Stop) => {
                "What it has stopped is started again and verified."
            }
            (Self::Codebase(_), _) => {
                "What it has changed is put back and verified. If the new version is verified first, it stays, and is told."
            }
        }
    }
}

fn signed(reply: Reply, under_way: &UnderWay<'_>) -> Reply {
    let UnderWay {
        whose,
        busy,
        last,
        now,
    } = under_way;
    let step = match last {
        None => "about to begin".to_owned(),
        Some(record) if record.state == StepState::Intent => doing(&record.step),
        Some(record) => format!("between two steps, after {}", doing(&record.step)),
    };
    whose
        .signs(reply)
        .with(Block::Facts(vec![
            ("under way".to_owned(), step.clone()),
            ("operation".to_owned(), busy.operation.to_string()),
            ("since".to_owned(), moment(busy.since, *now)),
        ]))
        .data(json!({
            "operation": busy.operation,
            "action": busy.action,
            "by": busy.by,
            "since": busy.since,
            "step": last.map(|record| &record.step),
            "under_way": step,
        }))
}

#[cfg(test)]
mod tests;
