//! Updates that wait for the bot, until it confirms them.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::State;

/// What a bot gets only if it asks for it by name.
const ON_DEMAND: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];
/// "Updates will not be kept longer than 24 hours."
const KEPT: TimeDelta = TimeDelta::hours(24);

struct Waiting {
    id: i64,
    update: Value,
    since: DateTime<Utc>,
}

pub(crate) struct Updates {
    next_id: i64,
    waiting: VecDeque<Waiting>,
    /// The kinds that were asked for last; none: the usual ones.
    pub(crate) allowed: Vec<String>,
    /// Which poll is the newest: an older one that still waits is ended.
    pub(crate) newest_poll: u64,
    /// Whether another program polls all the time.
    pub(crate) is_contended: bool,
    /// How many updates were given, those given again included.
    pub(crate) given: usize,
}

impl Default for Updates {
    fn default() -> Self {
        Self {
            next_id: 100_000_001,
            waiting: VecDeque::new(),
            allowed: Vec::new(),
            newest_poll: 0,
            is_contended: false,
            given: 0,
        }
    }
}

impl Updates {
    fn is_allowed(&self, kind: &str) -> bool {
        if self.allowed.is_empty() {
            return !ON_DEMAND.contains(&kind);
        }
        self.allowed.iter().any(|allowed| allowed == kind)
    }

    /// Whether the bot has had it and has asked for a later one.
    pub(crate) fn is_confirmed(&self, id: i64) -> bool {
        id < self.next_id && self.waiting.iter().all(|waiting| waiting.id != id)
    }

    pub(crate) fn count(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn drop_all(&mut self) {
        self.waiting.clear();
    }

    /// Forgets those before the offset; a negative one counts from the end.
    pub(crate) fn confirm_before(&mut self, offset: i64) {
        if offset < 0 {
            let kept = usize::try_from(offset.unsigned_abs()).unwrap();
            let forgotten = self.waiting.len().saturating_sub(kept);
            self.waiting.drain(..forgotten);
        } else {
            self.waiting.retain(|waiting| waiting.id >= offset);
        }
    }

    pub(crate) fn first(&mut self, limit: usize, now: DateTime<Utc>) -> Vec<Value> {
        self.waiting.retain(|waiting| now - waiting.since < KEPT);
        let first = self.waiting.iter().take(limit);
        let first: Vec<_> = first.map(|waiting| waiting.update.clone()).collect();
        self.given += first.len();
        first
    }
}

impl State {
    /// Puts an update into the bot's queue. None if the bot hasn't asked for such.
    pub(crate) fn push_update(&mut self, kind: &str, told: Value) -> Option<i64> {
        if !self.updates.is_allowed(kind) {
            return None;
        }
        let id = self.updates.next_id;
        self.updates.next_id += 1;
        let mut update = json!({ "update_id": id });
        update[kind] = told;
        self.updates.waiting.push_back(Waiting {
            id,
            update,
            since: self.clock.now(),
        });
        Some(id)
    }
}
