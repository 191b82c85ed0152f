//! Holds as people read them: who keeps a project as it is, why, and until when.

use chrono::{DateTime, Utc};

use crate::domain::hold::Hold;
use crate::domain::name::CodebaseName;
use crate::domain::operation::Busy;

use super::block::{Block, Reply};
use super::outcome::operation_of;
use super::words::moment;

/// `Ada, ends in 2 h (2026-11-21 10:56 UTC): migrating the database`
pub(super) fn hold_line(hold: &Hold, now: DateTime<Utc>) -> String {
    let until = moment(hold.until, now);
    let line = format!("{}, ends {until}", hold.holder.display_name);
    match &hold.reason {
        Some(reason) => format!("{line}: {reason}"),
        None => line,
    }
}

/// The project is held from now on; `busy` is what was under way already.
#[must_use]
pub fn held(
    codebase: &CodebaseName,
    hold: &Hold,
    busy: Option<&Busy>,
    now: DateTime<Utc>,
) -> Reply {
    let reply = Reply::done("held as it is")
        .about(codebase)
        .with(Block::Facts(vec![("held by".to_owned(), hold_line(hold, now))]))
        .text("Operators can't start, stop or restart it. A deployer who goes over the hold is told of it first.");
    let reply = match busy {
        Some(busy) => reply.text(format!(
            "The {} is under way and goes on.",
            operation_of(busy.action, &busy.by)
        )),
        None => reply,
    };
    let reply = match busy {
        Some(_) => reply.then("Stop what is under way", "/docker-cancel"),
        None => reply,
    };
    reply.then("Release it", "/docker-unlock").data_of(hold)
}

/// Somebody else holds it.
#[must_use]
pub fn held_already(codebase: &CodebaseName, hold: &Hold, now: DateTime<Utc>) -> Reply {
    Reply::refused(format!(
        "{} holds it already",
        hold.holder.display_name
    ))
    .about(codebase)
    .with(Block::Facts(vec![("held by".to_owned(), hold_line(hold, now))]))
    .text("Nothing was changed. That hold ends by itself, or by its holder or an administrator with /docker-unlock.")
    .data_of(hold)
}

/// The hold is over.
#[must_use]
pub fn unheld(codebase: &CodebaseName, hold: &Hold) -> Reply {
    Reply::done(format!(
        "the hold of {} is released",
        hold.holder.display_name
    ))
    .about(codebase)
    .data_of(hold)
}

/// There was none.
#[must_use]
pub fn not_held(codebase: &CodebaseName) -> Reply {
    Reply::usage("nobody holds it").about(codebase)
}

/// An answer to what went over another's hold, which is announced with it.
#[must_use]
pub fn went_over(reply: Reply, hold: &Hold) -> Reply {
    let holder = &hold.holder.display_name;
    let reason = hold.reason.as_ref().map(|reason| format!(" ({reason})"));
    reply.text(format!(
        "This went over the hold of {holder}{}.",
        reason.unwrap_or_default()
    ))
}
