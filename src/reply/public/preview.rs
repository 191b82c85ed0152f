//! A preview, told anew: which services, and what becomes of each. Why, from where and with which files is for fewer eyes.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::Told;
use crate::domain::confirmation::ConfirmBy;
use crate::domain::finding::Level;
use crate::domain::plan::{Change, Plan, ServicePlan};
use crate::reply::block::{Block, Cell, Reply, Status};
use crate::reply::plan::{SAY_YES, sum, verb};
use crate::reply::words::few;

/// Names in a row before the rest is only counted.
const NAMES: usize = 8;

/// What such an answer has for scripts.
#[derive(Deserialize)]
struct Shown {
    plan: Plan,
    confirm: Option<Confirm>,
    /// What has changed since it was shown before.
    changed: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Confirm {
    expires_at: DateTime<Utc>,
    confirm_by: ConfirmBy,
}

/// The preview that `reply` is, if it is one.
pub(super) fn told(reply: &Reply) -> Option<Told> {
    let Shown {
        plan,
        confirm,
        changed,
    } = Shown::deserialize(&reply.data).ok()?;
    let headline = match &changed {
        Some(_) => format!(
            "something has changed since the preview. Now: {}",
            sum(&plan)
        ),
        None => sum(&plan),
    };
    let mut blocks = services(&plan.services);
    blocks.extend(counts(&plan));
    if let Some(confirm) = confirm.filter(|_| reply.status == Status::NeedsConfirmation) {
        blocks.push(Block::Text(question(&confirm)));
    }
    Some(Told {
        headline,
        blocks,
        is_all: false,
    })
}

fn services(services: &[ServicePlan]) -> Vec<Block> {
    let (kept, changing): (Vec<_>, Vec<_>) = services
        .iter()
        .partition(|service| service.change == Change::Keep);
    let mut blocks = Vec::new();
    if !changing.is_empty() {
        blocks.push(Block::Table {
            header: ["service", "what happens"].map(str::to_owned).to_vec(),
            rows: changing.iter().map(|service| row(service)).collect(),
        });
    }
    if !kept.is_empty() {
        let names: Vec<&str> = kept.iter().map(|kept| kept.service.as_str()).collect();
        blocks.push(Block::Facts(vec![("kept".to_owned(), few(&names, NAMES))]));
    }
    blocks
}

fn row(service: &ServicePlan) -> Vec<Cell> {
    let (verb, tone) = verb(service);
    vec![
        Cell::plain(service.service.as_str()),
        Cell::toned(verb, tone),
    ]
}

/// How much there is to know besides: whoever says yes shall know that there is something.
fn counts(plan: &Plan) -> Option<Block> {
    let at = |wanted: Level| {
        let all = plan.findings.iter();
        all.filter(|(_, level)| *level == wanted).count()
    };
    let facts: Vec<(String, String)> = [
        ("refused by the policy", at(Level::Deny)),
        ("warnings of the policy", at(Level::Warn)),
        ("warnings", plan.warnings.len()),
    ]
    .into_iter()
    .filter(|(_, number)| *number > 0)
    .map(|(name, number)| (name.to_owned(), number.to_string()))
    .collect();
    (!facts.is_empty()).then_some(Block::Facts(facts))
}

fn question(confirm: &Confirm) -> String {
    let who = match confirm.confirm_by {
        ConfirmBy::Requester => SAY_YES,
        ConfirmBy::Another => "Another person must say yes",
    };
    let until = confirm.expires_at.format("%H:%M UTC");
    format!("{who} to carry out exactly this; it expires at {until}.")
}
