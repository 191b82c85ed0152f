//! What became of instances that were changed, and of what was pruned.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use super::words::{exactly, last_lines};
use crate::domain::name::InstanceName;
use crate::domain::plan::PrunedKind;
use crate::reply::block::{Block, Reply};
use crate::reply::words::{count, few, size};

/// Names in a sentence before the rest is only counted.
const NAMES: usize = 5;

/// An instance that was to be changed, and what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// Which.
    pub name: InstanceName,
    /// What became of it.
    #[serde(flatten)]
    pub change: Change,
}

/// What became of one.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Change {
    /// It runs, and is ready.
    Started {
        /// How long that took, milliseconds.
        ready_ms: u64,
    },
    /// It was stopped and runs, and is ready.
    Restarted {
        /// How long that took, milliseconds.
        ready_ms: u64,
    },
    /// It is stopped.
    Stopped,
    /// It is empty and ready; name, ports and passwords are as they were.
    Reset {
        /// How long that took, milliseconds.
        ready_ms: u64,
    },
    /// It is gone.
    Destroyed {
        /// Its volumes that stay.
        kept: Vec<String>,
        /// Its volumes that went, with all that was in them.
        removed: Vec<String>,
    },
    /// It was so already.
    Unchanged {
        /// How it is, a word or two ("stopped").
        is: String,
    },
    /// It failed.
    Failed {
        /// What went wrong, why, and what to do; redacted.
        why: String,
        /// Its last log lines, redacted.
        last_lines: Vec<String>,
    },
}

/// What became of all that were to be changed.
#[must_use]
pub fn changed(all: &[Changed]) -> Reply {
    let failed = all.iter().filter(|one| one.is_failed()).count();
    let headline = match all {
        [] => "no instance was meant".to_owned(),
        [one] => sentence(one),
        several if failed == 0 => {
            let verbs: BTreeSet<&str> = several.iter().map(verb).collect();
            let verbs: Vec<&str> = verbs.into_iter().collect();
            format!("{}: {}", count(several.len(), "instance"), verbs.join(", "))
        }
        several => {
            let names: Vec<&str> = several
                .iter()
                .filter(|one| one.is_failed())
                .map(|one| one.name.as_str())
                .collect();
            let done = several.len() - failed;
            format!(
                "{done} of {} done; {} failed",
                several.len(),
                few(&names, NAMES)
            )
        }
    };
    let reply = if failed > 0 {
        Reply::failed(headline)
    } else {
        Reply::done(headline)
    };
    let reply = if all.len() > 1 {
        reply.with(Block::List(all.iter().map(sentence).collect()))
    } else {
        reply
    };
    let reply = all.iter().fold(reply, |reply, one| match &one.change {
        Change::Failed {
            last_lines: lines, ..
        } => last_lines(reply, &one.name, lines),
        _ => reply,
    });
    next(reply, all).data(json!({ "instances": all }))
}

impl Changed {
    const fn is_failed(&self) -> bool {
        matches!(self.change, Change::Failed { .. })
    }
}

const fn verb(one: &Changed) -> &'static str {
    match one.change {
        Change::Started { .. } => "started",
        Change::Restarted { .. } => "restarted",
        Change::Stopped => "stopped",
        Change::Reset { .. } => "reset",
        Change::Destroyed { .. } => "destroyed",
        Change::Unchanged { .. } => "as before",
        Change::Failed { .. } => "failed",
    }
}

/// `hailer-shop-db: destroyed; its volume hailer-shop-db-data is kept`
fn sentence(one: &Changed) -> String {
    let verb = verb(one);
    let told = match &one.change {
        Change::Started { ready_ms } | Change::Restarted { ready_ms } => {
            format!("{verb}, ready after {}", exactly(*ready_ms))
        }
        Change::Reset { ready_ms } => {
            let after = exactly(*ready_ms);
            format!("emptied, ready after {after}; name, ports and passwords are as they were")
        }
        Change::Stopped => verb.to_owned(),
        Change::Destroyed { kept, removed } => {
            let volumes = |names: &[String], became: &str| match names {
                [] => String::new(),
                [one] => format!("; its volume {one} is {became}"),
                several => format!("; its volumes {} are {became}", few(several, NAMES)),
            };
            format!(
                "{verb}{}{}",
                volumes(removed, "deleted"),
                volumes(kept, "kept")
            )
        }
        Change::Unchanged { is } => format!("is {is} already"),
        Change::Failed { why, .. } => format!("failed: {why}"),
    };
    format!("{}: {told}", one.name)
}

fn next(reply: Reply, all: &[Changed]) -> Reply {
    let keeps =
        |one: &Changed| matches!(&one.change, Change::Destroyed { kept, .. } if !kept.is_empty());
    match all.iter().find(|one| one.is_failed()) {
        Some(failed) => reply
            .then("Logs", format!("/docker-logs {}", failed.name))
            .then("Inspect", format!("/docker-inspect {}", failed.name)),
        None if all.iter().any(keeps) => reply.then("Volumes", "/docker-volumes"),
        None => match all {
            [one] if !matches!(one.change, Change::Destroyed { .. }) => {
                reply.then("Inspect", format!("/docker-inspect {}", one.name))
            }
            _ => reply.then("Instances", "/docker-instances"),
        },
    }
}

/// Something that was to be pruned.
#[derive(Debug, Clone, Serialize)]
pub struct Removed {
    /// What it is.
    pub kind: PrunedKind,
    /// What it is called.
    pub name: String,
    /// How much room that makes, bytes.
    pub bytes: Option<u64>,
    /// Why it is there still, redacted; `None`: it is gone.
    pub failed: Option<String>,
}

/// What became of all that was to be pruned.
#[must_use]
pub fn pruned(all: &[Removed]) -> Reply {
    let (failed, gone): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.failed.is_some());
    let noun = match all.first().map(|one| one.kind) {
        Some(PrunedKind::Volume) => "volume",
        _ => "image",
    };
    let room: u64 = gone.iter().filter_map(|one| one.bytes).sum();
    let headline = match gone.len() {
        0 => "nothing was removed".to_owned(),
        number if room == 0 => format!("{} removed", count(number, noun)),
        number => format!(
            "{} removed, {} of room made",
            count(number, noun),
            size(room)
        ),
    };
    let reply = if failed.is_empty() {
        Reply::done(headline)
    } else {
        Reply::failed(format!("{headline}; {} failed", failed.len()))
    };
    let line = |one: &Removed| match &one.failed {
        None => one.name.clone(),
        Some(why) => format!("{} is there still: {why}", one.name),
    };
    let reply = if all.is_empty() {
        reply
    } else {
        reply.with(Block::List(
            failed.iter().chain(&gone).map(|one| line(one)).collect(),
        ))
    };
    reply.data(json!({ "removed": all }))
}
