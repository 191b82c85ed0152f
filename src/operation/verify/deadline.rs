//! The one deadline of a run: all that is waited for on the way has come by then, the gate at the end too.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::domain::plan::Gate;

/// How long a version has to come up, and how it is verified. What is built or pulled before costs nothing of it.
#[derive(Debug)]
pub(in crate::operation) struct Deadline {
    gate: Gate,
    began: OnceLock<Instant>,
}

impl Deadline {
    /// By the rules of `gate`; the time does not run yet.
    pub(in crate::operation) const fn of(gate: Gate) -> Self {
        Self {
            gate,
            began: OnceLock::new(),
        }
    }

    /// The time runs from here on, unless it does already: the first container is about to be started.
    pub(in crate::operation) fn begin(&self) {
        self.began.get_or_init(Instant::now);
    }

    /// What is left. Who asks waits for something, so the time runs from then on.
    pub(in crate::operation) fn left(&self) -> Duration {
        let began = self.began.get_or_init(Instant::now);
        self.whole().saturating_sub(began.elapsed())
    }

    const fn whole(&self) -> Duration {
        Duration::from_secs(self.gate.deadline_secs)
    }

    /// How it is verified.
    pub(in crate::operation) const fn gate(&self) -> &Gate {
        &self.gate
    }
}
