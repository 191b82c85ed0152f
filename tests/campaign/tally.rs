//! What all runs together have shown.

use std::fmt;
use std::time::Duration;

use crate::run::Shown;

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) runs: usize,
    pub(crate) violations: usize,
    /// Runs after which the engine can't start what it had, whoever asks.
    broken_engines: usize,
    slowest: Option<Duration>,
}

impl Tally {
    pub(crate) fn add(&mut self, shown: &Shown) {
        self.runs += 1;
        self.violations += usize::from(!shown.violations.is_empty());
        self.broken_engines += usize::from(shown.engine_broke);
        self.slowest = self.slowest.max(shown.whole_after);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "runs {}, violations {}, ", self.runs, self.violations)?;
        match self.slowest {
            Some(took) => write!(f, "slowest recovery {:.1} s", took.as_secs_f32())?,
            None => write!(f, "nothing had to be recovered")?,
        }
        if self.broken_engines > 0 {
            write!(
                f,
                ", engines that can't start what they had {}",
                self.broken_engines
            )?;
        }
        Ok(())
    }
}
