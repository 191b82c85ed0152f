//! `/docker-history`: the releases of a codebase, and what became of the last operations on it.

use serde_json::json;

use crate::domain::codebase::Codebase;
use crate::domain::operation::Operation;
use crate::domain::outcome::Outcome;
use crate::domain::policy::Approved;
use crate::domain::release::{Release, ReleaseState};
use crate::operation::{Context, OperationError};
use crate::reply::{self, Reply};

/// How many operations are shown.
const OPERATIONS: u32 = 10;

/// The releases that are on record, and the last operations.
pub async fn history(
    context: &Context,
    _approved: &Approved,
    codebase: &Codebase,
) -> Result<Reply, OperationError> {
    let store = &context.store;
    let mut releases = Vec::new();
    for release in store.releases(&codebase.name).await? {
        let made_by = store.operation(&release.operation).await?;
        releases.push((release, made_by));
    }
    let operations = store.recent_operations(&codebase.name, OPERATIONS).await?;
    let known = releases.iter().filter_map(|(_, made_by)| made_by.as_ref());
    let live = releases
        .iter()
        .find(|(release, _)| release.state == ReleaseState::Live);
    let amiss = live.and_then(|(live, _)| amiss(live, known.chain(&operations)));
    let data = json!({
        "releases": releases.iter().map(as_data).collect::<Vec<_>>(),
        "operations": operations.iter().map(operation_as_data).collect::<Vec<_>>(),
        "amiss": amiss.map(|(found_by, differing)| json!({
            "found_by": found_by.id,
            "differing": differing,
        })),
    });
    let history = reply::History {
        releases: &releases,
        operations: &operations,
        amiss,
    };
    Ok(reply::history(&codebase.name, &history, store.now()).data(data))
}

/// The last of `operations` that found, since `live` is live, that production is not all as that release has it. What
/// somebody mended since by hand is not known.
fn amiss<'a>(
    live: &Release,
    operations: impl Iterator<Item = &'a Operation>,
) -> Option<(&'a Operation, &'a [String])> {
    let found = operations.filter_map(|operation| match &operation.outcome {
        Some(Outcome::Failed { differing, .. }) if !differing.is_empty() => {
            Some((operation, differing.as_slice()))
        }
        _ => None,
    });
    found
        .filter(|(operation, _)| operation.ended_at >= live.live_at)
        .max_by_key(|(operation, _)| operation.ended_at)
}

/// Whether there is a release before the live one to go back to.
pub async fn has_earlier(context: &Context, codebase: &Codebase) -> Result<bool, OperationError> {
    let releases = context.store.releases(&codebase.name).await?;
    Ok(releases
        .iter()
        .any(|release| release.state == ReleaseState::Superseded))
}

fn as_data((release, made_by): &(Release, Option<Operation>)) -> serde_json::Value {
    json!({
        "number": release.number,
        "state": release.state,
        "recorded_at": release.recorded_at,
        "live_at": release.live_at,
        "by": made_by.as_ref().map(|operation| &operation.actor.display_name),
        "ended_as": made_by.as_ref().map(|operation| operation.state),
        "source": release.source,
        "operation": release.operation,
        "images": release.images,
    })
}

fn operation_as_data(operation: &Operation) -> serde_json::Value {
    json!({
        "operation": operation.id,
        "action": operation.action,
        "state": operation.state,
        "by": operation.actor.display_name,
        "queued_at": operation.queued_at,
        "ended_at": operation.ended_at,
        "command": operation.command,
        "result": operation.outcome,
    })
}
