//! `/audit`: who asked for what, and what was said to it.

use crate::domain::audit::{AuditEntry, AuditFilter, Audited, Verdict};
use crate::domain::journal::OperationState;
use crate::domain::outcome::Outcome;
use crate::domain::policy::Approved;
use crate::operation::{Context, OperationError};
use crate::reply::{Block, Cell, Reply, Tone, became, words};

/// How many entries are shown.
const ENTRIES: u32 = 30;

/// The newest entries; on request only the denials.
pub async fn audit(
    context: &Context,
    _approved: &Approved,
    denied_only: bool,
) -> Result<Reply, OperationError> {
    let filter = AuditFilter {
        denied_only,
        codebase: None,
        limit: ENTRIES,
    };
    let entries = context.store.audit(&filter).await?;
    let headline = match (entries.len(), denied_only) {
        (0, true) => "Nothing was denied yet".to_owned(),
        (0, false) => "Nothing is on record yet".to_owned(),
        (1, _) => "The only entry".to_owned(),
        (count, _) => format!("The last {count} entries, newest first"),
    };
    let reply = Reply::done(headline).data_of(&entries);
    if entries.is_empty() {
        return Ok(reply);
    }
    let header = ["when", "who", "what", "codebase", "verdict", "why"]
        .map(str::to_owned)
        .to_vec();
    let rows = entries.iter().map(|entry| row(entry, context)).collect();
    Ok(reply.with(Block::Table { header, rows }))
}

fn row(entry: &AuditEntry, context: &Context) -> Vec<Cell> {
    let audited = &entry.audited;
    let (verdict, tone, why) = verdict(audited);
    let codebase = audited
        .codebase
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    vec![
        Cell::plain(words::moment(entry.at, context.store.now())),
        Cell::plain(audited.actor.principal.to_string()),
        Cell::plain(audited.action.phrase()),
        Cell::plain(codebase),
        Cell {
            text: verdict.to_owned(),
            tone,
        },
        Cell::plain(why),
    ]
}

/// What was said to it and why; of an operation that has ended, how.
fn verdict(audited: &Audited) -> (&'static str, Tone, &str) {
    let detail = &audited.detail;
    let why = detail["why"].as_str().unwrap_or_default();
    match audited.verdict {
        Verdict::Allowed => ("allowed", Tone::Plain, why),
        Verdict::Confirmed => ("confirmed", Tone::Good, why),
        Verdict::Cancelled => ("cancelled", Tone::Warn, why),
        Verdict::Denied => ("denied", Tone::Bad, why),
        Verdict::Ended => {
            let why = detail["outcome"]["why"].as_str().unwrap_or_default();
            match serde_json::from_value::<Outcome>(detail["outcome"].clone()) {
                Ok(outcome) => {
                    let (word, tone) = became(OperationState::after(&outcome));
                    (word, tone, why)
                }
                Err(_) => ("ended, how is unknown", Tone::Warn, why),
            }
        }
    }
}
