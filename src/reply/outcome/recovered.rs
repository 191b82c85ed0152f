//! How an operation ended, told to whoever comes after it: it was interrupted, or others asked for it.

use super::{Ended, outcome};
use crate::domain::action::Action;
use crate::domain::actor::{Conversation, Platform};
use crate::domain::name::CodebaseName;
use crate::domain::outcome::Outcome;
use crate::reply::block::{Block, Reply};

/// The answer that ends an operation which had been interrupted; `by` let it happen.
#[must_use]
pub fn recovered(ended: &Ended<'_>, by: &str, result: &Outcome) -> Reply {
    let mut reply = outcome(ended, result);
    let became = match result {
        Outcome::Done { .. } => format!(", and is finished now: {}", reply.headline),
        Outcome::RolledBack { .. } => ", and production was put back".to_owned(),
        Outcome::Untouched { .. } | Outcome::Cancelled { .. } => {
            " before anything changed".to_owned()
        }
        Outcome::Failed { .. } => format!(": {}", reply.headline),
    };
    let what = the_operation(ended.action, by);
    reply.headline = format!("{what} was interrupted{became}");
    reply
}

/// The same end for those who didn't ask for it: `by` let it happen, there.
#[must_use]
pub fn announced(
    ended: &Ended<'_>,
    (by, conversation): (&str, &Conversation),
    result: &Outcome,
) -> Reply {
    let mut reply = outcome(ended, result);
    let what = the_operation(ended.action, by);
    reply.headline = format!("{what}: {}", reply.headline);
    reply.with(Block::Facts(vec![(
        "asked in".to_owned(),
        place(conversation),
    )]))
}

/// A conversation as people call it: "acme/shop#7", "Telegram", "the terminal".
fn place(conversation: &Conversation) -> String {
    match conversation.thread() {
        Some((repository, number)) => format!("{repository}#{number}"),
        None if conversation.is_on(Platform::Telegram) => "Telegram".to_owned(),
        None => "the terminal".to_owned(),
    }
}

/// An interrupted operation that couldn't be brought to an end yet.
#[must_use]
pub fn not_recovered(codebase: &CodebaseName, action: Action, by: &str, why: &str) -> Reply {
    let what = the_operation(action, by);
    let reply = Reply::failed(format!(
        "{what} was interrupted, and can't be put right yet: {why}"
    ));
    if codebase.is_instances() {
        return reply
            .text("It may be halfway. The next command tries again.")
            .then("Instances", "/docker-instances --all");
    }
    reply
        .about(codebase)
        .text("Production may be halfway. The next command tries again.")
        .then("Status", "/docker-status")
}

/// "The deploy of Ada".
fn the_operation(action: Action, by: &str) -> String {
    format!("The {}", operation_of(action, by))
}

/// "deploy of Ada".
pub(in crate::reply) fn operation_of(action: Action, by: &str) -> String {
    let what = match action {
        Action::Rollback => "rollback",
        other => other.phrase(),
    };
    format!("{what} of {by}")
}
