//! Where the new version comes from, and how that stands to what is live.

use crate::domain::plan::{Contained, LiveSource, Plan, SourceState, Uncommitted, Version};
use crate::reply::block::Block;
use crate::reply::words::{count, origin, version};

/// The source of `plan`, where files move.
pub(super) fn block(plan: &Plan) -> Option<Block> {
    let source = plan.source.as_ref()?;
    let mut facts = vec![("from".to_owned(), origin(source))];
    if let SourceState::Workspace { uncommitted, .. } = source {
        facts.extend(uncommitted.as_ref().map(not_committed));
    }
    let live = plan.live.as_ref();
    facts.extend(live.map(|live| ("live".to_owned(), against(live, source))));
    Some(Block::Facts(facts))
}

/// `release 6, main 77aa00bb11 → this: main 3f2a9c1d5e with 2 not committed`
fn against(live: &LiveSource, source: &SourceState) -> String {
    let this = source.version();
    let same = Version {
        branch: Some("the same commit"),
        commit: None,
        ..this
    };
    let this = match live.contained {
        Contained::Same => version(same),
        _ => commit(this),
    };
    let was = commit(live.version());
    format!("release {}, {was} → this: {this}", live.release)
}

fn commit(at: Version<'_>) -> String {
    match at.commit {
        Some(_) => version(at),
        None => "no commit".to_owned(),
    }
}

/// `3 files, the newest api/main.py of 2026-11-21 15:02 UTC`
fn not_committed(uncommitted: &Uncommitted) -> (String, String) {
    let files = match uncommitted.files {
        0 => "nothing".to_owned(),
        files => count(files, "file"),
    };
    let newest = uncommitted.newest.as_ref().map(|newest| {
        let at = newest.at.format("%Y-%m-%d %H:%M UTC");
        format!("the newest {} of {at}", newest.path)
    });
    let told: Vec<String> = std::iter::once(files).chain(newest).collect();
    ("not committed".to_owned(), told.join(", "))
}
