//! How an operation ended. A rollback is told apart from success and from failure, and what comes next differs.

mod recovered;

use std::time::Duration;

use serde_json::json;

use super::block::{Block, Cell, Reply, Status};
use super::instance;
use super::status::state_cell;
use super::words::{few, named, origin, span};
use crate::domain::action::Action;
use crate::domain::name::{CodebaseName, OperationId, ServiceName};
use crate::domain::outcome::{Found, Outcome};
use crate::domain::release::NamedRelease;

pub(super) use recovered::operation_of;
pub use recovered::{announced, not_recovered, recovered};

/// How many differences are named before the rest is only counted.
const NAMED: usize = 5;

/// The operation that ended.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// Whose.
    pub codebase: &'a CodebaseName,
    /// What was asked for.
    pub action: Action,
    /// The command as it was given, where that is known: a second try is offered with all that it named.
    pub command: Option<&'a str>,
    /// Its id.
    pub operation: &'a OperationId,
    /// How long it took.
    pub took: Duration,
}

/// The answer that ends an operation.
#[must_use]
pub fn outcome(ended: &Ended<'_>, outcome: &Outcome) -> Reply {
    let reply = if ended.codebase.is_instances() {
        instance::ended(ended, outcome)
    } else {
        of_project(ended, outcome)
    };
    signed(reply, ended, outcome)
}

fn of_project(ended: &Ended<'_>, outcome: &Outcome) -> Reply {
    match outcome {
        Outcome::Done { release } => done(ended, release.as_deref()),
        Outcome::RolledBack {
            why,
            service,
            last_lines,
            not_undone,
            release,
            differed,
        } => {
            let what = match ended.action {
                // "Rolled back" alone would sound as if it had done what was asked for.
                Action::Rollback => "the rollback failed and was undone",
                _ => "rolled back",
            };
            let reply = Reply::new(Status::RolledBack, format!("{what}: {why}"))
                .text(runs_again(release.as_deref(), differed));
            let reply = failing(reply, service.as_ref(), last_lines);
            // Not "Roll back": that would go one release too far.
            listed(reply, "Not undone", not_undone)
                .then("Logs", logs_of(ended))
                .then("Retry", ended.command.unwrap_or(again(ended.action)))
        }
        Outcome::Failed {
            why,
            service,
            last_lines,
            production,
            ..
        } => {
            let reply =
                Reply::new(Status::Failed, format!("failed: {why}")).text(unverified(ended.action));
            let reply = failing(reply, service.as_ref(), last_lines);
            found(reply, production.as_deref())
                .then("Status", "/docker-status")
                .then("Logs", logs_of(ended))
        }
        Outcome::Untouched {
            why,
            last_lines,
            left,
        } => {
            let told = format!("failed before anything changed: {why}");
            let reply = Reply::new(Status::Failed, told).text("Production runs on as it did.");
            listed(failing(reply, None, last_lines), "Left behind", left)
                .then("Status", "/docker-status")
                .then("Logs", logs_of(ended))
        }
        Outcome::Cancelled { by, left } => {
            let by = by.as_ref();
            let by = by.map_or_else(String::new, |by| format!(" by {by}"));
            let told = format!("cancelled{by} before anything changed");
            let reply = Reply::new(Status::Failed, told).text("Production runs on as it did.");
            listed(reply, "Left behind", left).then("Status", "/docker-status")
        }
    }
}

/// The same with which operation it was, for people and for scripts.
fn signed(reply: Reply, ended: &Ended<'_>, outcome: &Outcome) -> Reply {
    // What instances count as means nothing to people.
    let reply = if ended.codebase.is_instances() {
        reply
    } else {
        reply.about(ended.codebase)
    };
    reply
        .with(Block::Facts(vec![
            ("operation".to_owned(), ended.operation.to_string()),
            ("took".to_owned(), span(ended.took)),
        ]))
        .telling(ended.operation)
        .data(json!({
            "operation": ended.operation,
            "action": ended.action,
            "took_ms": u64::try_from(ended.took.as_millis()).unwrap_or(u64::MAX),
            "result": outcome,
        }))
}

