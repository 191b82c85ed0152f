//! What Telegram answers when it doesn't do what was asked: its status and its words.

use serde_json::{Value, json};

/// An answer with `"ok": false`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    /// The HTTP status, which is `error_code` too.
    pub(crate) status: u16,
    pub(crate) description: String,
    /// `ResponseParameters`: seconds to wait, with a 429, or where a group has gone.
    parameters: Option<Value>,
}

impl Refusal {
    fn new(status: u16, kind: &str, words: &str) -> Self {
        Self {
            status,
            description: format!("{kind}: {words}"),
            parameters: None,
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut answer = json!({
            "ok": false, "error_code": self.status, "description": self.description,
        });
        if let Some(parameters) = &self.parameters {
            answer["parameters"] = parameters.clone();
        }
        answer
    }
}

pub(crate) fn bad(words: &str) -> Refusal {
    Refusal::new(400, "Bad Request", words)
}

pub(crate) fn forbidden(words: &str) -> Refusal {
    Refusal::new(403, "Forbidden", words)
}

pub(crate) fn conflict(words: &str) -> Refusal {
    Refusal::new(409, "Conflict", words)
}

/// Another program polls with the same token.
pub(crate) fn terminated() -> Refusal {
    conflict(
        "terminated by other getUpdates request; make sure that only one bot instance is running",
    )
}

pub(crate) fn too_many(seconds: u64) -> Refusal {
    let words = format!("retry after {seconds}");
    Refusal {
        parameters: Some(json!({ "retry_after": seconds })),
        ..Refusal::new(429, "Too Many Requests", &words)
    }
}

/// A group that is a supergroup by now.
pub(crate) fn upgraded(to: i64) -> Refusal {
    Refusal {
        parameters: Some(json!({ "migrate_to_chat_id": to })),
        ..bad("group chat was upgraded to a supergroup chat")
    }
}

/// A refusal that is its status's name alone (401, 404, 413).
pub(crate) fn bare(status: u16, name: &str) -> Refusal {
    Refusal {
        status,
        description: name.to_owned(),
        parameters: None,
    }
}
