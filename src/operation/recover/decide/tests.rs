use super::*;
use chrono::DateTime;

fn record(step: Step, state: StepState) -> StepRecord {
    StepRecord {
        number: 1,
        step,
        state,
        detail: None,
        intended_at: DateTime::UNIX_EPOCH,
        ended_at: None,
    }
}

fn asked(stop: &[&str], start: &[&str]) -> StepRecord {
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    let (stop, start) = (ids(stop), ids(start));
    record(Step::StopAndStart { stop, start }, StepState::Done)
}

fn stop(id: &str, state: StepState) -> StepRecord {
    let container = id.to_owned();
    record(Step::StopContainer { container }, state)
}

fn start(id: &str, state: StepState) -> StepRecord {
    let start = Step::StartContainer {
        container: id.to_owned(),
        made_for: None,
    };
    record(start, state)
}

fn settled(journal: &[StepRecord]) -> Cycle {
    match decide(journal) {
        Course::Settle(cycle) => cycle,
        other => panic!("{other:?}"),
    }
}

use StepState::{Done, Intent};

#[test]
fn a_restart_that_had_stopped_everything_is_finished() {
    let all = [
        asked(&["web", "api"], &["api", "web"]),
        stop("web", Done),
        stop("api", Done),
    ];
    let cycle = settled(&all);
    assert_eq!(cycle.start, ["api", "web"]);
    assert!(cycle.whole && cycle.stopping.is_empty());
}

#[test]
fn a_restart_in_the_middle_of_stopping_lets_that_end_and_is_not_called_done() {
    let half = [asked(&["web", "api"], &["api", "web"]), stop("web", Intent)];
    let cycle = settled(&half);
    assert_eq!(cycle.stopping, ["web"]);
    assert!(!cycle.whole);
}

#[test]
fn a_stop_is_finished_if_all_had_stopped_and_undone_otherwise() {
    let all = [
        asked(&["web", "api"], &[]),
        stop("web", Done),
        stop("api", Done),
    ];
    let cycle = settled(&all);
    assert!(cycle.whole && cycle.start.is_empty());
    assert_eq!(cycle.stopped, ["web", "api"]);
    let half = [asked(&["web", "api"], &[]), stop("web", Done)];
    let cycle = settled(&half);
    assert!(!cycle.whole);
    assert_eq!(cycle.start, ["web"]);
    // The recovery of a half-done stop was itself interrupted, after it had let the stop end.
    let again = [
        asked(&["web"], &[]),
        stop("web", Intent),
        stop("web", Done),
        start("web", Intent),
    ];
    let cycle = settled(&again);
    assert!(!cycle.whole);
    assert_eq!(cycle.start, ["web"]);
}

#[test]
fn what_is_given_up_is_put_back_as_it_was() {
    assert_eq!(undo(&[asked(&["web"], &["web"])]), None);
    let restart = [
        asked(&["web", "api"], &["idle", "api", "web"]),
        stop("web", Done),
        stop("api", Done),
        start("idle", Done),
        start("api", Intent),
    ];
    let back = undo(&restart).unwrap();
    assert_eq!(back.start, ["api", "web"]);
    assert_eq!(back.stopped, ["idle"]);
    let half = undo(&restart[..2]).unwrap();
    assert_eq!(
        (half.start.as_slice(), half.stopped.len()),
        (["web".to_owned()].as_slice(), 0)
    );

    let stopping = [
        asked(&["web", "api"], &[]),
        stop("web", Done),
        stop("api", Intent),
    ];
    assert_eq!(undo(&stopping).unwrap().start, ["api", "web"]);
    let starting = [
        asked(&[], &["api", "web"]),
        start("api", Done),
        start("web", Intent),
    ];
    let back = undo(&starting).unwrap();
    assert_eq!(back.stopped, ["web", "api"]);
    assert!(back.start.is_empty());
}

#[test]
fn an_operation_that_had_changed_nothing_has_nothing_to_put_back() {
    assert!(matches!(decide(&[]), Course::Discard(_)));
    let network = Step::CreateNetwork {
        name: "n".to_owned(),
    };
    let touched = [record(network, Intent)];
    assert!(matches!(decide(&touched), Course::Back(_)));
    let passed = [touched[0].clone(), record(Step::GatePassed, Done)];
    assert!(matches!(decide(&passed), Course::Forward(_)));
}
