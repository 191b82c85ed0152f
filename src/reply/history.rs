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

/// The history of `codebase`: each release with the operation that made it, as far as that is known, and the last operations.
#[must_use]
pub fn history(
    codebase: &CodebaseName,
    (releases, operations): (&[(Release, Option<Operation>)], &[Operation]),
    now: DateTime<Utc>,
) -> Reply {
    let live = releases
        .iter()
        .find(|(release, _)| release.state == ReleaseState::Live);
    let headline = match live {
        Some((live, _)) => format!("release {} is live", live.number),
        None => "no release is live: nothing was deployed yet".to_owned(),
    };
    let mut reply = Reply::done(headline).about(codebase);
    if !releases.is_empty() {
        let header = [
            "release",
            "state",
            "when",
            "who",
            "from",
            "operation",
            "images",
        ];
        reply = reply.with(Block::Table {
            header: header.map(str::to_owned).to_vec(),
            rows: releases.iter().map(|row| release_row(row, now)).collect(),
        });
    }
    if !operations.is_empty() {
        let header = ["operation", "what", "became", "when", "who"];
        reply = reply
            .with(Block::Heading("Last operations".to_owned()))
            .with(Block::Table {
                header: header.map(str::to_owned).to_vec(),
                rows: operations
                    .iter()
                    .map(|operation| operation_row(operation, now))
                    .collect(),
            });
    }
    let earlier = releases
        .iter()
        .any(|(release, _)| release.state == ReleaseState::Superseded);
    if earlier {
        reply = reply.then("Roll back", "/docker-rollback");
    }
    reply
}

fn release_row((release, made_by): &(Release, Option<Operation>), now: DateTime<Utc>) -> Vec<Cell> {
    let ended = made_by.as_ref().is_some_and(|own| own.ended_at.is_some());
    let (state, tone) = match release.state {
        ReleaseState::Candidate if ended => ("failed", Tone::Bad),
        ReleaseState::Candidate => ("under way", Tone::Warn),
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
