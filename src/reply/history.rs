//! A codebase's releases and last operations, newest first.

use chrono::{DateTime, Utc};

use super::block::{Block, Cell, Reply, Tone};
use super::words::{few, moment, origin, short_id};
use crate::domain::journal::OperationState;
use crate::domain::name::CodebaseName;
use crate::domain::operation::Operation;
use crate::domain::release::{Release, ReleaseState};

/// Images in a row before the rest is only counted.
const IMAGES: usize = 2;

/// Differences that are named before the rest is only counted.
const DIFFERING: usize = 5;

/// What a history tells.
#[derive(Debug, Clone, Copy)]
pub struct History<'a> {
    /// Each release with the operation that made it, as far as that is known.
    pub releases: &'a [(Release, Option<Operation>)],
    /// The last operations.
    pub operations: &'a [Operation],
    /// The operation that found, last, that production is not all as the live release has it, and what is not.
    pub amiss: Option<(&'a Operation, &'a [String])>,
}

/// The history of `codebase`.
#[must_use]
pub fn history(codebase: &CodebaseName, history: &History<'_>, now: DateTime<Utc>) -> Reply {
    let (releases, operations) = (history.releases, history.operations);
    let live = releases
        .iter()
        .find(|(release, _)| release.state == ReleaseState::Live);
    let live = live.map(|(live, _)| live.number);
    let amiss = live.zip(history.amiss);
    let headline = match (live, amiss) {
        (_, Some((live, _))) => format!("release {live} is live, but not as it is on record"),
        (Some(live), None) => format!("release {live} is live"),
        (None, _) => "no release is live: nothing was deployed yet".to_owned(),
    };
    let mut reply = Reply::done(headline).about(codebase);
    if let Some((live, (found_by, differing))) = amiss {
        let when = moment(found_by.ended_at.unwrap_or(found_by.queued_at), now);
        let differing = few(differing, DIFFERING);
        let found_by = &found_by.id;
        reply = reply
            .text(format!(
                "Operation {found_by} found {when} that production is not all as release {live} has it: {differing}. What \
                 was mended since is not known here."
            ))
            .then("Make it whole", format!("/docker-rollback {live}"));
    }
    if !releases.is_empty() {
        reply = reply.with(release_table(releases, amiss.is_some(), now));
    }
    if !operations.is_empty() {
        reply = reply
            .with(Block::Heading("Last operations".to_owned()))
            .with(operation_table(operations, now));
    }
    let earlier = releases
        .iter()
        .any(|(release, _)| release.state == ReleaseState::Superseded);
    if earlier {
        reply = reply.then("Roll back", "/docker-rollback");
    }
    reply
}

fn release_table(
    releases: &[(Release, Option<Operation>)],
    amiss: bool,
    now: DateTime<Utc>,
) -> Block {
    let header = [
        "release",
        "state",
        "when",
        "who",
        "from",
        "operation",
        "images",
    ];
    Block::Table {
        header: header.map(str::to_owned).to_vec(),
        rows: releases
            .iter()
            .map(|row| release_row(row, amiss, now))
            .collect(),
    }
}

fn operation_table(operations: &[Operation], now: DateTime<Utc>) -> Block {
    let header = ["operation", "what", "became", "when", "who"];
    Block::Table {
        header: header.map(str::to_owned).to_vec(),
        rows: operations
            .iter()
            .map(|operation| operation_row(operation, now))
            .collect(),
    }
}

fn release_row(
    (release, made_by): &(Release, Option<Operation>),
    amiss: bool,
    now: DateTime<Utc>,
) -> Vec<Cell> {
    let ended = made_by.as_ref().is_some_and(|own| own.ended_at.is_some());
    let (state, tone) = match release.state {
        ReleaseState::Candidate if ended => ("failed", Tone::Bad),
        ReleaseState::Candidate => ("under way", Tone::Warn),
        ReleaseState::Live if amiss => ("live, not as recorded", Tone::Bad),
        ReleaseState::Live => ("live", Tone::Good),
        ReleaseState::Superseded => ("superseded", Tone::Plain),
        ReleaseState::RolledBack => ("rolled back", Tone::Warn),
    };
    let who = made_by.as_ref().map(|own| own.actor.display_name.as_str());
    let who = who.unwrap_or("unknown");
    let mut images: Vec<_> = release.images.values().map(|id| short_id(id)).collect();
    images.sort_unstable();
    images.dedup();
    vec![
        Cell::plain(release.number.to_string()),
        Cell::toned(state, tone),
        Cell::plain(moment(release.live_at.unwrap_or(release.recorded_at), now)),
        Cell::plain(who),
        Cell::plain(release.source.as_ref().map(origin).unwrap_or_default()),
        Cell::plain(release.operation.to_string()),
        Cell::plain(few(&images, IMAGES)),
    ]
}

/// What became of an operation, in a word or a few: a rollback is neither a success nor a failure.
#[must_use]
pub const fn became(state: OperationState) -> (&'static str, Tone) {
    match state {
        OperationState::Queued => ("not begun", Tone::Warn),
        OperationState::Running => ("under way", Tone::Warn),
        OperationState::Done => ("done", Tone::Good),
        OperationState::RolledBack => ("rolled back", Tone::Warn),
        OperationState::Untouched => ("failed before anything changed", Tone::Plain),
        OperationState::Failed => ("failed", Tone::Bad),
        OperationState::Cancelled => ("cancelled", Tone::Plain),
    }
}

fn operation_row(operation: &Operation, now: DateTime<Utc>) -> Vec<Cell> {
    let (became, tone) = became(operation.state);
    vec![
        Cell::plain(operation.id.to_string()),
        Cell::plain(operation.action.phrase()),
        Cell::toned(became, tone),
        Cell::plain(moment(
            operation.ended_at.unwrap_or(operation.queued_at),
            now,
        )),
        Cell::plain(&operation.actor.display_name),
    ]
}
