//! What is wrong with a user's preset: where, what was expected, and what would do.

use std::fmt;

use serde::Serialize;

/// Why a file, or the folder of them, can't be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file or folder.
    pub file: String,
    /// The line, from 1, where one is known.
    pub line: Option<usize>,
    /// The key ("limits.memory"), where one is to blame.
    pub key: Option<String>,
    /// What is wrong, the rest of a sentence.
    pub problem: String,
    /// What was expected.
    pub expected: Option<String>,
    /// What to do, a sentence without its full stop.
    pub fix: String,
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} can't be used. ", self.file)?;
        let line = self.line.map(|line| format!("Line {line}"));
        let mut place: Vec<&str> = Vec::new();
        place.extend(line.as_deref());
        place.extend(self.key.as_deref());
        let place = place.join(", ");
        if place.is_empty() {
            f.write_str(&self.problem)?;
        } else {
            write!(f, "{place}: {}", self.problem)?;
        }
        if let Some(expected) = &self.expected {
            write!(f, ", expected {expected}")?;
        }
        write!(f, ". {}.", self.fix)
    }
}
