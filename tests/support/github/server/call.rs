//! What was asked, kept for the test.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::github::state::app::Caller;

/// A request. Of the credentials it keeps but whose they are.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    /// In lower case, without the authorization.
    pub(crate) headers: BTreeMap<String, String>,
    /// As it came; null if it was none, or no JSON.
    pub(crate) body: Value,
    /// The operation's name; "" if there is none such.
    pub(crate) operation: &'static str,
    pub(crate) caller: Caller,
    /// None: not answered yet, or never.
    pub(crate) status: Option<u16>,
}
