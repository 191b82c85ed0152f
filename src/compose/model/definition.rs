//! A part of the model as the Compose binary printed it: the base of config hashes and of telling what changed.

use std::fmt;

use serde_json::{Map, Value};

/// One JSON object in its original key order, with `$$` already back to `$` and paths already production's.
///
/// It holds environment values, so its `Debug` names keys only.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Definition(Map<String, Value>);

impl Definition {
    /// Of an object that has been made so.
    #[must_use]
    pub const fn new(object: Map<String, Value>) -> Self {
        Self(object)
    }

    /// The object.
    #[must_use]
    pub const fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
