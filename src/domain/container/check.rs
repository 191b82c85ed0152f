//! A run of a healthcheck, and what may be shown of its output.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One run of a healthcheck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// When it ended.
    pub at: Option<DateTime<Utc>>,
    /// Its exit code.
    pub exit_code: i64,
    /// What it printed, unredacted.
    pub output: String,
}

impl Check {
    /// How much of its output is kept, bytes: as much as the engine keeps of its own (moby, `daemon/health.go`).
    pub(crate) const KEPT: usize = 4096;

    /// What may be shown of the output that was kept. Where all has been filled, the rest was cut off, and the last line may
    /// end in half of a secret: it goes, and that it has gone is said.
    pub(crate) fn shown(kept: &[u8]) -> String {
        if kept.len() < Self::KEPT {
            return String::from_utf8_lossy(kept).into_owned();
        }
        let end = kept.iter().rposition(|byte| *byte == b'\n');
        match end.and_then(|end| kept.get(..=end)) {
            Some(whole) => String::from_utf8_lossy(whole).into_owned() + "…(cut)\n",
            None => "(a line of 4 KiB or more, not shown: its end was cut off)\n".to_owned(),
        }
    }

    /// What is said of the last one, after what it was waited for; `None`: none came to an end.
    #[must_use]
    pub fn last_said(last: Option<&Self>) -> String {
        let Some(last) = last else {
            return "; no check of it came to an end".to_owned();
        };
        match last.output.trim() {
            "" => format!("; its last check failed with code {}", last.exit_code),
            output => format!("; its last check said: {output}"),
        }
    }
}
