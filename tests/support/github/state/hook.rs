//! Webhooks, and what was sent to them.

use serde_json::Value;

/// Who set it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Repository(i64),
    App(i64),
}

#[derive(Debug, Clone)]
pub(crate) struct Hook {
    pub(crate) id: i64,
    pub(crate) target: Target,
    pub(crate) url: String,
    pub(crate) secret: Option<String>,
    /// What it is told of; "*" is all.
    pub(crate) events: Vec<&'static str>,
    pub(crate) is_active: bool,
}

impl Hook {
    pub(crate) fn wants(&self, event: &str) -> bool {
        let is_asked = |one: &&str| *one == "*" || *one == event;
        event == "ping" || (self.is_active && self.events.iter().any(is_asked))
    }
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Waiting,
    /// With this status.
    Answered(u16),
    /// Not within 10 seconds.
    TimedOut,
    /// Nobody was there, or the connection ended.
    Failed,
    /// Never sent: a test wanted it so.
    Lost,
}

/// One request to a hook. Sent again it has the same GUID and another id.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) id: i64,
    pub(crate) hook: i64,
    pub(crate) guid: String,
    pub(crate) event: &'static str,
    pub(crate) action: Option<String>,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) outcome: Outcome,
}

impl Sent {
    pub(crate) fn payload(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}
