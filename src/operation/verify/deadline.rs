//! How long a version may take to come up. What is waited for on the way shares one time, which runs only while something is
//! waited for: stopping the old version takes what its grace periods allow, and that is no fault of the new one.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::plan::Gate;

/// How long a version has to come up, and how it is verified. What is built, pulled or stopped costs nothing of it.
#[derive(Debug)]
pub(in crate::operation) struct Deadline {
    gate: Gate,
    clock: Mutex<Clock>,
}

/// What has been waited so far.
#[derive(Debug, Default)]
struct Clock {
    spent: Duration,
    /// How many wait at this moment, and since when anybody does.
    waiting: usize,
    since: Option<Instant>,
}

/// Something is waited for: the time runs until this is dropped.
#[derive(Debug)]
#[must_use = "the time runs only while this lives"]
pub(in crate::operation) struct Waiting<'a>(&'a Deadline);

impl Deadline {
    /// By the rules of `gate`, with all its time.
    pub(in crate::operation) fn of(gate: Gate) -> Self {
        Self {
            gate,
            clock: Mutex::default(),
        }
    }

    /// The time runs for as long as anybody waits.
    pub(in crate::operation) fn wait(&self) -> Waiting<'_> {
        let mut clock = self.clock();
        clock.waiting += 1;
        clock.since.get_or_insert_with(Instant::now);
        Waiting(self)
    }

    /// What is left of it.
    pub(in crate::operation) fn left(&self) -> Duration {
        let whole = Duration::from_secs(self.gate.deadline_secs);
        let clock = self.clock();
        let waiting = clock.since.map_or(Duration::ZERO, |since| since.elapsed());
        whole.saturating_sub(clock.spent.saturating_add(waiting))
    }

    /// How it is verified.
    pub(in crate::operation) const fn gate(&self) -> &Gate {
        &self.gate
    }

    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut clock = self.0.clock();
        clock.waiting -= 1;
        if clock.waiting == 0
            && let Some(since) = clock.since.take()
        {
            clock.spent += since.elapsed();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_runs_while_anybody_waits_and_only_then() {
        let gate = Gate {
            deadline_secs: 100,
            stability_secs: 1,
            probe: None,
        };
        let (whole, deadline) = (Duration::from_secs(100), Deadline::of(gate));
        assert_eq!(deadline.left(), whole);
        let (one, another) = (deadline.wait(), deadline.wait());
        drop(one);
        let while_waiting = deadline.left();
        assert!(while_waiting < whole, "{while_waiting:?}");
        assert!(deadline.left() < while_waiting, "another still waits");
        drop(another);
        let after = deadline.left();
        assert!(after < while_waiting, "{after:?}");
        assert_eq!(deadline.left(), after, "nobody waits");
    }
}
