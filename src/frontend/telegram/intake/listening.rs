//! How it goes with listening.

use std::fmt;
use std::time::Instant;

use crate::reply::words::span;

/// Whether what is said on Telegram is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listening {
    /// Telegram has not answered yet since the start.
    Starting,
    /// It is.
    Well,
    /// It isn't, and is tried again by itself.
    Interrupted {
        /// Since when.
        since: Instant,
        /// What went wrong last, and what can be done about it. For the log: it may name what strangers needn't know.
        why: String,
    },
    /// No more, since Hailer stops.
    Ended,
}

impl Listening {
    /// Whether commands are heard at this moment, as far as is known.
    #[must_use]
    pub const fn is_well(&self) -> bool {
        matches!(self, Self::Well)
    }
}

impl fmt::Display for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starting => f.write_str("Telegram has not answered yet"),
            Self::Well => f.write_str("listening to Telegram"),
            Self::Interrupted { since, why } => {
                let long = span(since.elapsed());
                write!(f, "not listening to Telegram for {long}: {why}")
            }
            Self::Ended => f.write_str("no longer listening to Telegram"),
        }
    }
}
