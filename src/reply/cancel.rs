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
mod tests {
    use super::*;
    use crate::domain::journal::Step;
    use crate::domain::name::{OperationId, ProjectName};
    use crate::reply::drawn;
    use insta::assert_snapshot;

    fn now() -> DateTime<Utc> {
        "2026-11-21T08:56:10Z".parse().unwrap()
    }

    fn busy(action: Action) -> Busy {
        Busy {
            project: ProjectName::new("shop").unwrap(),
            operation: OperationId::new("7kq2md0x4f").unwrap(),
            action,
            by: "Ada".to_owned(),
            since: now() - chrono::TimeDelta::minutes(2),
            lapsed: false,
        }
    }

    fn record(step: Step, state: StepState) -> StepRecord {
        StepRecord {
            number: 1,
            step,
            state,
            detail: None,
            intended_at: now(),
            ended_at: None,
        }
    }

    fn actor(name: &str) -> Actor {
        Actor {
            principal: format!("telegram:{name}").parse().unwrap(),
            display_name: name.to_owned(),
            person: None,
        }
    }

    fn on<T>(action: Action, last: Option<&StepRecord>, told: impl Fn(&UnderWay<'_>) -> T) -> T {
        let codebase = CodebaseName::new("shop").unwrap();
        told(&UnderWay {
            whose: Whose::Codebase(&codebase),
            busy: &busy(action),
            last,
            now: now(),
        })
    }

    #[test]
    fn the_answer_says_which_step_is_under_way_and_when_it_takes_effect() {
        let build = Step::BuildImage {
            service: "api".to_owned(),
            tag: "t".to_owned(),
        };
        let building = record(build.clone(), StepState::Intent);
        let reply = on(Action::Deploy, Some(&building), |under_way| {
            asked_to_stop(under_way, &actor("7"), &actor("7"))
        });
        assert_snapshot!(drawn(&reply), @"
        [Done] shop: the deploy of Ada is asked to stop at its next step
        under way: building api
        operation: 7kq2md0x4f
        since: 2 min ago (2026-11-21 08:54 UTC)
        What it has changed is put back and verified. If the new version is verified first, it stays, and is told.
        ");
        let between = record(build, StepState::Done);
        let reply = on(Action::Restart, Some(&between), |under_way| {
            asked_to_stop(under_way, &actor("7"), &actor("8"))
        });
        assert_snapshot!(drawn(&reply), @"
        [Done] shop: the restart of Ada is asked to stop at its next step already, by 8
        under way: between two steps, after building api
        operation: 7kq2md0x4f
        since: 2 min ago (2026-11-21 08:54 UTC)
        What it has stopped is started again and verified.
        ");
    }

    #[test]
    fn too_late_is_said_with_what_can_be_done_instead() {
        let passed = record(Step::GatePassed, StepState::Done);
        let reply = on(Action::Deploy, Some(&passed), too_late_to_cancel);
        assert_snapshot!(drawn(&reply), @"
        [Failed] shop: too late: what the deploy of Ada brings is verified and serves already
        under way: between two steps, after verified
        operation: 7kq2md0x4f
        since: 2 min ago (2026-11-21 08:54 UTC)
        What is left is tidying up, which isn't cut short. To go back, roll back once it has ended.
        > Roll back: /docker-rollback
        ");
        let codebase = CodebaseName::new("shop").unwrap();
        assert_snapshot!(drawn(&nothing_to_cancel(Whose::Codebase(&codebase))), @"
        [Usage] shop: nothing is under way
        A preview that waits for a yes is declined with /cancel.
        > Status: /docker-status
        ");
    }

    #[test]
    fn of_an_instance_it_says_what_is_left_of_it() {
        let name = InstanceName::new("hailer-shop-db").unwrap();
        let busy = busy(Action::Create);
        let ada = actor("7");
        let reply = asked_to_stop(
            &UnderWay {
                whose: Whose::Instance(&name),
                busy: &busy,
                last: None,
                now: now(),
            },
            &ada,
            &ada,
        );
        assert_snapshot!(drawn(&reply), @"
        [Done] -: hailer-shop-db: the create of Ada is asked to stop at its next step
        under way: about to begin
        operation: 7kq2md0x4f
        since: 2 min ago (2026-11-21 08:54 UTC)
        What was made of it is taken away again. If it is ready first, it stays, and is told.
        ");
        assert_snapshot!(drawn(&nothing_to_cancel(Whose::Instance(&name))), @"
        [Usage] -: hailer-shop-db: nothing is under way
        A preview that waits for a yes is declined with /cancel.
        > Inspect: /docker-inspect hailer-shop-db
        ");
    }
}
