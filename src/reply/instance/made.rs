//! What became of what was to be made.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use super::words::{connect, connect_elsewhere, exactly, last_lines, served, what};
use crate::domain::instance::{Mode, Served};
use crate::domain::name::{InstanceName, PresetName, VersionName};
use crate::reply::block::{Block, Reply, Tone};
use crate::reply::words::{few, moment};

/// Names in a headline before the rest is only counted.
const NAMES: usize = 5;

/// An instance that was asked for, and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Made {
    /// Its name.
    pub name: InstanceName,
    /// The preset.
    pub preset: PresetName,
    /// Its version.
    pub version: VersionName,
    /// How much it minds its data.
    pub mode: Mode,
    /// What a person should know of it, a sentence each.
    pub warnings: Vec<String>,
    /// What became of it.
    #[serde(flatten)]
    pub result: MadeResult,
}

/// What became of one.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum MadeResult {
    /// It answers.
    Ready {
        /// Where it is served.
        ports: Vec<Served>,
        /// How to connect, by name, passwords and all; `None` where that may not be shown.
        #[serde(skip_serializing_if = "Option::is_none")]
        connections: Option<BTreeMap<String, String>>,
        /// How long that took, milliseconds.
        ready_ms: u64,
        /// When it destroys itself.
        expires_at: Option<DateTime<Utc>>,
    },
    /// It failed.
    Failed {
        /// What went wrong, why, and what to do, in sentences; redacted.
        why: String,
        /// Its last log lines, redacted.
        last_lines: Vec<String>,
        /// What is left of it.
        left: Left,
    },
    /// It went because another one failed (`--all-or-nothing`).
    Undone,
}

/// What is left of an instance that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// It was never made.
    Nothing,
    /// It was removed.
    Removed,
    /// It is there, to be looked at.
    Kept,
    /// It isn't known: it was left in the middle.
    Unknown,
}

/// What became of all that was asked for at once, in its order.
#[must_use]
pub fn created(made: &[Made], now: DateTime<Utc>) -> Reply {
    let failed: Vec<&Made> = made
        .iter()
        .filter(|one| matches!(one.result, MadeResult::Failed { .. }))
        .collect();
    let is_ready = |one: &&Made| matches!(one.result, MadeResult::Ready { .. });
    let ready = made.iter().filter(is_ready).count();
    let headline = headline(made, ready, &failed);
    let reply = if failed.is_empty() && ready == made.len() {
        Reply::done(headline)
    } else {
        Reply::failed(headline)
    };
    let is_warned = made.iter().any(|one| !one.warnings.is_empty());
    let reply = if is_warned && failed.is_empty() {
        reply.toned(Tone::Warn)
    } else {
        reply
    };
    let reply = made
        .iter()
        .fold(reply, |reply, one| told(reply, one, made.len() > 1, now));
    let is_unsaid = |one: &&Made| {
        matches!(
            one.result,
            MadeResult::Ready {
                connections: None,
                ..
            }
        )
    };
    let unsaid = made.iter().filter(is_unsaid);
    let unsaid: Vec<&InstanceName> = unsaid.map(|one| &one.name).collect();
    suggested(connect_elsewhere(reply, &unsaid), made).data(json!({ "instances": made }))
}

fn headline(made: &[Made], ready: usize, failed: &[&Made]) -> String {
    let names: Vec<&str> = failed.iter().map(|one| one.name.as_str()).collect();
    let names = few(&names, NAMES);
    let is_undone = made
        .iter()
        .any(|one| matches!(one.result, MadeResult::Undone));
    match (made, failed) {
        ([], _) => "nothing was asked for".to_owned(),
        ([one], []) => match &one.result {
            MadeResult::Ready { ports, .. } if !ports.is_empty() => {
                format!("{} is ready at {}", one.name, served(ports))
            }
            _ => format!("{} is ready", one.name),
        },
        ([one], _) => format!("{} failed", one.name),
        (all, []) if ready == all.len() => format!("all {ready} are ready"),
        (all, _) if is_undone && ready == 0 => {
            format!("none of {} was kept because {names} failed", all.len())
        }
        (all, failed) if failed.len() == all.len() => {
            format!("none of {} is ready: all failed", all.len())
        }
        (all, _) => format!("{ready} of {} are ready; {names} failed", all.len()),
    }
}

fn told(reply: Reply, one: &Made, headed: bool, now: DateTime<Utc>) -> Reply {
    let name = &one.name;
    let mut reply = if headed {
        reply.with(Block::Heading(name.to_string()))
    } else {
        reply
    };
    let mut facts = vec![(
        "made of".to_owned(),
        what(&one.preset, &one.version, one.mode),
    )];
    match &one.result {
        MadeResult::Ready {
            ports,
            connections,
            ready_ms,
            expires_at,
        } => {
            facts.push(("served at".to_owned(), served(ports)));
            facts.push(("ready after".to_owned(), exactly(*ready_ms)));
            if let Some(at) = expires_at {
                facts.push(("destroys itself".to_owned(), moment(*at, now)));
            }
            reply = reply.with(Block::Facts(facts));
            if let Some(connections) = connections {
                reply = connect(reply, name, connections);
            }
        }
        MadeResult::Failed {
            why,
            last_lines: lines,
            left,
        } => {
            let left = match left {
                Left::Unknown => {
                    "What is left of it isn't known yet; look with /docker-instances --all."
                        .to_owned()
                }
                Left::Nothing => "Nothing of it was made.".to_owned(),
                Left::Removed => {
                    "It was removed; --keep leaves it there to be looked at.".to_owned()
                }
                Left::Kept => format!("It is kept to be looked at, until /docker-destroy {name}."),
            };
            reply = reply.text(why).with(Block::Facts(facts));
            reply = last_lines(reply, name, lines).text(left);
        }
        MadeResult::Undone => {
            reply = reply
                .with(Block::Facts(facts))
                .text("It was removed: all or nothing was asked for.");
        }
    }
    if one.warnings.is_empty() {
        reply
    } else {
        reply.with(Block::List(one.warnings.clone()))
    }
}

fn suggested(reply: Reply, made: &[Made]) -> Reply {
    let kept = |one: &&Made| {
        matches!(
            one.result,
            MadeResult::Failed {
                left: Left::Kept,
                ..
            }
        )
    };
    match (made, made.iter().find(kept)) {
        (_, Some(kept)) => reply
            .then("Logs", format!("/docker-logs {}", kept.name))
            .then("Destroy", format!("/docker-destroy {}", kept.name)),
        ([one], None) if matches!(one.result, MadeResult::Ready { .. }) => reply
            .then("Inspect", format!("/docker-inspect {}", one.name))
            .then("Destroy", format!("/docker-destroy {}", one.name)),
        _ => reply.then("Instances", "/docker-instances"),
    }
}
