//! One instance, whole.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::lines::{Condition, InstanceLine, ends, state};
use super::words::{connect, connect_elsewhere, limit, served, what};
use crate::domain::container::Check;
use crate::reply::block::{Block, Reply};
use crate::reply::words::{moment, short_id};

/// All that is known of an instance.
#[derive(Debug, Clone, Serialize)]
pub struct InstanceSheet {
    /// What its line in the list says.
    #[serde(flatten)]
    pub line: InstanceLine,
    /// The image.
    pub image: String,
    /// Its container's full id; `None` where there is none.
    #[serde(rename = "id")]
    pub container: Option<String>,
    /// When it was last started.
    pub started: Option<DateTime<Utc>>,
    /// When it last ended.
    pub finished: Option<DateTime<Utc>>,
    /// The exit code of its last end.
    pub exit_code: Option<i64>,
    /// How often the engine has restarted it by itself.
    pub restarts: u64,
    /// The last check that ran, its output redacted.
    pub last_check: Option<Check>,
    /// How many labels it has.
    pub labels: usize,
    /// How to connect, by name, passwords and all; `None` where that may not be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connections: Option<BTreeMap<String, String>>,
    /// Whether its owner was not shown yet how to connect.
    pub still_to_show: bool,
}

/// One instance with all that is known of it.
#[must_use]
pub fn inspect(sheet: &InstanceSheet, now: DateTime<Utc>) -> Reply {
    let line = &sheet.line;
    let mut reply = Reply::done(headline(line)).toned(state(line).tone);
    if let Some(bytes) = line.killed_at {
        reply = reply.text(format!(
            "Killed at its {} limit of memory. A preset of your own can give it more.",
            limit(bytes)
        ));
    }
    reply = reply.with(Block::Facts(facts(sheet, now)));
    if let Some(check) = sheet
        .last_check
        .as_ref()
        .filter(|check| !check.output.trim().is_empty())
    {
        reply = reply
            .with(Block::Heading("What its last check said".to_owned()))
            .with(Block::Code(check.output.trim_end().to_owned()));
    }
    let name = &line.name;
    reply = match (&sheet.connections, line.condition) {
        (_, Condition::Kept) => reply,
        (Some(connections), _) => connect(reply, name, connections),
        (None, _) if sheet.still_to_show => connect_elsewhere(reply, &[name]),
        (None, _) => reply,
    };
    let reply = match line.condition {
        Condition::Kept => reply.then("Volumes", "/docker-volumes"),
        Condition::Stopped => reply.then("Start", format!("/docker-start {name}")),
        _ => reply.then("Logs", format!("/docker-logs {name}")),
    };
    reply
        .then("Destroy", format!("/docker-destroy {name}"))
        .data_of(sheet)
}

fn headline(line: &InstanceLine) -> String {
    let name = &line.name;
    match line.condition {
        Condition::Failed => format!("{name} failed"),
        Condition::Unhealthy => format!("{name} is unhealthy"),
        Condition::Unknown => format!("how {name} is isn't known"),
        Condition::Starting => format!("{name} is starting"),
        Condition::Healthy => format!("{name} is healthy"),
        Condition::Stopped => format!("{name} is stopped"),
        Condition::Kept => format!("{name} is destroyed; its data is kept"),
    }
}

fn facts(sheet: &InstanceSheet, now: DateTime<Utc>) -> Vec<(String, String)> {
    let line = &sheet.line;
    let at = |at: DateTime<Utc>| moment(at, now);
    let check = sheet.last_check.as_ref().map(|check| {
        let passed = if check.exit_code == 0 {
            "passed"
        } else {
            "failed"
        };
        let when = check
            .at
            .map_or_else(|| "at a time that isn't known".to_owned(), at);
        format!("{passed} (exit code {}), {when}", check.exit_code)
    });
    let volumes = (!line.volumes.is_empty()).then(|| line.volumes.join(", "));
    let facts = [
        (
            "made of",
            Some(what(&line.preset, &line.version, line.mode)),
        ),
        ("image", Some(sheet.image.clone())),
        ("served at", Some(served(&line.ports))),
        ("owner", Some(line.owner.clone())),
        ("created", Some(at(line.created_at))),
        ("destroys itself", ends(line, at)),
        (
            "container",
            sheet.container.as_deref().map(|id| short_id(id).to_owned()),
        ),
        ("started", sheet.started.map(at)),
        ("finished", sheet.finished.map(at)),
        ("exit code", sheet.exit_code.map(|code| code.to_string())),
        ("restarts", Some(sheet.restarts.to_string())),
        ("last check", check),
        ("volumes", volumes),
        ("labels", Some(sheet.labels.to_string())),
    ];
    let known = facts
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    known.collect()
}
