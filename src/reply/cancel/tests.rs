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
