//! Flood limits. Telegram doesn't publish its exact ones; its FAQ for bots says: about one message a second in one chat
//! (bursts are let through for a while), and no more than 20 messages a minute in one group. Edits are counted like messages, in a
//! row of their own.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::telegram::refusal::{Refusal, too_many};

/// What is let through. The default is the strict reading of the FAQ.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// How many messages (and again how many edits) go through at once in one chat.
    pub(crate) burst: u32,
    /// After that, one in this time.
    pub(crate) pace: Duration,
    /// Messages in one group within 60 seconds.
    pub(crate) group_minute: usize,
    /// How long a pressed button can be answered.
    pub(crate) query_life: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            burst: 5,
            pace: Duration::from_secs(1),
            group_minute: 20,
            query_life: Duration::from_secs(15),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Message,
    Edit,
}

#[derive(Default)]
pub(crate) struct Floods {
    /// When the burst of a chat is whole again.
    paid: BTreeMap<(i64, Kind), DateTime<Utc>>,
    groups: BTreeMap<i64, VecDeque<DateTime<Utc>>>,
    /// Chats that were told to wait, and until when.
    waits: BTreeMap<(i64, Kind), DateTime<Utc>>,
    /// How often somebody was told to wait.
    pub(crate) refused: usize,
}

impl Floods {
    /// Counts one message or edit. A call within the wait is refused with what is left of it.
    pub(crate) fn count(
        &mut self,
        limits: &Limits,
        (chat, is_group): (i64, bool),
        kind: Kind,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let mut until = self.waits.get(&(chat, kind)).copied().unwrap_or(now);
        let pace = TimeDelta::from_std(limits.pace).unwrap();
        let whole = self
            .paid
            .get(&(chat, kind))
            .copied()
            .unwrap_or(now)
            .max(now);
        let burst = i32::try_from(limits.burst).unwrap();
        until = until.max(whole + pace - pace * burst);
        let minute = self.groups.entry(chat).or_default();
        while minute
            .front()
            .is_some_and(|sent| now - sent >= TimeDelta::seconds(60))
        {
            minute.pop_front();
        }
        let counts = is_group && kind == Kind::Message;
        if counts && minute.len() >= limits.group_minute {
            until = until.max(minute[0] + TimeDelta::seconds(60));
        }
        if until > now {
            let wait = (until - now)
                .num_milliseconds()
                .unsigned_abs()
                .div_ceil(1000);
            let wait = wait.max(1);
            let whole_seconds = TimeDelta::seconds(i64::try_from(wait).unwrap());
            // Asking again within the wait doesn't make it longer.
            self.waits
                .entry((chat, kind))
                .and_modify(|end| *end = (*end).max(until))
                .or_insert(now + whole_seconds);
            self.refused += 1;
            return Err(too_many(wait));
        }
        self.waits.remove(&(chat, kind));
        self.paid.insert((chat, kind), whole + pace);
        if counts {
            minute.push_back(now);
        }
        Ok(())
    }
}
