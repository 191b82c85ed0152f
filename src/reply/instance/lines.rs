//! Instances, a line each.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use super::words::{limit, served, what};
use crate::domain::instance::{Mode, Seen, Served};
use crate::domain::name::{InstanceName, PresetName, VersionName};
use crate::reply::block::{Block, Cell, Reply, Tone};
use crate::reply::words::{ago, count, few};

/// How an instance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// It has ended by itself, or never came up.
    Failed,
    /// It runs, and its check fails.
    Unhealthy,
    /// The engine doesn't say.
    Unknown,
    /// It runs, and has not passed its check yet.
    Starting,
    /// It runs, and its check passes.
    Healthy,
    /// Somebody stopped it.
    Stopped,
    /// It was destroyed, and its volumes are kept.
    Kept,
}

impl Condition {
    /// Its sign, its word and how good it is.
    const fn told(self) -> (&'static str, &'static str, Tone) {
        match self {
            Self::Failed => ("✗", "failed", Tone::Bad),
            Self::Unhealthy => ("▲", "unhealthy", Tone::Bad),
            Self::Unknown => ("?", "unknown", Tone::Warn),
            Self::Starting => ("◐", "starting", Tone::Warn),
            Self::Healthy => ("●", "healthy", Tone::Good),
            Self::Stopped => ("○", "stopped", Tone::Plain),
            Self::Kept => ("○", "destroyed, data kept", Tone::Plain),
        }
    }
}

/// An instance in a list.
#[derive(Debug, Clone, Serialize)]
pub struct InstanceLine {
    /// Its name.
    pub name: InstanceName,
    /// How it is.
    pub condition: Condition,
    /// The preset.
    pub preset: PresetName,
    /// Its version.
    pub version: VersionName,
    /// How much it minds its data.
    pub mode: Mode,
    /// Where it is served.
    pub ports: Vec<Served>,
    /// The volumes that are its own.
    pub volumes: Vec<String>,
    /// Whose it is, by the name that people see.
    pub owner: String,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it destroys itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether it destroys itself when the bot is ended, too.
    pub with_bot: bool,
    /// The limit at which the kernel killed it, bytes; `None` where it didn't.
    pub killed_at: Option<u64>,
    /// What the engine says of its container; `None`: there is none.
    #[serde(rename = "container")]
    pub seen: Option<Seen>,
}

/// All of `lines`, worst first; `of_others` more are others' and not among them.
#[must_use]
pub fn instances(lines: &[InstanceLine], of_others: usize, now: DateTime<Utc>) -> Reply {
    let (mut kept, mut there): (Vec<_>, Vec<_>) = lines
        .iter()
        .partition(|line| line.condition == Condition::Kept);
    there.sort_by_key(|line| (line.condition, line.name.clone()));
    kept.sort_by_key(|line| line.name.clone());
    let tone = there
        .iter()
        .map(|line| line.condition.told().2)
        .max_by_key(|tone| weight(*tone));
    let mut reply = Reply::done(headline(&there)).toned(tone.unwrap_or_default());
    if !there.is_empty() {
        let header = [
            "instance",
            "state",
            "made of",
            "served at",
            "owner",
            "age",
            "destroys itself",
        ];
        reply = reply.with(Block::Table {
            header: header.map(str::to_owned).to_vec(),
            rows: there.iter().map(|line| row(line, now)).collect(),
        });
    }
    if !kept.is_empty() {
        reply = reply
            .with(Block::Heading(
                "Kept data of destroyed instances".to_owned(),
            ))
            .with(Block::List(kept.iter().map(|line| left(line)).collect()));
    }
    if of_others > 0 {
        reply = reply.text(format!(
            "{of_others} more are others': /docker-instances --all"
        ));
    }
    let reply = match there.first() {
        Some(worst) if worst.condition <= Condition::Unhealthy => {
            reply.then("Logs", format!("/docker-logs {}", worst.name))
        }
        Some(first) => reply.then("Inspect", format!("/docker-inspect {}", first.name)),
        None => reply.then("Presets", "/docker-presets"),
    };
    reply.data(json!({ "instances": lines, "of_others": of_others }))
}

const fn weight(tone: Tone) -> u8 {
    match tone {
        Tone::Plain => 0,
        Tone::Good => 1,
        Tone::Warn => 2,
        Tone::Bad => 3,
    }
}

/// `3 instances: 1 unhealthy, 2 healthy`
fn headline(there: &[&InstanceLine]) -> String {
    if there.is_empty() {
        return "no instances".to_owned();
    }
    let mut parts: Vec<(Condition, usize)> = Vec::new();
    for line in there {
        match parts.last_mut() {
            Some((condition, number)) if *condition == line.condition => *number += 1,
            _ => parts.push((line.condition, 1)),
        }
    }
    let parts: Vec<String> = parts
        .iter()
        .map(|(condition, number)| format!("{number} {}", condition.told().1))
        .collect();
    format!("{}: {}", count(there.len(), "instance"), parts.join(", "))
}

fn row(line: &InstanceLine, now: DateTime<Utc>) -> Vec<Cell> {
    let expires = ends(line, |at| ago(at, now)).unwrap_or_else(|| "never".to_owned());
    vec![
        Cell::plain(line.name.as_str()),
        state(line),
        Cell::plain(what(&line.preset, &line.version, line.mode)),
        Cell::plain(served(&line.ports)),
        Cell::plain(&line.owner),
        Cell::plain(ago(line.created_at, now)),
        Cell::plain(expires),
    ]
}

/// When it destroys itself, if ever: "in 2 h, or with the bot".
pub(super) fn ends(line: &InstanceLine, when: impl Fn(DateTime<Utc>) -> String) -> Option<String> {
    let with_bot = line.with_bot.then(|| "with the bot".to_owned());
    match (line.expires_at.map(when), with_bot) {
        (Some(at), Some(with_bot)) => Some(format!("{at}, or {with_bot}")),
        (at, with_bot) => at.or(with_bot),
    }
}

/// `● healthy`, `✗ failed: killed at its 256 MB limit`.
pub(super) fn state(line: &InstanceLine) -> Cell {
    let (sign, word, tone) = line.condition.told();
    let killed = line
        .killed_at
        .map(|bytes| format!(": killed at its {} limit", limit(bytes)));
    Cell::toned(format!("{sign} {word}{}", killed.unwrap_or_default()), tone)
}

fn left(line: &InstanceLine) -> String {
    let InstanceLine {
        name,
        volumes,
        owner,
        ..
    } = line;
    format!("{name} of {owner}: {}", few(volumes, 5))
}
