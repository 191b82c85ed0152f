//! How an operation ended, told anew: why it failed can be anything, down to lines of files.

use std::time::Duration;

use serde::Deserialize;

use super::Told;
use crate::domain::action::Action;
use crate::domain::name::{OperationId, ServiceName};
use crate::domain::outcome::Outcome;
use crate::reply::block::{Block, Reply};
use crate::reply::words::span;

/// What such an answer has for scripts.
#[derive(Deserialize)]
struct Ended {
    operation: OperationId,
    action: Action,
    took_ms: u64,
    result: Outcome,
}

/// The end that `reply` tells, if it tells one.
pub(super) fn told(reply: &Reply) -> Option<Told> {
    let ended = Ended::deserialize(&reply.data).ok()?;
    let (headline, stands) = outcome(ended.action, &ended.result);
    let mut blocks: Vec<Block> = stands
        .map(|stands| Block::Text(stands.to_owned()))
        .into_iter()
        .collect();
    blocks.push(Block::Facts(vec![
        ("operation".to_owned(), ended.operation.to_string()),
        (
            "took".to_owned(),
            span(Duration::from_millis(ended.took_ms)),
        ),
    ]));
    let is_all = matches!(ended.result, Outcome::Done { .. });
    Some(Told {
        headline,
        blocks,
        is_all,
    })
}

/// The outcome, and how production stands.
fn outcome(action: Action, outcome: &Outcome) -> (String, Option<&'static str>) {
    let of = |service: &Option<ServiceName>| {
        let service = service.as_ref();
        service.map_or_else(String::new, |service| format!(", because of {service}"))
    };
    match outcome {
        Outcome::Done { release } => {
            let release = release.as_ref().map(|release| release.number);
            (done(action, release), None)
        }
        Outcome::RolledBack { service, .. } => {
            let what = match action {
                Action::Rollback => "the rollback failed and was undone",
                _ => "rolled back",
            };
            let stands = "Production runs what it ran before, verified.";
            (format!("{what}{}", of(service)), Some(stands))
        }
        Outcome::Failed { service, .. } => {
            let stands = "How production stands isn't proven. Look at it now.";
            (format!("failed{}", of(service)), Some(stands))
        }
        Outcome::Untouched { .. } => (
            "failed before anything changed".to_owned(),
            Some("Production runs on as it did."),
        ),
        Outcome::Cancelled { .. } => (
            "cancelled before anything changed".to_owned(),
            Some("Production runs on as it did."),
        ),
    }
}

fn done(action: Action, release: Option<i64>) -> String {
    let what = match action {
        Action::Deploy => "deployed and verified",
        Action::Rollback => "back on an earlier release, verified",
        Action::Restart => "restarted and verified",
        Action::Start => "started and verified",
        Action::Stop => "stopped",
        _ => "done",
    };
    match release {
        Some(number) => format!("{what}, as release {number}"),
        None => what.to_owned(),
    }
}
