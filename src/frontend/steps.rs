//! The steps of an operation as they are told, with their times. How they look is for each chat to say.

use std::time::{Duration, Instant};

use crate::reply::{Progress, clean_line};

/// All that was told of an operation so far.
#[derive(Debug, Default)]
pub(super) struct Steps {
    /// What it is ("shop: deploy"), once it is one.
    title: Option<String>,
    all: Vec<Step>,
}

/// A step, as it was told.
#[derive(Debug)]
pub(super) struct Step {
    /// What is done, in a line.
    pub(super) name: String,
    /// What it waits for, or is at.
    pub(super) detail: Option<String>,
    stand: Stand,
}

#[derive(Debug, Clone, Copy)]
enum Stand {
    /// Since then.
    Runs(Instant),
    Done(Duration),
    /// Never told to be done; the answer says what became of it.
    Left(Duration),
}

impl Steps {
    pub(super) fn hear(&mut self, progress: &Progress, now: Instant) {
        self.title
            .get_or_insert_with(|| clean_line(&progress.title).into_owned());
        let name = clean_line(&progress.step);
        let running = self
            .all
            .iter_mut()
            .find(|step| step.runs() && step.name == *name);
        if let Some(step) = running {
            return step.hear(progress, now);
        }
        let mut step = Step {
            name: name.into_owned(),
            detail: None,
            stand: Stand::Runs(now),
        };
        step.hear(progress, now);
        self.all.push(step);
    }

    /// Nothing more is heard of those under way.
    pub(super) fn leave(&mut self, now: Instant) {
        for step in self.all.iter_mut().filter(|step| step.runs()) {
            step.stand = Stand::Left(step.took(now));
        }
    }

    pub(super) fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether one is under way, whose time goes on.
    pub(super) fn is_timed(&self) -> bool {
        self.all.iter().any(Step::runs)
    }

    /// How many have ended.
    pub(super) fn done(&self) -> usize {
        self.all.iter().filter(|step| !step.runs()).count()
    }

    /// How many there are before the last `most`, and those.
    pub(super) fn last(&self, most: usize) -> (usize, &[Step]) {
        let before = self.all.len().saturating_sub(most);
        (before, &self.all[before..])
    }
}

impl Step {
    fn hear(&mut self, progress: &Progress, now: Instant) {
        self.detail = progress
            .detail
            .as_deref()
            .map(|detail| clean_line(detail).into_owned());
        if progress.done {
            self.stand = Stand::Done(self.took(now));
        }
    }

    pub(super) const fn runs(&self) -> bool {
        matches!(self.stand, Stand::Runs(_))
    }

    /// How long it has taken until now, or took.
    pub(super) fn took(&self, now: Instant) -> Duration {
        match self.stand {
            Stand::Runs(since) => now.saturating_duration_since(since),
            Stand::Done(took) | Stand::Left(took) => took,
        }
    }

    /// Under way, done, or left.
    pub(super) const fn sign(&self) -> &'static str {
        match self.stand {
            Stand::Runs(_) => "◐",
            Stand::Done(_) => "✓",
            Stand::Left(_) => "–",
        }
    }
}
