//! The first word in a chat.

use crate::domain::actor::Actor;
use crate::domain::name::{CodebaseName, ProjectName};
use crate::reply::Reply;

/// To somebody who has no role: what an administrator needs to give them one.
#[must_use]
pub fn welcome_stranger(actor: &Actor) -> Reply {
    let who = &actor.principal;
    Reply::refused("I don't know you yet").text(format!(
        "You are {who}. An administrator lets you in with /grant {who} viewer CODEBASE, or gives you a code for /pair."
    ))
}

/// To a group that has become a supergroup, which is another chat.
#[must_use]
pub fn group_moved() -> Reply {
    Reply::refused("This group has to be allowed again")
        .text(
            "Telegram has made it a supergroup, which is another chat. An administrator can allow it here; previews that \
             were shown before can't be confirmed any more.",
        )
        .then("Allow", "/allow-chat")
}

/// To a request in the middle of which Hailer ended more than once.
#[must_use]
pub fn interrupted_request() -> Reply {
    Reply::failed("I was interrupted while I was at this")
        .text("What it may have begun is told here by itself. Ask how things are before you send it again.")
        .then("Status", "/docker-status")
}

/// To a request for instances that had begun when Hailer ended in the middle of it. It may be another of the same sender's that
/// had, so it isn't said which.
#[must_use]
pub fn interrupted_create() -> Reply {
    Reply::failed("I was interrupted while I was at this")
        .text(
            "Making instances for you had begun here, so this isn't begun once more: it could make them twice. How each ended is \
             told here by itself. Look at what is there before you send it again.",
        )
        .then("Instances", "/docker-instances")
}

/// To whoever may see codebases: how each of them is.
#[must_use]
pub fn welcome(codebases: &[CodebaseName]) -> Reply {
    match codebases {
        [] => Reply::done("No codebase is yours to see yet")
            .text("An administrator adds one, or gives you a role on it."),
        [one] => Reply::done(format!("I look after {one}"))
            .then("Status", format!("/docker-status --in {one}"))
            .then("Logs", format!("/docker-logs --in {one}")),
        several => several.iter().fold(
            Reply::done(format!("I look after {} codebases", several.len())),
            |reply, one| reply.then(one.as_str(), format!("/docker-status --in {one}")),
        ),
    }
    .then("Commands", "/help")
}

/// To an administrator before there is any codebase: the projects that run here, each to be taken with a tap.
#[must_use]
pub fn welcome_to_projects(found: &[ProjectName]) -> Reply {
    if found.is_empty() {
        return Reply::done("No codebase yet")
            .text(
                "A project is found by itself once it has containers and runs from a folder under HAILER_ALLOWED_ROOTS.",
            )
            .then("Add one", "/codebase add NAME --workspace PATH")
            .then("Commands", "/help");
    }
    let reply = Reply::done("These projects run here; which one shall I look after?");
    found.iter().fold(reply, |reply, name| {
        reply.then(name.as_str(), format!("/codebase add {name}"))
    })
}

/// Nothing is known of the place that it was asked in.
#[must_use]
pub fn not_looked(why: &str) -> Reply {
    Reply::failed("GitHub didn't say how this conversation stands")
        .text(format!("{why}."))
        .text("Nothing was done. Send it again later.")
}

/// A comment has several commands.
#[must_use]
pub fn one_command_at_a_time() -> Reply {
    Reply::usage("There are several commands in this comment")
        .text("Nothing was done: what is to happen if the first one fails isn't said. Send each in a comment of its own.")
}

/// A log is to be followed where nothing can be shown as it comes.
#[must_use]
pub fn nothing_to_follow_in() -> Reply {
    Reply::usage("A log can't be followed in a comment")
        .text("Ask for its last lines, or follow it in Telegram or at the terminal.")
        .then("Last lines", "/docker-logs")
}
