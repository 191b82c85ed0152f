//! A step of an operation, with its time.

use std::time::{Duration, Instant};

use crate::frontend::telegram::render::{Html, Mark, cut, inert};
use crate::reply::words::seconds;
use crate::reply::{Progress, clean_line};

/// Units of a step's name, and of what it says: all steps that are shown leave room for some lines of a log.
pub(super) const STEP: usize = 100;

#[derive(Debug)]
pub(super) struct Step {
    name: String,
    detail: Option<String>,
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

impl Step {
    /// Begins with the first news of it.
    pub(super) fn begun(progress: &Progress, now: Instant) -> Self {
        let mut step = Self {
            name: name(progress),
            detail: None,
            stand: Stand::Runs(now),
        };
        step.hear(progress, now);
        step
    }

    /// Whether the news are of this step.
    pub(super) fn is_meant(&self, progress: &Progress) -> bool {
        self.runs() && self.name == name(progress)
    }

    pub(super) fn hear(&mut self, progress: &Progress, now: Instant) {
        let detail = progress.detail.as_deref();
        self.detail = detail.map(|detail| cut(&clean_line(detail), STEP));
        if progress.done {
            self.stand = Stand::Done(self.took(now));
        }
    }

    /// Nothing more is heard of it.
    pub(super) fn leave(&mut self, now: Instant) {
        if self.runs() {
            self.stand = Stand::Left(self.took(now));
        }
    }

    pub(super) const fn runs(&self) -> bool {
        matches!(self.stand, Stand::Runs(_))
    }

    fn took(&self, now: Instant) -> Duration {
        match self.stand {
            Stand::Runs(since) => now.saturating_duration_since(since),
            Stand::Done(took) | Stand::Left(took) => took,
        }
    }

    pub(super) fn draw(&self, now: Instant) -> Html {
        let sign = match self.stand {
            Stand::Runs(_) => "◐ ",
            Stand::Done(_) => "✓ ",
            Stand::Left(_) => "– ",
        };
        let mut html = Html::default();
        html.plain(sign).add(&inert(&self.name));
        // What took no time has no time to show.
        let secs = self.took(now).as_secs();
        if secs > 0 {
            html.plain(" ").mark(Mark::Italic, &seconds(secs));
        }
        if let Some(detail) = self.detail.as_ref().filter(|_| self.runs()) {
            html.plain(": ").add(&inert(detail));
        }
        html
    }
}

fn name(progress: &Progress) -> String {
    cut(&clean_line(&progress.step), STEP)
}
