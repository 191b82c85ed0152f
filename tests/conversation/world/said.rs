//! An answer as it is printed at a terminal, with what differs from run to run replaced by its kind.

use std::fmt;

use hailer::domain::name::OperationId;
use hailer::frontend::console::{Look, exit_code, render};
use hailer::reply::{Reply, Status};
use regex::Regex;
use serde_json::Value;

/// An answer.
pub(crate) struct Said {
    /// As it is printed, plain.
    pub(crate) text: String,
    /// How it ended.
    pub(crate) status: Status,
    /// What the shell is told.
    pub(crate) code: u8,
    /// The operations whose end it tells.
    pub(crate) tells: Vec<OperationId>,
    /// Whether it says more than that.
    pub(crate) says_more: bool,
    /// The facts for scripts.
    pub(crate) data: Value,
    redacted: String,
}

impl Said {
    /// `own` are the world's own names and what stands for them.
    pub(crate) fn new(reply: Reply, own: &[(&str, &str)]) -> Self {
        let text = render(&reply, Look::PLAIN);
        Self {
            redacted: redact(&text, &reply.data, own),
            code: exit_code(reply.status),
            status: reply.status,
            tells: reply.tells,
            says_more: reply.says_more,
            data: reply.data,
            text,
        }
    }

    /// The code that confirms the plan that was shown.
    pub(crate) fn confirmation(&self) -> String {
        let code = self.data["confirm"]["code"].as_str();
        code.unwrap_or_else(|| panic!("no preview: {self}"))
            .to_owned()
    }
}

/// As in a terminal's transcript, with the exit code last.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(exit {})", self.redacted, self.code)
    }
}

fn redact(text: &str, data: &Value, own: &[(&str, &str)]) -> String {
    let known = [
        (data["confirm"]["code"].as_str(), "CODE"),
        (data["code"].as_str(), "PAIRING"),
        (data["operation"].as_str(), "OPERATION"),
        (data["digest"].as_str().map(|digest| &digest[..8]), "DIGEST"),
    ];
    let known = known
        .iter()
        .filter_map(|(value, kind)| Some(((*value)?, *kind)));
    let lists = ["releases", "operations"]
        .iter()
        .filter_map(|list| data[*list].as_array());
    let listed = lists.flatten().filter_map(|one| one["operation"].as_str());
    let known = known.chain(listed.map(|id| (id, "OPERATION")));
    let mut text = text.to_owned();
    for (value, kind) in own.iter().copied().chain(known) {
        text = text.replace(value, kind);
    }
    for (pattern, kind) in [
        (r"\d{4}-\d\d-\d\d[T ][0-9:.]+( ?UTC|Z)?", "TIME"),
        (r"\b\d+(\.\d+)? (ms|s|min|h)\b( \d+ (ms|s|min)\b)?", "SPAN"),
        (r"just now|SPAN ago", "SPAN"),
        (r"\b[0-9a-f]{12,64}\b", "ID"),
        (r"127\.0\.0\.1:\d{4,5}", "127.0.0.1:PORT"),
        (r"(\S)  +", "$1  "),
        (r"[─-]{4,}", "----"),
        // What Compose 2.40 says in other words than 2.26.
        (r"failed to parse \S+: yaml:", "yaml:"),
        (
            r"additional properties '([^']+)' not allowed",
            "Additional property $1 is not allowed",
        ),
    ] {
        text = Regex::new(pattern)
            .unwrap()
            .replace_all(&text, kind)
            .into_owned();
    }
    text
}
