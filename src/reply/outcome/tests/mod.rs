mod untouched;

use insta::assert_snapshot;

use super::*;
use crate::domain::container::{HealthState, State};
use crate::domain::plan::SourceState;

fn told(action: Action, result: &Outcome) -> String {
    let codebase = CodebaseName::new("shop").unwrap();
    let operation = OperationId::new("7kq2md0x4f").unwrap();
    let ended = Ended {
        codebase: &codebase,
        action,
        command: None,
        operation: &operation,
        took: Duration::from_secs(42),
    };
    crate::reply::drawn(&outcome(&ended, result))
}

fn workspace() -> SourceState {
    SourceState::Workspace {
        path: "/home/team/shop".to_owned(),
        branch: Some("main".to_owned()),
        commit: Some("3f2a9c1d5e6b7a8".to_owned()),
        uncommitted: None,
    }
}

fn again(number: i64) -> SourceState {
    let first = Some(Box::new(workspace()));
    SourceState::Release { number, first }
}

fn release(number: i64, source: SourceState) -> NamedRelease {
    let source = Some(source);
    NamedRelease { number, source }
}

#[test]
fn a_rollback_that_went_well_names_what_production_is_and_as_what_it_is_on_record() {
    let done = Outcome::Done {
        release: Some(Box::new(release(3, again(1)))),
    };
    assert_snapshot!(told(Action::Rollback, &done), @"
    [Done] shop: back on release 1 (/home/team/shop, branch main, commit 3f2a9c1d5e), verified
    It is on record as release 3.
    operation: 7kq2md0x4f
    took: 42 s
    > Status: /docker-status
    ");
}

#[test]
fn what_went_well_offers_its_status() {
    let deployed = Outcome::Done {
        release: Some(Box::new(release(7, workspace()))),
    };
    assert_snapshot!(told(Action::Deploy, &deployed), @"
    [Done] shop: deployed release 7 and verified it
    operation: 7kq2md0x4f
    took: 42 s
    > Status: /docker-status
    ");
    assert_snapshot!(told(Action::Stop, &Outcome::done()), @"
    [Done] shop: stopped
    operation: 7kq2md0x4f
    took: 42 s
    > Status: /docker-status
    ");
}

#[test]
fn a_rollback_offers_the_failed_logs_and_never_another_rollback() {
    let rolled_back = Outcome::RolledBack {
        why: "api was not healthy within 2 min".to_owned(),
        service: Some(ServiceName::new("api").unwrap()),
        last_lines: vec!["listening".to_owned(), "panic: no database".to_owned()],
        not_undone: vec!["migrate ran".to_owned()],
        release: Some(Box::new(release(2, workspace()))),
        differed: vec![],
    };
    assert_snapshot!(told(Action::Deploy, &rolled_back), @"
    [RolledBack] shop: rolled back: api was not healthy within 2 min
    Production runs release 2 (/home/team/shop, branch main, commit 3f2a9c1d5e) as before, verified.
    # Last lines of api
        listening
        panic: no database
    # Not undone
    - migrate ran
    operation: 7kq2md0x4f
    took: 42 s
    > Logs: /docker-logs --operation 7kq2md0x4f
    > Retry: /docker-deploy
    ");
}

#[test]
fn what_was_not_as_its_release_before_is_not_called_that_release() {
    let back = Outcome::RolledBack {
        why: "web exited with code 1".to_owned(),
        service: None,
        last_lines: vec![],
        not_undone: vec![],
        release: Some(Box::new(release(2, workspace()))),
        differed: vec!["config/shop.conf differs".to_owned()],
    };
    assert_snapshot!(told(Action::Deploy, &back), @"
    [RolledBack] shop: rolled back: web exited with code 1
    Production runs what it ran before, verified. That was not all as release 2 (/home/team/shop, branch main, commit 3f2a9c1d5e) has it, and isn't now: config/shop.conf differs.
    operation: 7kq2md0x4f
    took: 42 s
    > Logs: /docker-logs --operation 7kq2md0x4f
    > Retry: /docker-deploy
    ");
}

#[test]
fn a_rollback_that_was_undone_is_not_taken_for_one_that_was_done() {
    let undone = Outcome::RolledBack {
        why: "web exited with code 1".to_owned(),
        service: None,
        last_lines: vec![],
        not_undone: vec![],
        release: Some(Box::new(release(3, again(1)))),
        differed: vec![],
    };
    assert_snapshot!(told(Action::Rollback, &undone), @"
    [RolledBack] shop: the rollback failed and was undone: web exited with code 1
    Production runs release 3 (release 1 again: /home/team/shop, branch main, commit 3f2a9c1d5e) as before, verified.
    operation: 7kq2md0x4f
    took: 42 s
    > Logs: /docker-logs --operation 7kq2md0x4f
    > Retry: /docker-rollback
    ");
}

#[test]
fn a_failure_says_exactly_what_runs_or_that_it_is_unknown() {
    let failed = |production| Outcome::Failed {
        why: "the old api did not come back".to_owned(),
        service: None,
        last_lines: vec![],
        production,
        differing: vec![],
    };
    let found = vec![Found {
        name: "shop-api-1".to_owned(),
        state: State::Exited,
        health: HealthState::None,
    }];
    assert_snapshot!(told(Action::Deploy, &failed(Some(found))), @"
    [Failed] shop: failed: the old api did not come back
    Production isn't proven to be the old version or the new one. Look at it now.
    | container | state |
    | shop-api-1 | ✗ exited <Bad> |
    operation: 7kq2md0x4f
    took: 42 s
    > Status: /docker-status
    > Logs: /docker-logs --operation 7kq2md0x4f
    ");
    assert_snapshot!(told(Action::Deploy, &failed(None)), @"
    [Failed] shop: failed: the old api did not come back
    Production isn't proven to be the old version or the new one. Look at it now.
    What runs could not be read just now.
    operation: 7kq2md0x4f
    took: 42 s
    > Status: /docker-status
    > Logs: /docker-logs --operation 7kq2md0x4f
    ");
}

#[test]
fn an_interrupted_operation_is_told_with_whose_it_was() {
    let codebase = CodebaseName::new("shop").unwrap();
    let operation = OperationId::new("7kq2md0x4f").unwrap();
    let ended = Ended {
        codebase: &codebase,
        action: Action::Deploy,
        command: None,
        operation: &operation,
        took: Duration::from_secs(3),
    };
    let back = Outcome::RolledBack {
        why: "Hailer was interrupted".to_owned(),
        service: None,
        last_lines: vec![],
        not_undone: vec![],
        release: None,
        differed: vec![],
    };
    let drawn = |reply: &Reply| crate::reply::drawn(reply);
    assert_snapshot!(drawn(&recovered(&ended, "Ada", &back)), @r"
    [RolledBack] shop: The deploy of Ada was interrupted, and production was put back
    Production runs what it ran before, verified.
    operation: 7kq2md0x4f
    took: 3 s
    > Logs: /docker-logs --operation 7kq2md0x4f
    > Retry: /docker-deploy
    ");
    let done = drawn(&recovered(&ended, "Ada", &Outcome::done()));
    assert!(
        done.contains("was interrupted, and is finished now: deployed and verified"),
        "{done}"
    );
    let why = "nobody answers at /var/run/docker.sock";
    assert_snapshot!(drawn(&not_recovered(&codebase, Action::Restart, "Ada", why)), @r"
    [Failed] shop: The restart of Ada was interrupted, and can't be put right yet: nobody answers at /var/run/docker.sock
    Production may be halfway. The next command tries again.
    > Status: /docker-status
    ");
}
