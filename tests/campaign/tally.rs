//! What all runs together have shown, and those of each fault.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::fault::Fault;
use crate::run::Shown;

#[derive(Default)]
pub(crate) struct Tally {
    rows: BTreeMap<Fault, Row>,
}

/// What the runs of one fault have shown.
#[derive(Default)]
struct Row {
    runs: usize,
    violations: usize,
    /// Runs after which the engine can't start what it had, whoever asks.
    broken_engines: usize,
    slowest: Option<Duration>,
}

impl Tally {
    pub(crate) fn add(&mut self, fault: Fault, shown: &Shown) {
        let row = self.rows.entry(fault).or_default();
        row.runs += 1;
        row.violations += usize::from(!shown.violations.is_empty());
        row.broken_engines += usize::from(shown.engine_broke);
        row.slowest = row.slowest.max(shown.whole_after);
    }

    pub(crate) fn runs(&self) -> usize {
        self.all().runs
    }

    pub(crate) fn violations(&self) -> usize {
        self.all().violations
    }

    fn all(&self) -> Row {
        let mut all = Row::default();
        for row in self.rows.values() {
            all.runs += row.runs;
            all.violations += row.violations;
            all.broken_engines += row.broken_engines;
            all.slowest = all.slowest.max(row.slowest);
        }
        all
    }
}

/// A line for each fault, then the line of all.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ("fault", "runs", "violations", "slowest recovery");
        writeln!(f, "{:<18}{:>6}{:>12}{:>18}", head.0, head.1, head.2, head.3)?;
        for (fault, row) in &self.rows {
            let slowest = match row.slowest {
                Some(took) => format!("{:.1} s", took.as_secs_f32()),
                None => "-".to_owned(),
            };
            let name = fault.to_string();
            let (runs, violations) = (row.runs, row.violations);
            writeln!(f, "{name:<18}{runs:>6}{violations:>12}{slowest:>18}")?;
        }
        self.all().fmt(f)
    }
}

impl fmt::Display for Row {
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
