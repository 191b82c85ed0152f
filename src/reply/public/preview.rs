//! A preview, told anew: which services, what becomes of each, and of which commit. Why and with which files is for fewer eyes.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::Told;
use crate::domain::confirmation::ConfirmBy;
use crate::domain::finding::Level;
use crate::domain::plan::{Change, InstancePlan, Plan, PrunedKind, ServicePlan, SourceState};
use crate::reply::answer::TOO_EARLY;
use crate::reply::block::{Block, Cell, Reply, Status};
use crate::reply::plan::{HELD_BY, instance, source, sum, verb, who_says};
use crate::reply::public::sayings;
use crate::reply::words::few;

/// Names in a row before the rest is only counted.
const NAMES: usize = 8;

/// What such an answer has for scripts.
#[derive(Deserialize)]
struct Shown {
    plan: Plan,
    confirm: Option<Question>,
    /// What has changed since it was shown before.
    changed: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Question {
    code: String,
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
    let moved = changed.into_iter().flatten().filter_map(moved).collect();
    let mut blocks = listed(moved);
    let early = Block::Text(TOO_EARLY.to_owned());
    if reply.blocks.contains(&early) {
        blocks.push(early);
    }
    blocks.extend(version(&plan));
    blocks.extend(services(&plan.services));
    blocks.extend(instances(&plan));
    blocks.extend(counts(&plan));
    if is_held(reply) {
        let held = "Somebody holds it as it is; a yes goes over that.";
        blocks.push(Block::Text(held.to_owned()));
    }
    if let Some(confirm) = confirm.filter(|_| reply.status == Status::NeedsConfirmation) {
        blocks.push(Block::Text(question(&confirm)));
    }
    Some(Told {
        headline,
        blocks,
        is_all: false,
    })
}

/// Whether it says by whom the project is held.
fn is_held(reply: &Reply) -> bool {
    let says = |(name, _): &(String, String)| name == HELD_BY;
    let facts = reply.blocks.iter().filter_map(|block| match block {
        Block::Facts(facts) => Some(facts),
        _ => None,
    });
    facts.flatten().any(says)
}

/// Both commits of what was pushed to meanwhile.
fn moved(line: Value) -> Option<String> {
    match line {
        Value::String(line) => sayings::is_push(&line).then_some(line),
        _ => None,
    }
}

fn listed(lines: Vec<String>) -> Vec<Block> {
    if lines.is_empty() {
        return vec![];
    }
    vec![Block::List(lines)]
}

/// Which commit of the repository it is, which everybody who reads this can read, and how that stands to what is live. A folder of
/// the machine is not told.
fn version(plan: &Plan) -> Vec<Block> {
    if !matches!(plan.source, Some(SourceState::Github(_))) {
        return vec![];
    }
    let warnings = plan.warnings.iter();
    let warnings = warnings.filter(|warning| sayings::is_warning(warning));
    let mut blocks: Vec<Block> = source::block(plan, None).into_iter().collect();
    blocks.extend(warnings.map(|warning| Block::Text(warning.clone())));
    blocks
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

/// Names and what happens; of what is pruned only how much it is.
fn instances(plan: &Plan) -> Vec<Block> {
    let mut blocks = Vec::new();
    let row = |one: &InstancePlan| {
        let (verb, tone) = instance::verb(one.change);
        vec![Cell::plain(one.name.as_str()), Cell::toned(verb, tone)]
    };
    if !plan.instances.is_empty() {
        blocks.push(Block::Table {
            header: ["instance", "what happens"].map(str::to_owned).to_vec(),
            rows: plan.instances.iter().map(row).collect(),
        });
    }
    let lossy = plan
        .instances
        .iter()
        .filter(|one| !one.loses.is_empty())
        .count();
    let volumes = plan
        .pruned
        .iter()
        .filter(|one| one.kind == PrunedKind::Volume)
        .count();
    let facts: Vec<(String, String)> = [
        ("instances that lose data", lossy),
        ("volumes whose data is lost", volumes),
    ]
    .into_iter()
    .filter(|(_, number)| *number > 0)
    .map(|(name, number)| (name.to_owned(), number.to_string()))
    .collect();
    if !facts.is_empty() {
        blocks.push(Block::Facts(facts));
    }
    blocks
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
        ("warnings", untold(plan)),
    ]
    .into_iter()
    .filter(|(_, number)| *number > 0)
    .map(|(name, number)| (name.to_owned(), number.to_string()))
    .collect();
    (!facts.is_empty()).then_some(Block::Facts(facts))
}

/// Warnings that are only counted.
fn untold(plan: &Plan) -> usize {
    let told = !version(plan).is_empty();
    let warnings = plan.warnings.iter();
    warnings
        .filter(|warning| !told || !sayings::is_warning(warning))
        .count()
}

fn question(confirm: &Question) -> String {
    let who = who_says(confirm.confirm_by, Some(&confirm.code));
    let until = confirm.expires_at.format("%H:%M UTC");
    format!("{who} to carry out exactly this; it expires at {until}.")
}
