//! Which way an interrupted operation goes on, from its journal alone.

use crate::domain::journal::Step;
use crate::domain::operation::{StepRecord, StepState};
use crate::operation::changeover::Changeover;

/// The way on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// Nothing in production was changed: what was prepared is discarded.
    Discard(Changeover),
    /// Back to the version before.
    Back(Changeover),
    /// To the end: the new version was verified.
    Forward(Changeover),
    /// Containers were stopped and started, and stay the same.
    Settle(Cycle),
}

/// Containers that were to be stopped, and started.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cycle {
    /// What may be in the middle of stopping: nobody has seen the end of it.
    pub(super) stopping: Vec<String>,
    /// What has to run, in the order in which it is started.
    pub(super) start: Vec<String>,
    /// What has to stand still.
    pub(super) stopped: Vec<String>,
    /// Whether all that was asked for is done once those run.
    pub(super) whole: bool,
}

pub(super) fn decide(journal: &[StepRecord]) -> Course {
    let asked = journal.iter().find_map(|record| match &record.step {
        Step::StopAndStart { stop, start } => Some((stop, start)),
        _ => None,
    });
    if let Some((stop, start)) = asked {
        return Course::Settle(cycle(journal, stop, start));
    }
    let changeover = Changeover::read(journal);
    if changeover.gate_passed {
        Course::Forward(changeover)
    } else if changeover.touched {
        Course::Back(changeover)
    } else {
        Course::Discard(changeover)
    }
}

/// What puts back a restart, start or stop that is given up; `None` where it had stopped and started nothing yet.
pub(super) fn undo(journal: &[StepRecord]) -> Option<Cycle> {
    let touched = |step: &Step| match step {
        Step::StopContainer { container } | Step::StartContainer { container, .. } => {
            Some(container.clone())
        }
        _ => None,
    };
    let touched: Vec<_> = journal
        .iter()
        .filter_map(|record| touched(&record.step))
        .collect();
    if touched.is_empty() {
        return None;
    }
    let (stop, start) = journal.iter().find_map(|record| match &record.step {
        Step::StopAndStart { stop, start } => Some((stop, start)),
        _ => None,
    })?;
    let mut back = Cycle::default();
    if stop.is_empty() {
        // All that a start touches stood still before.
        back.stopped = touched;
        back.stopped.reverse();
    } else {
        // What ran before runs again, in the order of starting where that is known.
        let ran = |id: &&String| stop.contains(id) && touched.contains(id);
        back.start = start.iter().filter(ran).cloned().collect();
        let rest = touched.iter().rev().filter(|id| stop.contains(id));
        for id in rest {
            if !back.start.contains(id) {
                back.start.push(id.clone());
            }
        }
        // A restart also starts what stood still before.
        let also = start.iter().filter(|id| !stop.contains(id));
        back.stopped = also.filter(|id| touched.contains(id)).cloned().collect();
        back.stopped.reverse();
    }
    Some(back)
}

/// A restart and a start are finished: whatever was to be started is. A stop is finished if all of it had stopped; else
/// what it stopped runs again.
fn cycle(journal: &[StepRecord], stop: &[String], start: &[String]) -> Cycle {
    let last_stop = |id: &str| {
        let stops = journal.iter().rev();
        stops
            .filter(|record| matches!(&record.step, Step::StopContainer { container } if container == id))
            .map(|record| record.state)
            .next()
    };
    let revived = journal
        .iter()
        .any(|record| matches!(record.step, Step::StartContainer { .. }));
    let begun = || stop.iter().filter(|id| last_stop(id).is_some()).cloned();
    let all_stopped = stop.iter().all(|id| last_stop(id) == Some(StepState::Done));
    let mut cycle = Cycle {
        stopping: begun()
            .filter(|id| last_stop(id) != Some(StepState::Done))
            .collect(),
        start: start.to_vec(),
        whole: all_stopped,
        ..Cycle::default()
    };
    if start.is_empty() {
        // A start where none was asked for: an earlier recovery was on its way back.
        cycle.whole = all_stopped && !revived;
        if cycle.whole {
            cycle.stopped = stop.to_vec();
        } else {
            cycle.start = begun().collect();
            // What is started first was stopped last.
            cycle.start.reverse();
        }
    }
    cycle
}

#[cfg(test)]
mod tests {
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
}
