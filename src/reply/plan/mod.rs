//! A plan as a preview: what would happen, why, and what its users would notice. A person on a phone reads it.

mod files;
pub(super) mod instance;
mod policy;
mod question;
mod service;
mod since;
pub(super) mod source;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::block::{Block, Reply, Status};
use super::words::{count, few, seconds};
use crate::domain::action::Action;
use crate::domain::finding::Level;
use crate::domain::plan::{Change, Gate, Plan, ServicePlan};
use question::ask;

pub(in crate::reply) use question::who_says;
pub use question::{Confirmable, without_question};
pub(super) use service::verb;
pub use since::changes_since;

/// Names in a list before the rest is only counted.
const NAMES: usize = 5;

/// What the fact about a hold is called.
pub(super) const HELD_BY: &str = "held by";

/// The preview of `plan`. `None`: it is only shown (`--dry-run`).
#[must_use]
pub fn preview(plan: &Plan, confirmable: Option<&Confirmable<'_>>) -> Reply {
    let status = if is_denied(plan) {
        Status::Failed
    } else if confirmable.is_some() && !plan.is_empty() {
        Status::NeedsConfirmation
    } else {
        Status::Done
    };
    let mut reply = Reply::new(status, sum(plan));
    // That which instances count as is nothing that anybody knows.
    if !plan.codebase.is_instances() {
        reply = reply.about(&plan.codebase);
    }
    reply.blocks = blocks(plan, confirmable.map(|confirmable| confirmable.now));
    if status == Status::NeedsConfirmation
        && let Some(confirmable) = confirmable
    {
        reply = ask(reply, confirmable);
    }
    let digest = plan.digest();
    reply.data(json!({
        "digest": digest.to_hex(),
        "plan": plan,
        "confirm": confirmable.filter(|_| status == Status::NeedsConfirmation).map(|confirmable| json!({
            "code": confirmable.code,
            "expires_at": confirmable.expires_at,
            "confirm_by": confirmable.confirm_by,
        })),
    }))
}

const fn title(action: Action) -> &'static str {
    match action {
        Action::Deploy | Action::DeployPreview => "deploy",
        Action::Rollback => "rollback",
        Action::Restart => "restart",
        Action::Start => "start",
        Action::Stop => "stop",
        Action::DestroyOther => "destroy",
        Action::ResetOther => "reset",
        other => other.phrase(),
    }
}

fn is_denied(plan: &Plan) -> bool {
    plan.findings.iter().any(|(_, level)| *level == Level::Deny)
}

/// What it comes to, in counts alone.
pub(super) fn sum(plan: &Plan) -> String {
    let title = title(plan.action);
    if is_denied(plan) {
        format!("{title} refused by the policy")
    } else if plan.is_empty() {
        format!("{title}: nothing to change")
    } else if instance::is_about(plan) {
        instance::headline(plan)
    } else {
        headline(plan)
    }
}

/// `deploy would recreate 2 services, create 1, keep 3`
fn headline(plan: &Plan) -> String {
    const ORDER: [(Change, &str); 7] = [
        (Change::Recreate, "recreate"),
        (Change::Create, "create"),
        (Change::Restart, "restart"),
        (Change::Start, "start"),
        (Change::Stop, "stop"),
        (Change::Remove, "remove"),
        (Change::Keep, "keep"),
    ];
    let runs = |service: &ServicePlan| {
        service.one_shot && matches!(service.change, Change::Recreate | Change::Create)
    };
    let mut parts: Vec<String> = Vec::new();
    let mut add = |verb: &str, number: usize, noun: &str| {
        if number > 0 {
            let first = parts.is_empty() || noun != "service";
            parts.push(if first {
                format!("{verb} {}", count(number, noun))
            } else {
                format!("{verb} {number}")
            });
        }
    };
    for (change, verb) in ORDER {
        let of_this_kind = |service: &&ServicePlan| service.change == change && !runs(service);
        let number = plan.services.iter().filter(of_this_kind).count();
        add(verb, number, "service");
    }
    let one_shots = plan.services.iter().filter(|service| runs(service)).count();
    add("run", one_shots, "one-shot");
    let files = &plan.files;
    let moved = files.added.len() + files.changed.len() + files.deleted.len();
    add("change", moved, "file");
    add("create", plan.networks.len(), "network");
    add("create", plan.volumes.len(), "volume");
    let what = parts.join(", ");
    match plan.action {
        Action::Restart | Action::Start | Action::Stop => format!("would {what}"),
        other => format!("{} would {what}", title(other)),
    }
}

/// The plan in the order of its fields: source, services, files, what is made, findings, warnings, gate.
fn blocks(plan: &Plan, now: Option<DateTime<Utc>>) -> Vec<Block> {
    let mut blocks = Vec::new();
    blocks.extend(source::block(plan, now));
    blocks.extend(service::blocks(&plan.services));
    blocks.extend(instance::blocks(plan));
    blocks.extend(files::blocks(&plan.files));
    blocks.extend(plan.link.as_ref().map(files::link));
    blocks.extend(made(plan));
    blocks.extend(policy::blocks(plan));
    if !plan.warnings.is_empty() {
        let heading = if plan.is_empty() {
            "Worth knowing"
        } else {
            "Before you say yes"
        };
        blocks.push(Block::Heading(heading.to_owned()));
        blocks.push(Block::List(plan.warnings.clone()));
    }
    let mut last = Vec::new();
    let verified = if instance::is_about(plan) {
        instance::gate(plan, &seconds(plan.gate.deadline_secs))
    } else {
        Some(gate(&plan.gate, plan.action))
    };
    if let Some(verified) = verified.filter(|_| !plan.is_empty()) {
        last.push(("verified by".to_owned(), verified));
    }
    last.push(("plan".to_owned(), plan.digest().short()));
    blocks.push(Block::Facts(last));
    blocks
}

fn made(plan: &Plan) -> Option<Block> {
    let facts: Vec<(String, String)> = [("networks", &plan.networks), ("volumes", &plan.volumes)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(kind, names)| (format!("new {kind}"), few(names, NAMES)))
        .collect();
    (!facts.is_empty()).then_some(Block::Facts(facts))
}

fn gate(gate: &Gate, action: Action) -> String {
    if action == Action::Stop {
        return "every container stopped".to_owned();
    }
    let mut told = format!(
        "every service healthy within {}; without a healthcheck, running for {}",
        seconds(gate.deadline_secs),
        seconds(gate.stability_secs)
    );
    if let Some(probe) = &gate.probe {
        told.push_str("; ");
        told.push_str(probe);
        told.push_str(" answers");
    }
    told
}

#[cfg(test)]
mod tests;
