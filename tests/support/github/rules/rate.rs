//! Rate limits: so many requests an hour, and so much content a minute
//! (<https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api>).

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use crate::github::refusal::Refusal;
use crate::github::state::app::Caller;

const PAGE: &str = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const SECONDARY_PAGE: &str = "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api\
    #about-secondary-rate-limits";
const SECONDARY: &str = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach \
    out to GitHub Support for help, please include the request ID stand-in.";

/// What is let through.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Requests an hour with a token.
    pub(crate) hour: u32,
    /// Requests an hour without one.
    pub(crate) anonymous: u32,
    /// Requests in a minute that change something.
    pub(crate) content_minute: usize,
    /// The same in an hour.
    pub(crate) content_hour: usize,
    /// 403 or 429: GitHub says it in both ways.
    pub(crate) status: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hour: 5000,
            anonymous: 60,
            content_minute: 80,
            content_hour: 500,
            status: 403,
        }
    }
}

/// What one caller has used of an hour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) limit: u32,
    pub(crate) used: u32,
    pub(crate) reset: DateTime<Utc>,
}

impl Window {
    pub(crate) fn remaining(self) -> u32 {
        self.limit.saturating_sub(self.used)
    }
}

#[derive(Default)]
pub(crate) struct Spent {
    windows: BTreeMap<Caller, Window>,
    content: BTreeMap<Caller, VecDeque<DateTime<Utc>>>,
    /// How often somebody was told to wait.
    pub(crate) refused: usize,
}

impl Spent {
    /// The caller's hour; a new one begins when the last is over.
    pub(crate) fn window(&mut self, limits: &Limits, caller: Caller, now: DateTime<Utc>) -> Window {
        let limit = match caller {
            Caller::Nobody => limits.anonymous,
            _ => limits.hour,
        };
        let fresh = Window {
            limit,
            used: 0,
            reset: now + TimeDelta::hours(1),
        };
        let window = self.windows.entry(caller).or_insert(fresh);
        if now >= window.reset {
            *window = fresh;
        }
        window.limit = limit;
        *window
    }

    /// Counts a request. One that is refused counts no further.
    pub(crate) fn count(
        &mut self,
        limits: &Limits,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let window = self.window(limits, caller, now);
        if window.remaining() == 0 {
            self.refused += 1;
            return Err(used_up(limits, caller));
        }
        self.windows.entry(caller).and_modify(|one| one.used += 1);
        Ok(())
    }

    /// What was answered with a 304 costs nothing.
    pub(crate) fn give_back(&mut self, caller: Caller) {
        self.windows.entry(caller).and_modify(|one| one.used -= 1);
    }

    /// The hour is used up from here on.
    pub(crate) fn use_up(&mut self, limits: &Limits, caller: Caller, now: DateTime<Utc>) {
        let window = self.window(limits, caller, now);
        let all = |one: &mut Window| one.used = window.limit;
        self.windows.entry(caller).and_modify(all);
    }

    /// Counts a request that changes something.
    pub(crate) fn count_content(
        &mut self,
        limits: &Limits,
        caller: Caller,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let made = self.content.entry(caller).or_default();
        made.retain(|at| now - *at < TimeDelta::hours(1));
        let spans = [
            (TimeDelta::minutes(1), limits.content_minute),
            (TimeDelta::hours(1), limits.content_hour),
        ];
        for (span, most) in spans {
            let within: Vec<_> = made.iter().filter(|at| now - **at < span).collect();
            if within.len() >= most {
                let free = *within[within.len() - most] + span - now;
                self.refused += 1;
                return Err(secondary(limits.status, seconds(free)));
            }
        }
        made.push_back(now);
        Ok(())
    }
}

fn seconds(wait: TimeDelta) -> u64 {
    let milliseconds = wait.num_milliseconds().max(1).unsigned_abs();
    milliseconds.div_ceil(1000)
}

fn used_up(limits: &Limits, caller: Caller) -> Refusal {
    let whose = match caller {
        Caller::Nobody => "127.0.0.1".to_owned(),
        Caller::Person(id) => format!("user ID {id}"),
        Caller::App(id) | Caller::Installation(id) => format!("installation ID {id}"),
    };
    let words = format!("API rate limit exceeded for {whose}.");
    Refusal::new(limits.status, &words).with_docs(PAGE)
}

/// Seconds to wait are said in a header.
pub(crate) fn secondary(status: u16, seconds: u64) -> Refusal {
    Refusal::new(status, SECONDARY)
        .with_docs(SECONDARY_PAGE)
        .with_header("retry-after", seconds.to_string())
}
