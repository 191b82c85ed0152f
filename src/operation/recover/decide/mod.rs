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
mod tests;
