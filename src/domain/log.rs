//! What is asked of a log, whoever keeps it: the engine, or Hailer itself.

use chrono::{DateTime, Utc};
use regex::Regex;

/// Where a line was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output; also everything from a container with a terminal.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Which lines are wanted.
#[derive(Debug, Clone)]
pub struct LogQuery {
    /// How many lines at most, the newest ones; after `grep`.
    pub lines: usize,
    /// Not before this.
    pub since: Option<DateTime<Utc>>,
    /// Not after this.
    pub until: Option<DateTime<Utc>>,
    /// Only lines in which this is found.
    pub grep: Option<Regex>,
}

impl LogQuery {
    /// The last `lines` lines.
    #[must_use]
    pub const fn last(lines: usize) -> Self {
        Self {
            lines,
            since: None,
            until: None,
            grep: None,
        }
    }

    /// Whether a line with this `text` is one of them. One without a time may be of any.
    #[must_use]
    pub fn wants(&self, at: Option<DateTime<Utc>>, text: &str) -> bool {
        let in_time = at.is_none_or(|at| {
            self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at <= until)
        });
        in_time && self.grep.as_ref().is_none_or(|grep| grep.is_match(text))
    }
}