/// What is said of production after a failure that nothing undid.
const fn unverified(action: Action) -> &'static str {
    match action {
        Action::Restart | Action::Start | Action::Stop => {
            "The version is the same, but it isn't verified to run. Look at it now."
        }
        Action::Rollback => {
            "Production isn't proven to be the release that was asked for, nor the one before. Look at it now."
        }
        _ => "Production isn't proven to be the old version or the new one. Look at it now.",
    }
}

/// What is there still, where anything is.
fn listed(reply: Reply, heading: &str, left: &[String]) -> Reply {
    if left.is_empty() {
        return reply;
    }
    reply
        .with(Block::Heading(heading.to_owned()))
        .with(Block::List(left.to_vec()))
}

/// What production is after something was undone.
fn runs_again(release: Option<&NamedRelease>, differed: &[String]) -> String {
    const AS_BEFORE: &str = "Production runs what it ran before, verified.";
    match release {
        None => AS_BEFORE.to_owned(),
        Some(release) if differed.is_empty() => {
            format!("Production runs {} as before, verified.", named(release))
        }
        Some(release) => {
            let (release, differs) = (named(release), few(differed, NAMED));
            format!("{AS_BEFORE} That was not all as {release} has it, and isn't now: {differs}.")
        }
    }
}

fn done(ended: &Ended<'_>, release: Option<&NamedRelease>) -> Reply {
    let what = match ended.action {
        Action::Deploy => return deployed(release).then("Status", "/docker-status"),
        Action::Rollback => return back_on(release).then("Status", "/docker-status"),
        Action::Restart => "restarted and verified",
        Action::Start => "started and verified",
        Action::Stop => "stopped",
        other => return Reply::new(Status::Done, format!("done: {}", other.phrase())),
    };
    Reply::new(Status::Done, what).then("Status", "/docker-status")
}

/// With the number by which it can be put back later.
fn deployed(release: Option<&NamedRelease>) -> Reply {
    let what = match release {
        Some(release) => format!("deployed release {} and verified it", release.number),
        None => "deployed and verified".to_owned(),
    };
    Reply::new(Status::Done, what)
}

/// A rollback is a release of its own, with all that the earlier one was.
fn back_on(release: Option<&NamedRelease>) -> Reply {
    let back = |what: &str| Reply::new(Status::Done, format!("back on {what}, verified"));
    let Some(release) = release else {
        return back("the earlier release");
    };
    let earlier = release.source.as_ref().map(origin);
    back(earlier.as_deref().unwrap_or("the earlier release"))
        .text(format!("It is on record as release {}.", release.number))
}

/// Which service failed and what it last said.
fn failing(reply: Reply, service: Option<&ServiceName>, last_lines: &[String]) -> Reply {
    if last_lines.is_empty() {
        return reply;
    }
    let heading = service.map_or_else(
        || "Last lines".to_owned(),
        |service| format!("Last lines of {service}"),
    );
    reply
        .with(Block::Heading(heading))
        .with(Block::Code(last_lines.join("\n")))
}

/// Production as it was found; unknown is said to be unknown.
fn found(reply: Reply, production: Option<&[Found]>) -> Reply {
    match production {
        None => reply.text("What runs could not be read just now."),
        Some([]) => reply.text("No container of the project is left."),
        Some(containers) => reply.with(Block::Table {
            header: vec!["container".to_owned(), "state".to_owned()],
            rows: containers
                .iter()
                .map(|found| {
                    vec![
                        Cell::plain(&found.name),
                        state_cell(found.state, found.health, None),
                    ]
                })
                .collect(),
        }),
    }
}

fn logs_of(ended: &Ended<'_>) -> String {
    format!("/docker-logs --operation {}", ended.operation)
}

const fn again(action: Action) -> &'static str {
    match action {
        Action::Rollback => "/docker-rollback",
        Action::Restart => "/docker-restart",
        Action::Start => "/docker-start",
        Action::Stop => "/docker-stop",
        _ => "/docker-deploy",
    }
}

#[cfg(test)]
mod tests;
