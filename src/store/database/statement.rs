//! A statement: a text with `$1`, `$2`, … and the values for them, in order. It runs on either database.

use super::value::Value;

/// A statement that is ready to run.
#[derive(Debug)]
pub(in crate::store) struct Statement {
    pub(super) text: &'static str,
    pub(super) values: Vec<Value>,
}

/// A statement of `text`, which both databases understand. It is written in the program, never put together.
pub(in crate::store) const fn sql(text: &'static str) -> Statement {
    Statement {
        text,
        values: Vec::new(),
    }
}

impl Statement {
    /// The value of the next `$n`.
    pub(in crate::store) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }
}
