//! A pressed button, until it is answered.

use chrono::{DateTime, Utc};

use super::updates::Updates;

/// What the bot showed to the one who pressed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) text: Option<String>,
    /// Whether it has to be closed, rather than passing by.
    pub(crate) is_alert: bool,
}

pub(crate) struct Query {
    pub(crate) pressed: DateTime<Utc>,
    pub(crate) answer: Option<Answer>,
    /// The update that told of it.
    update: Option<i64>,
}

impl Query {
    pub(crate) fn new(pressed: DateTime<Utc>, update: Option<i64>) -> Self {
        Self {
            pressed,
            answer: None,
            update,
        }
    }

    /// Taken by the bot, but not answered: the button shows that something is under way, for a minute.
    pub(crate) fn is_forgotten(&self, updates: &Updates) -> bool {
        self.answer.is_none() && self.update.is_some_and(|id| updates.is_confirmed(id))
    }

    pub(crate) fn forgive(&mut self) {
        self.update = None;
    }
}
