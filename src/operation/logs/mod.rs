//! `/docker-logs`: what the containers wrote, redacted. Without a service: the unhealthy one, else the primary one, else all.

mod sources;

use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use regex::Regex;

use super::{Context, OperationError, secrets};
use crate::domain::codebase::Codebase;
use crate::domain::log::LogQuery;
use crate::domain::name::{OperationId, ServiceName};
use crate::domain::outcome::Outcome;
use crate::domain::policy::Approved;
use crate::engine::{LogLine, SourcedLine};
use crate::reply::{self, Block, Redactor, Reply, Responder};
use sources::sources;

pub(super) use sources::Sources;

/// How long lines are followed at most.
const FOLLOW_AT_MOST: Duration = Duration::from_mins(5);

const FOLLOWED_LONG: &str = "that was five minutes";

/// Which lines.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of which service.
    pub service: Option<ServiceName>,
    /// How many at most.
    pub lines: u16,
    /// How far back.
    pub since: Option<Duration>,
    /// Which pattern they hold.
    pub grep: Option<Regex>,
}

/// The newest lines.
pub async fn logs(
    context: &Context,
    _approved: &Approved,
    codebase: &Codebase,
    wanted: &Wanted,
) -> Result<Reply, OperationError> {
    let (sources, redactor) = of(context, codebase, wanted).await?;
    let reply = sources.newest(context, &redactor, wanted).await?;
    Ok(reply.about(&codebase.name))
}

/// What was kept of the containers that failed in an operation, which are gone. It was redacted when it was kept.
pub async fn of_operation(
    context: &Context,
    _approved: &Approved,
    codebase: &Codebase,
    operation: &OperationId,
) -> Result<Reply, OperationError> {
    let found = context.store.operation(operation).await?;
    let found = found.filter(|found| found.codebase == codebase.name);
    let Some(found) = found else {
        return Ok(Reply::usage(format!("There is no operation {operation}")).about(&codebase.name));
    };
    let kept: &[String] = match &found.outcome {
        Some(
            Outcome::RolledBack { last_lines, .. }
            | Outcome::Failed { last_lines, .. }
            | Outcome::Untouched { last_lines, .. },
        ) => last_lines,
        Some(Outcome::Done { .. } | Outcome::Cancelled { .. }) | None => &[],
    };
    let reply = Reply::done(match kept.len() {
        0 => format!("No log lines were kept of operation {operation}"),
        lines => format!(
            "{} kept of operation {operation}",
            reply::count(lines, "log line")
        ),
    });
    let reply = reply.about(&codebase.name).data_of(kept);
    Ok(if kept.is_empty() {
        reply
    } else {
        reply.with(Block::Code(kept.join("\n")))
    })
}

/// The newest lines, then each new one, until the containers end or five minutes are over. The reply says which.
pub async fn follow(
    context: &Context,
    _approved: &Approved,
    codebase: &Codebase,
    wanted: &Wanted,
    responder: &Arc<dyn Responder>,
) -> Result<Reply, OperationError> {
    let (sources, redactor) = of(context, codebase, wanted).await?;
    let followed = sources.followed(context, &redactor, (wanted, responder));
    Ok(followed.await?.about(&codebase.name))
}

/// Whose lines are read, and what must not be seen in them: one is asked of the engine, the other of the store.
async fn of(
    context: &Context,
    codebase: &Codebase,
    wanted: &Wanted,
) -> Result<(Sources, Redactor), OperationError> {
    // In a program that has just begun this takes as long as the engine takes to answer. Whoever needs it then waits for it.
    drop(tokio::task::spawn_blocking(Redactor::prepare));
    tokio::try_join!(
        sources(context, codebase, wanted.service.as_ref()),
        secrets::redactor(context, codebase)
    )
}

/// Why nothing more comes of so many containers.
const fn ended(containers: usize) -> &'static str {
    match containers {
        0 => "there is no container of it",
        1 => "its container has ended",
        _ => "the containers have ended",
    }
}

/// Whether a line also holds the pattern as it is shown: else one could search for a secret, letter by letter.
pub(super) fn may_be_found(shown: &str, wanted: &Wanted) -> bool {
    wanted.grep.as_ref().is_none_or(|grep| grep.is_match(shown))
}

pub(super) fn query(context: &Context, wanted: &Wanted) -> LogQuery {
    LogQuery {
        lines: usize::from(wanted.lines),
        since: wanted.since.and_then(|back| {
            context
                .store
                .now()
                .checked_sub_signed(chrono::TimeDelta::from_std(back).ok()?)
        }),
        until: None,
        grep: wanted.grep.clone(),
    }
}

/// What was found of `what`.
pub(super) fn told(what: &str, shown: &[String]) -> Reply {
    let headline = match shown.len() {
        0 => format!("No log lines of {what}"),
        1 => format!("1 log line of {what}"),
        count => format!("{count} log lines of {what}"),
    };
    let reply = Reply::done(headline).data_of(shown);
    if shown.is_empty() {
        reply
    } else {
        reply.with(Block::Code(shown.join("\n")))
    }
}

/// Shows each line of `what` as it comes, until there are no more, for which `ended` says why, or five minutes are over.
pub(super) async fn follow_to(
    (what, ended): (&str, &str),
    lines: impl Stream<Item = Result<String, OperationError>>,
    (wanted, responder): (&Wanted, &Arc<dyn Responder>),
) -> Result<Reply, OperationError> {
    let mut lines = std::pin::pin!(lines);
    responder.follows();
    let end = tokio::time::sleep(FOLLOW_AT_MOST);
    let mut end = std::pin::pin!(end);
    let why = loop {
        tokio::select! {
            line = lines.next() => match line {
                Some(line) => {
                    let line = line?;
                    if may_be_found(&line, wanted) {
                        responder.line(&line);
                    }
                }
                None => break ended,
            },
            () = &mut end => break FOLLOWED_LONG,
        }
    };
    Ok(Reply::done(format!("No longer following {what}: {why}")))
}

/// Makes a line fit to be shown: without secrets, and inert.
fn shown(redactor: Redactor) -> impl Fn(LogLine) -> LogLine + Clone + Send + 'static {
    move |line| {
        let redacted = redactor.line(&line.text, line.cut);
        let text = reply::clean_line(&redacted).into_owned();
        LogLine { text, ..line }
    }
}

/// The text of a line, with its source where there are `several`.
fn named(line: SourcedLine, several: bool) -> String {
    let text = line.line.text;
    if several {
        format!("{} | {text}", line.source)
    } else {
        text
    }
}
