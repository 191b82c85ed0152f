//! Discovery: where the variables of a preset come from that a person would otherwise export.

mod http;
mod quilt;

use std::collections::BTreeMap;

use crate::instance::preset::Discovered;

pub use quilt::Quilt;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The values.
    pub values: BTreeMap<Discovered, String>,
    /// What should be looked at, a sentence each: what was guessed, and what couldn't be read.
    pub warnings: Vec<String>,
}

/// Why nothing was found: what happened, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}. {why}. {fix}.")]
pub struct NotFound {
    /// What isn't known.
    pub what: String,
    /// Where it was looked for.
    pub why: String,
    /// What to do.
    pub fix: String,
}

/// Somewhere that knows what presets may ask for.
pub trait Discovery {
    /// Looks for all that it knows, within a bounded time.
    fn find(&self) -> impl Future<Output = Result<Found, NotFound>> + Send;
}
