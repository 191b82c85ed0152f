//! The stand-in's clock: the real one, and what a test has put it forward by.
//!
//! tokio's paused time is no choice here: with real sockets the runtime looks idle while bytes are under way, and jumps to
//! the next timer. So what lasts for Telegram (flood windows, the life of a query, the 24 hours of an update) follows this
//! clock, and only the long poll's own wait is real time.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

#[derive(Default)]
pub(crate) struct Clock {
    ahead: TimeDelta,
    /// When it was stopped, by the real time.
    stopped: Option<DateTime<Utc>>,
}

impl Clock {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.stopped.unwrap_or_else(Utc::now) + self.ahead
    }

    /// Seconds since 1970, as the Bot API gives dates.
    pub(crate) fn unix(&self) -> i64 {
        self.now().timestamp()
    }

    pub(crate) fn stop(&mut self) {
        self.stopped.get_or_insert_with(Utc::now);
    }

    pub(crate) fn put_forward(&mut self, by: Duration) {
        self.ahead += TimeDelta::from_std(by).unwrap();
    }
}
